/** One authority: what it is, its cases, how to reach it, and who changed what. */
import type { Authority } from '../../transparency/authority';
import type { FoundAct } from '../audit/act';
import { kindInWords } from '../audit/act-kinds';
import { Checkbox, ErrorSummary, type Faults, Form } from '../frame/form';
import type { StaffContext } from '../frame/page-context';
import { Facts, When } from '../frame/pieces';
import { consolePage } from '../frame/shell';
import { may } from '../frame/visitor';
import { countryName } from '../requests/countries';
import { Posted } from '../requests/posted';
import { W } from '../requests/words';
import { CaseCount } from './authorities.page';
import { AuthorityFields } from './authority-fields';

export interface AuthorityFacts {
  readonly authority: Authority;
  readonly cases: number;
  /** The newest first. */
  readonly history: readonly FoundAct[];
  /** A form that could not be taken. */
  readonly typed?: Posted;
  readonly faults?: Faults;
  /** In the clear, when somebody asked to read them; null when none are kept. */
  readonly contacts?: string | null;
}

export function authorityPage(context: StaffContext, facts: AuthorityFacts): string {
  const { authority, cases, faults = {} } = facts;
  return consolePage(context, { title: authority.name, menu: '/authorities' }, () => (
    <>
      <ErrorSummary faults={faults} />
      <p>
        <a href="/authorities">All authorities</a>
      </p>
      <div class="columns">
        <div>
          <Facts
            rows={[
              ['What it is', W.authorityTypes[authority.type]],
              ['Level', W.authorityLevels[authority.level]],
              ['Country', authority.country === null ? 'None' : countryName(authority.country)],
              ['Named outside', W.namings[authority.naming]],
              ['Cases', <CaseCount key="cases" id={authority.id} count={cases} />],
            ]}
          />
          <Contacts context={context} facts={facts} />
          {may(context.visitor, 'requests.work') && <Change context={context} facts={facts} />}
        </div>
        <History history={facts.history} />
      </div>
    </>
  ));
}

interface PartProps {
  readonly context: StaffContext;
  readonly facts: AuthorityFacts;
}

function Contacts({ context, facts: { authority, contacts } }: PartProps) {
  return (
    <section aria-labelledby="contacts-title" class={contacts === undefined ? undefined : 'panel'}>
      <h2 id="contacts-title">Verified contacts</h2>
      {contacts !== undefined && <p class="note">{contacts ?? 'None are kept.'}</p>}
      {contacts === undefined && !authority.hasContacts && (
        <p class="soft">None yet. Look them up in a public register, and write them down under Change.</p>
      )}
      {contacts === undefined && authority.hasContacts && !may(context.visitor, 'requests.reveal') && (
        <p class="soft">They are kept sealed; case officers read them.</p>
      )}
      {contacts === undefined && authority.hasContacts && may(context.visitor, 'requests.reveal') && (
        <Form action={`/authorities/${authority.id}/contacts`} context={context}>
          <button type="submit" class="quiet">
            Read the contacts
          </button>
          <p class="hint">That you read them is recorded.</p>
        </Form>
      )}
    </section>
  );
}

function Change({ context, facts: { authority, faults = {}, typed } }: PartProps) {
  const shown = (name: string, kept: string) => typed?.text(name) ?? kept;
  return (
    <details open={Object.keys(faults).length > 0}>
      <summary>Change</summary>
      <Form action={`/authorities/${authority.id}`} context={context} class="entry">
        <input type="hidden" name="version" value={String(authority.version)} />
        <AuthorityFields
          values={{
            name: shown('name', authority.name),
            level: shown('level', authority.level),
            type: shown('type', authority.type),
            country: shown('country', authority.country ?? ''),
            naming: shown('naming', authority.naming),
            contacts: shown('contacts', ''),
          }}
          isIndependent={typed?.isChecked('contacts_independent') ?? false}
          faults={faults}
          hasContacts={authority.hasContacts}
        />
        {authority.hasContacts && (
          <Checkbox
            name="contacts_removed"
            label="Remove the contacts that are kept"
            isChecked={typed?.isChecked('contacts_removed')}
          />
        )}
        <button type="submit">Change the authority</button>
      </Form>
    </details>
  );
}

function History({ history }: { readonly history: readonly FoundAct[] }) {
  return (
    <section aria-labelledby="history">
      <h2 id="history">What was changed</h2>
      <ol class="timeline" reversed>
        {history.map(({ entry, hash }) => (
          <li key={hash}>
            <p>
              <strong>{entry.by}</strong> {kindInWords(entry.kind)}
            </p>
            {entry.kind === 'authority_changed' && <p>{changesInWords(entry.details ?? {})}</p>}
            <p class="soft">
              <When at={entry.at} /> · act {entry.seq}
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}

const FIELDS: Readonly<Record<string, readonly [string, Readonly<Record<string, string>>]>> = {
  name: ['Name', {}],
  level: ['Level', W.authorityLevels],
  type: ['What it is', W.authorityTypes],
  country: ['Country', {}],
  naming: ['Named outside', W.namings],
};

/** As the act holds it: from what to what, by field. */
function changesInWords(details: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(details).map(([field, change]) => {
    const [label, words] = FIELDS[field] ?? ['Contacts', {}];
    if (!Array.isArray(change)) return `${label} ${String(change)}`;
    const [from, to] = change.map((code) => (code === null ? 'none' : (words[String(code)] ?? String(code))));
    return `${label}: ${from} → ${to}`;
  });
  return parts.join('; ');
}

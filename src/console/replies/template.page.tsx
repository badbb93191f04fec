/** One template: its versions with what they say, the decision of a second person, and the form for the next version. */
import { ErrorSummary, type Faults, Form, TextArea } from '../frame/form';
import type { StaffContext } from '../frame/page-context';
import { When } from '../frame/pieces';
import { consolePage } from '../frame/shell';
import { may } from '../frame/visitor';
import type { Posted } from '../requests/posted';
import { LANGUAGE_NAMES, LANGUAGES, type Template, type TemplateVersion, whyNotDecided } from './template';
import { TemplateFields } from './template-fields';
import { VersionState } from './templates.page';

export interface TemplateFacts {
  readonly template: Template;
  /** A form that could not be taken. */
  readonly typed?: Posted;
  readonly faults?: Faults;
  readonly note?: string | null;
}

export function templatePage(context: StaffContext, facts: TemplateFacts): string {
  const { template, faults = {} } = facts;
  const [newest] = template.versions;
  return consolePage(context, { title: newest.title, menu: '/replies' }, () => (
    <>
      <ErrorSummary faults={faults} />
      <p>
        <a href="/replies">All replies</a>
      </p>
      <p class="lead">
        {template.usable === undefined
          ? 'No version of it may be used yet.'
          : `Version ${template.usable.version} is in use.`}
      </p>
      <Decision context={context} facts={facts} />
      {template.versions.map((one) => (
        <Version key={one.version} version={one} isOpen={one === newest} />
      ))}
      {may(context.visitor, 'requests.work') && <NextVersion context={context} facts={facts} />}
    </>
  ));
}

function Version({ version, isOpen }: { readonly version: TemplateVersion; readonly isOpen: boolean }) {
  return (
    <section aria-labelledby={`version-${version.version}`} class="panel">
      <h2 id={`version-${version.version}`}>Version {version.version}</h2>
      <p>
        <VersionState version={version} /> written by {version.writtenBy}, <When at={version.writtenAtMs} />
        {version.decidedAtMs !== null && (
          <>
            ; decided by {version.decidedBy}, <When at={version.decidedAtMs} />
          </>
        )}
      </p>
      {version.note !== null && <blockquote>{version.note}</blockquote>}
      {LANGUAGES.map((one) => {
        const text = version.texts[one];
        if (text === null) return null;
        return (
          <details key={one} open={isOpen && one === 'en'}>
            <summary>
              {LANGUAGE_NAMES[one]}
              <span class="unseen">, version {version.version}</span>
            </summary>
            <pre lang={one}>{text}</pre>
          </details>
        );
      })}
    </section>
  );
}

interface PartProps {
  readonly context: StaffContext;
  readonly facts: TemplateFacts;
}

function Decision({ context, facts: { template, faults = {}, note } }: PartProps) {
  const [newest] = template.versions;
  if (newest.decision !== null) return null;
  if (!may(context.visitor, 'requests.approve'))
    return <p class="soft">A legal approver decides on version {newest.version}.</p>;
  const reason = whyNotDecided(template, newest.version, context.visitor.name);
  if (reason !== undefined)
    return (
      <p class="soft">
        You do not decide on version {newest.version}: {reason}.
      </p>
    );
  return (
    <Form action={`/replies/${template.id}/decision`} context={context}>
      <input type="hidden" name="version" value={String(newest.version)} />
      <TextArea
        name="note"
        label={`Note on version ${newest.version}`}
        hint="Needed to refuse it"
        rows={2}
        fault={faults.note}
        value={note ?? ''}
      />
      <div class="actions">
        <button type="submit" name="decision" value="approved">
          Approve this version
        </button>
        <button type="submit" name="decision" value="refused" class="danger">
          Refuse
        </button>
      </div>
    </Form>
  );
}

function NextVersion({ context, facts: { template, typed, faults = {} } }: PartProps) {
  const [{ version, title, texts }] = template.versions;
  const shown = (name: string, kept: string | null) => typed?.text(name) ?? kept ?? '';
  return (
    <details open={typed !== undefined}>
      <summary>Write the next version</summary>
      <Form action={`/replies/${template.id}`} context={context}>
        <input type="hidden" name="version" value={String(version)} />
        <TemplateFields
          values={{
            ...{ title: shown('title', title), en: shown('en', texts.en), de: shown('de', texts.de) },
            ...{ fr: shown('fr', texts.fr), it: shown('it', texts.it) },
          }}
          faults={faults}
        />
        <button type="submit">Write down version {version + 1}</button>
      </Form>
    </details>
  );
}

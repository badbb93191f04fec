/** The directory of authorities: who asks again and again, with how many cases each has, and the form to add one. */
import type { Authority } from '../../transparency/authority';
import { ErrorSummary, type Faults, Form } from '../frame/form';
import type { StaffContext } from '../frame/page-context';
import { Badge, Table } from '../frame/pieces';
import { consolePage } from '../frame/shell';
import { may } from '../frame/visitor';
import { countryName } from '../requests/countries';
import type { Posted } from '../requests/posted';
import { W } from '../requests/words';
import { AuthorityFields } from './authority-fields';

export interface AuthoritiesFacts {
  readonly authorities: readonly Authority[];
  /** How many cases name each. */
  readonly counts: ReadonlyMap<string, number>;
  readonly typed: Posted;
  readonly faults: Faults;
}

export function authoritiesPage(
  context: StaffContext,
  { authorities, counts, typed, faults }: AuthoritiesFacts,
): string {
  const isBack = Object.keys(faults).length > 0;
  return consolePage(context, { title: 'Authorities', menu: '/authorities' }, () => (
    <>
      <ErrorSummary faults={faults} />
      <p class="lead">
        Institutions that ask us, and how to reach them without their letter. A letter is verified through a contact
        from here, or from a public register; never through the number it names itself.
      </p>
      <Table
        hasKeys
        caption="By country and name"
        columns={[
          { name: 'Name' },
          { name: 'What it is' },
          { name: 'Level' },
          { name: 'Country' },
          { name: 'Contacts' },
          { name: 'Cases', isNumber: true },
        ]}
        rows={authorities.map((one) => [
          <a key="name" href={`/authorities/${one.id}`}>
            {one.name}
          </a>,
          W.authorityTypes[one.type],
          W.authorityLevels[one.level],
          one.country === null ? 'None' : countryName(one.country),
          one.hasContacts ? (
            <Badge key="contacts" tone="good">
              Verified
            </Badge>
          ) : (
            <Badge key="contacts" tone="warn">
              None yet
            </Badge>
          ),
          <CaseCount key="cases" id={one.id} count={counts.get(one.id) ?? 0} />,
        ])}
        empty="No authority yet. Add one that has written to us, with the number of a public register: next time its letter is verified in a minute."
      />
      {may(context.visitor, 'requests.work') && (
        <details open={isBack || authorities.length === 0}>
          <summary>Add an authority</summary>
          <Form action="/authorities" context={context} class="entry">
            <AuthorityFields
              values={{
                ...{ name: typed.text('name'), level: typed.text('level'), type: typed.text('type') },
                ...{ country: typed.text('country'), naming: typed.text('naming'), contacts: typed.text('contacts') },
              }}
              isIndependent={typed.isChecked('contacts_independent')}
              faults={faults}
              hasContacts={false}
            />
            <button type="submit">Add the authority</button>
          </Form>
        </details>
      )}
    </>
  ));
}

/** Leads to the cases themselves. */
export function CaseCount({ id, count }: { readonly id: string; readonly count: number }) {
  return count === 0 ? <>0</> : <a href={`/cases?authority=${id}`}>{count.toLocaleString('en-US')}</a>;
}

/** People: the list, an invitation, and the link that comes of it. */
import { ErrorSummary, type Faults, Form, Input } from '../frame/form';
import type { StaffContext } from '../frame/page-context';
import type { StaffRole } from '../frame/permissions';
import { Table, When } from '../frame/pieces';
import { consolePage } from '../frame/shell';
import type { Invitation } from './invitation';
import { meansInWords, RoleBoxes, State } from './people-pieces';
import type { Person } from './person';
import { roleInWords } from './role-words';

const MENU = '/people';

interface PeopleView {
  readonly people: readonly Person[];
  /** By the id of the person. */
  readonly invitations: ReadonlyMap<string, Invitation>;
  readonly notice?: string;
}

export function peoplePage(context: StaffContext, { people, invitations, notice }: PeopleView): string {
  return consolePage(context, { title: 'People', menu: MENU, notice }, () => (
    <>
      <p class="actions">
        <a class="button" href="/people/invite">
          Invite somebody
        </a>
      </p>
      <Table
        caption="Everybody who may, or might, enter"
        columns={[{ name: 'Name' }, { name: 'State' }, { name: 'Roles' }, { name: 'Signs in with' }]}
        hasKeys
        empty="Nobody is here yet."
        rows={people.map((person) => [
          <a key="name" href={`/people/${person.name}`}>
            {person.name}
          </a>,
          <State key="state" person={person} invitation={invitations.get(person.id)} />,
          person.roles.map(roleInWords).join(', '),
          meansInWords(person),
        ])}
      />
      <p class="hint">
        A name stays with what its owner did, so nobody is ever removed and no name is given twice. Changes count at the
        next click of whoever they are about.
      </p>
    </>
  ));
}

export interface InviteForm {
  readonly name: string;
  readonly roles: readonly StaffRole[];
}

export function invitePage(context: StaffContext, form: InviteForm, faults: Faults = {}): string {
  return consolePage(context, { title: 'Invite somebody', menu: MENU }, () => (
    <>
      <ErrorSummary faults={faults} />
      <Form action="/people/invite" context={context}>
        <Input
          name="name"
          label="Name"
          value={form.name}
          hint="Stands beside everything they do, for good: lower-case letters, digits and hyphens."
          fault={faults.name}
        />
        <RoleBoxes chosen={form.roles} fault={faults.roles} />
        <button type="submit">Make the link</button>
      </Form>
    </>
  ));
}

interface LinkView {
  readonly name: string;
  readonly link: string;
  readonly expiresAt: Date;
}

/** The link, shown once. */
export function linkPage(context: StaffContext, { name, link, expiresAt }: LinkView): string {
  return consolePage(context, { title: `A link for ${name}`, menu: MENU }, () => (
    <>
      <p class="lead">Give it to {name} yourself, where nobody else can read it. It is shown now, and never again.</p>
      <pre>
        <code>{link}</code>
      </pre>
      <p>
        It works once, until <When at={expiresAt} />. Whoever opens it first is {name}: if that was not {name}, lock the
        account out.
      </p>
      <p>
        <a href={MENU}>People</a>
      </p>
    </>
  ));
}

/** One person: what they may do, a link to come in, and whether they may. */
import { ErrorSummary, type Faults, Form, Input } from '../frame/form';
import type { StaffContext } from '../frame/page-context';
import { Facts, When } from '../frame/pieces';
import { consolePage } from '../frame/shell';
import type { Invitation } from './invitation';
import { meansInWords, RoleBoxes, State } from './people-pieces';
import type { Person } from './person';

interface PersonView {
  readonly person: Person;
  readonly invitation: Invitation | undefined;
  readonly notice?: string;
  readonly faults?: Faults;
}

export function personPage(context: StaffContext, { person, invitation, notice, faults = {} }: PersonView): string {
  const { name } = person;
  return consolePage(context, { title: name, menu: '/people', notice }, () => (
    <>
      <ErrorSummary faults={faults} />
      <Facts
        rows={[
          ['State', <State key="state" person={person} invitation={invitation} />],
          ['Invited by', person.createdBy],
          ['Since', <When key="since" at={person.createdAt} />],
          ['Signs in with', meansInWords(person)],
        ]}
      />
      <section class="panel" aria-labelledby="roles-title">
        <h2 id="roles-title">What {name} may do</h2>
        <Form action={`/people/${name}/roles`} context={context}>
          <RoleBoxes chosen={person.roles} fault={faults.roles} />
          <button type="submit">Change the roles</button>
        </Form>
      </section>
      <Links context={context} person={person} invitation={invitation} />
      <Entry context={context} person={person} fault={faults.reason} />
    </>
  ));
}

interface PartProps {
  readonly context: StaffContext;
  readonly person: Person;
}

function Links({ context, person, invitation }: PartProps & { readonly invitation: Invitation | undefined }) {
  if (person.disabledAt !== null) return null;
  return (
    <section class="panel" aria-labelledby="link-title">
      <h2 id="link-title">A link to come in</h2>
      {invitation === undefined ? (
        <p>None is open.</p>
      ) : (
        <p>
          One is open until <When at={invitation.expiresAt} />, made by {invitation.createdBy}.
        </p>
      )}
      {person.enrolledAt !== null && (
        <p class="hint">
          For somebody who has lost all they sign in with. Make sure that it is them: once used, the link replaces their
          passkeys, password and app, and ends their sessions.
        </p>
      )}
      <div class="actions">
        <Form action={`/people/${person.name}/invite`} context={context}>
          <button type="submit" class="quiet">
            Make a new link
          </button>
        </Form>
        {invitation !== undefined && (
          <Form action={`/people/${person.name}/revoke`} context={context}>
            <button type="submit" class="danger">
              Take the link back
            </button>
          </Form>
        )}
      </div>
    </section>
  );
}

function Entry({ context, person, fault }: PartProps & { readonly fault: string | undefined }) {
  const isOut = person.disabledAt !== null;
  return (
    <section class="panel" aria-labelledby="entry-title">
      <h2 id="entry-title">{isOut ? 'Let in again' : 'Lock out'}</h2>
      <p>
        {isOut
          ? `${person.name} signs in as before, with the roles above.`
          : `Ends every session of ${person.name} at once; what they did stays.`}
      </p>
      <Form action={`/people/${person.name}/${isOut ? 'let-in' : 'lock-out'}`} context={context}>
        <Input name="reason" label="Why" hint="For whoever reads the log of acts." fault={fault} />
        <button type="submit" class={isOut ? 'quiet' : 'danger'}>
          {isOut ? 'Let in again' : 'Lock out'}
        </button>
      </Form>
    </section>
  );
}

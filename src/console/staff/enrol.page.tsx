/** What somebody sees who was invited: who they will be, and the two ways to sign in of which they choose one. */
import { ErrorSummary, type Faults, Form, Input } from '../frame/form';
import type { PageContext } from '../frame/page-context';
import { When } from '../frame/pieces';
import { consolePage } from '../frame/shell';
import type { OpenedLink } from './invitation';
import { PASSKEY_SCRIPT, PasskeyButton } from './passkey-button';
import { NewAppFields, NewPasswordFields } from './password-fields';
import { roleInWords } from './role-words';

export interface EnrolView extends OpenedLink {
  readonly token: string;
  readonly label?: string;
  readonly faults?: Faults;
}

export function enrolPage(context: PageContext, view: EnrolView): string {
  const { invitation, token, faults = {} } = view;
  return consolePage(context, { title: `Welcome, ${invitation.name}`, scripts: [PASSKEY_SCRIPT] }, () => (
    <>
      <ErrorSummary faults={faults} />
      <p class="lead">
        {invitation.createdBy === 'operator' ? 'The operator' : invitation.createdBy} invited you as{' '}
        {invitation.roles.map(roleInWords).join(', ')}. What you do is recorded under the name {invitation.name}, for
        good.
      </p>
      <p>
        Choose how you will sign in; you can add the other way later. The link works once, until{' '}
        <When at={invitation.expiresAt} />.
      </p>
      <div class="columns">
        <section class="panel" aria-labelledby="passkey">
          <h2 id="passkey">A passkey</h2>
          <p>
            Kept by this device, your phone or a security key; nothing to remember, nothing to hand to a false page.
          </p>
          <Form action={`/enrol/${token}/passkey`} context={context}>
            <Input name="label" label="What you call it" value={view.label} hint="For example: phone, blue key." />
            <PasskeyButton kind="create" options={`/enrol/${token}/passkey-options`} label="Make a passkey" />
          </Form>
        </section>
        <section class="panel" aria-labelledby="password-and-app">
          <h2 id="password-and-app">A password and an authenticator app</h2>
          <Form action={`/enrol/${token}/password`} context={context}>
            <NewPasswordFields name={invitation.name} faults={faults} />
            <NewAppFields secret={view.totpSecret} name={invitation.name} faults={faults} />
            <button type="submit">Set up and sign in</button>
          </Form>
        </section>
      </div>
    </>
  ));
}

export function linkOverPage(context: PageContext): string {
  return consolePage(context, { title: 'This link is over' }, () => (
    <>
      <p class="lead">It was used, replaced by a newer one, taken back, or is too old.</p>
      <p>
        If you have set up your account, <a href="/sign-in">sign in</a>. If not, ask whoever invited you for a new link.
      </p>
    </>
  ));
}

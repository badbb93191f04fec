/** The pages on which somebody sets up or changes what they sign in with: password, app, passkey. */
import { ErrorSummary, type Faults, Form, Input } from '../frame/form';
import type { StaffContext } from '../frame/page-context';
import { consolePage } from '../frame/shell';
import { PASSKEY_SCRIPT, PasskeyButton } from './passkey-button';
import { NewAppFields, NewPasswordFields } from './password-fields';

const MENU = '/account';

/** `secret` for somebody who has no app yet: both come together. */
export function passwordPage(context: StaffContext, secret: Buffer | undefined, faults: Faults = {}): string {
  const title = secret === undefined ? 'Change the password' : 'Set up a password and an app';
  return consolePage(context, { title, menu: MENU }, () => (
    <>
      <ErrorSummary faults={faults} />
      <p>{secret === undefined ? 'All your other sessions end.' : 'Both are asked for together, each time.'}</p>
      <Form action="/account/password" context={context}>
        <NewPasswordFields name={context.visitor.name} faults={faults} />
        {secret !== undefined && <NewAppFields secret={secret} name={context.visitor.name} faults={faults} />}
        <div class="actions">
          <button type="submit">{secret === undefined ? 'Change it' : 'Set them up'}</button>
          <a href={MENU}>Cancel</a>
        </div>
      </Form>
    </>
  ));
}

export function appPage(context: StaffContext, secret: Buffer, faults: Faults = {}): string {
  return consolePage(context, { title: 'Set up another app', menu: MENU }, () => (
    <>
      <ErrorSummary faults={faults} />
      <p>The app you have now counts until this one does. All your other sessions end.</p>
      <Form action="/account/app" context={context}>
        <NewAppFields secret={secret} name={context.visitor.name} faults={faults} />
        <div class="actions">
          <button type="submit">Use this app from now on</button>
          <a href={MENU}>Cancel</a>
        </div>
      </Form>
    </>
  ));
}

export function newPasskeyPage(context: StaffContext, faults: Faults = {}): string {
  return consolePage(context, { title: 'Add a passkey', menu: MENU, scripts: [PASSKEY_SCRIPT] }, () => (
    <>
      <ErrorSummary faults={faults} />
      <Form action="/account/passkeys" context={context}>
        <Input name="label" label="What you call it" hint="For example: phone, blue key." />
        <PasskeyButton kind="create" options="/account/passkeys/options" label="Make a passkey" />
      </Form>
      <p>
        <a href={MENU}>Cancel</a>
      </p>
    </>
  ));
}

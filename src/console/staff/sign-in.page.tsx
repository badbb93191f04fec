/** The page that lets people in: with a passkey, or with a password and a code, both at once so that nothing tells which was wrong. */
import { ErrorSummary, type Faults, Form, Input } from '../frame/form';
import type { PageContext } from '../frame/page-context';
import { consolePage } from '../frame/shell';
import { PASSKEY_SCRIPT, PasskeyButton } from './passkey-button';

export interface SignInView {
  /** Where to go afterwards. */
  readonly next: string;
  readonly name?: string;
  readonly faults?: Faults;
}

export function signInPage(context: PageContext, { next, name, faults = {} }: SignInView): string {
  return consolePage(context, { title: 'Sign in', scripts: [PASSKEY_SCRIPT] }, () => (
    <>
      <ErrorSummary faults={faults} />
      <div class="columns">
        <section class="panel" aria-labelledby="with-passkey">
          <h2 id="with-passkey">With a passkey</h2>
          <Form action="/sign-in/passkey" context={context}>
            <input type="hidden" name="next" value={next} />
            <p class="hint">On this device, on your phone, or on a security key.</p>
            <PasskeyButton kind="get" options="/sign-in/passkey-options" label="Sign in with a passkey" />
          </Form>
        </section>
        <section class="panel" aria-labelledby="without-passkey">
          <h2 id="without-passkey">Without a passkey</h2>
          <Form action="/sign-in" context={context}>
            <input type="hidden" name="next" value={next} />
            <Input name="name" label="Name" value={name} autocomplete="username" fault={faults.name} />
            <Input name="password" label="Password" type="password" autocomplete="current-password" />
            <Input
              name="code"
              label="Code"
              hint="Six digits of your authenticator app, or one of your recovery codes."
              autocomplete="one-time-code"
            />
            <button type="submit">Sign in</button>
          </Form>
        </section>
      </div>
      <p class="soft">
        You have neither? An administrator can send you a link: by your name, after making sure that it is you.
      </p>
    </>
  ));
}

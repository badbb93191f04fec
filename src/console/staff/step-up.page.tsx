/** Asks again who is there, in between; what was typed on the page it interrupts goes along, unseen. */
import { ErrorSummary, type Faults, Form, Input } from '../frame/form';
import type { StaffContext } from '../frame/page-context';
import { Empty } from '../frame/pieces';
import { consolePage } from '../frame/shell';
import type { Means } from './account';
import { type Interrupted, KEPT_FIELD } from './interrupted';
import { PASSKEY_SCRIPT, PasskeyButton } from './passkey-button';

export interface StepUpView {
  readonly means: Means;
  readonly interrupted: Interrupted;
  readonly faults?: Faults;
}

export function stepUpPage(context: StaffContext, { means, interrupted, faults = {} }: StepUpView): string {
  return consolePage(context, { title: 'Confirm that it is you', scripts: [PASSKEY_SCRIPT] }, () => (
    <>
      <ErrorSummary faults={faults} />
      <p class="lead">
        {interrupted.kind === 'form'
          ? 'What you are about to do needs a fresh proof. What you typed is kept, and sent as soon as you give it.'
          : 'This page needs a fresh proof. It counts for five minutes.'}
      </p>
      <div class="columns">
        {means.passkey && (
          <section class="panel" aria-labelledby="passkey">
            <h2 id="passkey">With a passkey</h2>
            <Form action="/step-up/passkey" context={context}>
              <Kept interrupted={interrupted} />
              <PasskeyButton kind="get" options="/step-up/passkey-options" label="Use a passkey" />
            </Form>
          </section>
        )}
        {means.code && (
          <section class="panel" aria-labelledby="from-app">
            <h2 id="from-app">From your authenticator app</h2>
            <Form action="/step-up" context={context}>
              <Kept interrupted={interrupted} />
              <Input
                name="code"
                label="Code"
                hint="Six digits of your authenticator app, one you have not used yet, or a recovery code."
                autocomplete="one-time-code"
                fault={faults.code}
              />
              <button type="submit">Continue</button>
            </Form>
          </section>
        )}
      </div>
      {!means.passkey && !means.code && (
        <Empty>You have nothing to give it with; ask an administrator for a link.</Empty>
      )}
      <p>
        <a href={interrupted.kind === 'page' ? '/' : interrupted.page}>Cancel</a>
      </p>
    </>
  ));
}

function Kept({ interrupted }: { readonly interrupted: Interrupted }) {
  if (interrupted.kind === 'page') return <input type="hidden" name="next" value={interrupted.path} />;
  return <input type="hidden" name={KEPT_FIELD} value={JSON.stringify(interrupted)} />;
}

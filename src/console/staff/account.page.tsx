/** My account: what I sign in with, and where I am signed in. */
import type { ComponentChildren } from 'preact';
import { Form } from '../frame/form';
import type { StaffContext } from '../frame/page-context';
import { Empty, Facts, Table, When } from '../frame/pieces';
import { consolePage } from '../frame/shell';
import type { Account } from './account';
import { roleInWords } from './role-words';

export interface AccountView {
  readonly account: Account;
  readonly notice?: string;
}

export function accountPage(context: StaffContext, { account, notice }: AccountView): string {
  const { visitor } = context;
  return consolePage(context, { title: 'My account', menu: '/account', notice }, () => (
    <>
      <Facts
        rows={[
          ['Name', visitor.name],
          ['Roles', visitor.roles.map(roleInWords).join(', ')],
        ]}
      />
      <Passkeys context={context} account={account} />
      <Password context={context} account={account} />
      <OwnSessions context={context} account={account} />
    </>
  ));
}

interface PartProps {
  readonly context: StaffContext;
  readonly account: Account;
}

function Passkeys({ context, account }: PartProps) {
  return (
    <Part id="passkeys" title="Passkeys">
      <Table
        caption="Passkeys you have"
        columns={[{ name: 'Name' }, { name: 'Made' }, { name: 'Last used' }, { name: 'Remove' }]}
        empty="You have no passkey. With one there is nothing to remember, and nothing to hand to a false page."
        rows={account.passkeys.map((passkey) => [
          passkey.label,
          <When key="made" at={passkey.createdAt} />,
          passkey.usedAt === null ? 'never' : <When key="used" at={passkey.usedAt} />,
          <Form key="remove" action="/account/passkeys/remove" context={context} class="plain">
            <input type="hidden" name="passkey" value={passkey.credentialId.toString('base64url')} />
            <button type="submit" class="link">
              Remove <span class="unseen">{passkey.label}</span>
            </button>
          </Form>,
        ])}
      />
      <p class="actions">
        <a class="button quiet" href="/account/passkeys/new">
          Add a passkey
        </a>
      </p>
    </Part>
  );
}

function Password({ context, account }: PartProps) {
  if (!account.hasPassword) {
    return (
      <Part id="password" title="Password and authenticator app">
        <Empty>You have none. They let you in where your passkey is not at hand.</Empty>
        <p class="actions">
          <a class="button quiet" href="/account/password">
            Set them up
          </a>
        </p>
      </Part>
    );
  }
  return (
    <Part id="password" title="Password and authenticator app">
      <p>
        {account.recoveryCodes} of 10 recovery codes are left.
        {account.recoveryCodes < 4 && <strong> Make new ones before they run out.</strong>}
      </p>
      <div class="actions">
        <a class="button quiet" href="/account/password">
          Change the password
        </a>
        <a class="button quiet" href="/account/app">
          Set up another app
        </a>
        <Form action="/account/recovery-codes" context={context}>
          <button type="submit" class="quiet">
            Make new recovery codes
          </button>
        </Form>
        {account.passkeys.length > 0 && (
          <Form action="/account/password/remove" context={context}>
            <button type="submit" class="danger">
              Remove password and app
            </button>
          </Form>
        )}
      </div>
    </Part>
  );
}

function OwnSessions({ context, account }: PartProps) {
  const { sessionId } = context.visitor;
  return (
    <Part id="sessions" title="Where you are signed in">
      <Table
        caption="Sessions you have open"
        columns={[{ name: 'Browser' }, { name: 'Since' }, { name: 'Last seen' }, { name: 'End' }]}
        empty="Nowhere."
        rows={account.sessions.map((session) => [
          session.id === sessionId ? `${session.browser}, this one` : session.browser,
          <When key="since" at={session.begunAt} />,
          <When key="seen" at={session.usedAt} />,
          <Form key="end" action="/account/sessions/end" context={context} class="plain">
            <input type="hidden" name="session" value={session.id} />
            <button type="submit" class="link">
              End <span class="unseen">{`this session, ${session.browser}`}</span>
            </button>
          </Form>,
        ])}
      />
      <p class="hint">A session ends after half an hour without a page, and after eight hours in any case.</p>
      <Form action="/account/sessions/end-all" context={context}>
        <button type="submit" class="danger">
          Sign out everywhere
        </button>
      </Form>
    </Part>
  );
}

function Part(props: { readonly id: string; readonly title: string; readonly children: ComponentChildren }) {
  return (
    <section aria-labelledby={props.id}>
      <h2 id={props.id}>{props.title}</h2>
      {props.children}
    </section>
  );
}

/** The fields with which somebody sets up a password and an authenticator app. */
import { type Faults, Input } from '../frame/form';
import { SHORTEST } from './password-rules';
import { RELYING_PARTY_NAME } from './relying-party';
import { otpauthUri, secretInWords } from './totp';

export function NewPasswordFields({ faults }: { readonly faults: Faults }) {
  return (
    <>
      <Input
        name="password"
        label="New password"
        type="password"
        hint={`At least ${SHORTEST} characters; a few words that nobody would guess are good.`}
        autocomplete="new-password"
        fault={faults.password}
      />
      <Input name="again" label="The same once more" type="password" autocomplete="new-password" fault={faults.again} />
    </>
  );
}

interface AppProps {
  readonly secret: Buffer;
  /** Of whom the entry will be. */
  readonly name: string;
  readonly faults: Faults;
}

export function NewAppFields({ secret, name, faults }: AppProps) {
  const uri = otpauthUri(secret, { issuer: RELYING_PARTY_NAME, name });
  return (
    <>
      <p>
        Add an entry to your authenticator app: type this key, or <a href={uri}>open it in the app</a> on this device.
      </p>
      <pre>
        <code>{secretInWords(secret)}</code>
      </pre>
      <details>
        <summary>As an address</summary>
        <pre>
          <code>{uri}</code>
        </pre>
      </details>
      <Input
        name="code"
        label="Code"
        hint="The six digits that the app shows now."
        autocomplete="one-time-code"
        inputmode="numeric"
        fault={faults.code}
      />
    </>
  );
}

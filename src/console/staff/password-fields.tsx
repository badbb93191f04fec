/** The fields with which somebody sets up a password and an authenticator app. */
import { type Faults, Input } from '../frame/form';
import { SHORTEST } from './password-rules';
import { QrCode } from './qr-code';
import { RELYING_PARTY_NAME } from './relying-party';
import { otpauthUri, secretInWords } from './totp';

/** `name`: whose password it will be, for whatever keeps passwords in a browser. */
export function NewPasswordFields({ name, faults }: { readonly name: string; readonly faults: Faults }) {
  return (
    <>
      <input type="text" name="username" value={name} autocomplete="username" hidden readonly />
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
        Add an entry to your authenticator app: let it read the picture, type the key, or{' '}
        <a href={uri}>open it in the app</a> on this device.
      </p>
      <QrCode text={uri} label="The same key as a picture, for the camera of a phone" />
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

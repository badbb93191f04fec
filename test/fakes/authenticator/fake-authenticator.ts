/** An authenticator that speaks WebAuthn with ES256 and no attestation, as platform authenticators do; it can be told to lie. */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { type Cbor, cbor } from './cbor';

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const HAS_CREDENTIAL = 0x40;

/** COSE: key type EC2, algorithm ES256, curve P-256. */
const COSE_HEAD: readonly (readonly [number, Cbor])[] = [
  [1, 2],
  [3, -7],
  [-1, 1],
];

export interface Lies {
  /** Where the page that asks stands. */
  readonly origin?: string;
  readonly rpId?: string;
  readonly isVerified?: boolean;
  readonly counter?: number;
  readonly type?: string;
  readonly challenge?: string;
}

interface Options {
  readonly challenge: string;
  readonly rp?: { readonly id: string };
  readonly rpId?: string;
}

export class FakeAuthenticator {
  readonly id = randomBytes(20);
  private readonly keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  private counter = 0;

  constructor(private readonly origin: string) {}

  /** What `PublicKeyCredential.toJSON()` gives for a new credential. */
  create(options: Options, lies: Lies = {}): string {
    const data = Buffer.concat([
      this.head(options, HAS_CREDENTIAL, lies),
      Buffer.alloc(16),
      u16(this.id.length),
      this.id,
      coseOf(this.keys.publicKey),
    ]);
    const attestationObject = cbor([
      ['fmt', 'none'],
      ['attStmt', []],
      ['authData', data],
    ]);
    const clientData = this.clientData(options, 'webauthn.create', lies);
    return this.json({ clientDataJSON: base64url(clientData), attestationObject: base64url(attestationObject) });
  }

  /** What it gives for one that is used. */
  get(options: Options, lies: Lies = {}): string {
    const data = this.head(options, 0, lies);
    const clientData = this.clientData(options, 'webauthn.get', lies);
    const signed = Buffer.concat([data, createHash('sha256').update(clientData).digest()]);
    return this.json({
      clientDataJSON: base64url(clientData),
      authenticatorData: base64url(data),
      signature: base64url(sign('sha256', signed, this.keys.privateKey)),
    });
  }

  private head(options: Options, flags: number, lies: Lies): Buffer {
    const rpId = lies.rpId ?? options.rp?.id ?? options.rpId ?? '';
    this.counter = lies.counter ?? this.counter + 1;
    const all = flags | USER_PRESENT | (lies.isVerified === false ? 0 : USER_VERIFIED);
    return Buffer.concat([createHash('sha256').update(rpId).digest(), Buffer.of(all), u32(this.counter)]);
  }

  private clientData({ challenge }: Options, type: string, lies: Lies): Buffer {
    const said = {
      type: lies.type ?? type,
      challenge: lies.challenge ?? challenge,
      origin: lies.origin ?? this.origin,
    };
    return Buffer.from(JSON.stringify({ ...said, crossOrigin: false }));
  }

  private json(response: object): string {
    const id = base64url(this.id);
    return JSON.stringify({ id, rawId: id, type: 'public-key', clientExtensionResults: {}, response });
  }
}

function coseOf(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  return cbor([...COSE_HEAD, [-2, Buffer.from(x, 'base64url')], [-3, Buffer.from(y, 'base64url')]]);
}

function base64url(bytes: Buffer): string {
  return bytes.toString('base64url');
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

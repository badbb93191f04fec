/** The keys of one storage node and the names by which the network knows it. */
import { randomBytes } from 'node:crypto';
import {
  crypto_scalarmult_base,
  crypto_sign_detached,
  crypto_sign_ed25519_pk_to_curve25519,
  crypto_sign_ed25519_sk_to_curve25519,
  crypto_sign_seed_keypair,
} from 'sodium-native';

const BASE32Z = 'ybndrfg8ejkmcpqxot1uwisza345h769';

export class NodeIdentity {
  /** 64 hex digits. */
  readonly ed25519: string;
  /** 64 hex digits: the Ed25519 key in its X25519 form, as real nodes derive it. */
  readonly x25519: string;
  /** 64 hex digits: the key of the older protocol, which only names the node. */
  readonly legacy: string;
  readonly onionKeys: { readonly publicKey: Buffer; readonly secretKey: Buffer };
  readonly #signingKey: Buffer | undefined;

  private constructor(keys: {
    readonly ed25519: string;
    readonly x25519Secret: Buffer;
    readonly x25519: Buffer;
    readonly signingKey?: Buffer;
  }) {
    this.ed25519 = keys.ed25519;
    this.x25519 = keys.x25519.toString('hex');
    this.onionKeys = { publicKey: keys.x25519, secretKey: keys.x25519Secret };
    this.#signingKey = keys.signingKey;
    this.legacy = keyPair(randomBytes(32)).publicKey.toString('hex');
  }

  /** Fresh keys. */
  static make(): NodeIdentity {
    const { publicKey, secretKey } = keyPair(randomBytes(32));
    const x25519 = Buffer.alloc(32);
    const x25519Secret = Buffer.alloc(32);
    crypto_sign_ed25519_pk_to_curve25519(x25519, publicKey);
    crypto_sign_ed25519_sk_to_curve25519(x25519Secret, secretKey);
    return new NodeIdentity({ ed25519: publicKey.toString('hex'), x25519, x25519Secret, signingKey: secretKey });
  }

  /** A node that was recorded elsewhere: it opens what was encrypted to it, but signs nothing. */
  static recorded(ed25519: string, x25519Secret: Buffer): NodeIdentity {
    const x25519 = Buffer.alloc(32);
    crypto_scalarmult_base(x25519, x25519Secret);
    return new NodeIdentity({ ed25519, x25519, x25519Secret });
  }

  /** The node's name inside the network, as `get_swarm` shows it. */
  get address(): string {
    return `${base32z(Buffer.from(this.legacy, 'hex'))}.snode`;
  }

  /** Base64 of the node's signature over a text, as it stands in the answers of a swarm. */
  sign(text: string | Buffer): string {
    const signature = Buffer.alloc(64);
    if (this.#signingKey !== undefined) crypto_sign_detached(signature, Buffer.from(text), this.#signingKey);
    return signature.toString('base64');
  }
}

function keyPair(seed: Buffer): { publicKey: Buffer; secretKey: Buffer } {
  const publicKey = Buffer.alloc(32);
  const secretKey = Buffer.alloc(64);
  crypto_sign_seed_keypair(publicKey, secretKey, seed);
  return { publicKey, secretKey };
}

function base32z(bytes: Buffer): string {
  let text = '';
  let bits = 0;
  let pending = 0;
  for (const byte of bytes) {
    pending = ((pending << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += BASE32Z[(pending >> bits) & 31];
    }
  }
  return bits === 0 ? text : text + BASE32Z[(pending << (5 - bits)) & 31];
}

/** The signed token by which Apple knows our team: one for all connections, renewed at the pace Apple allows. */
import { createPrivateKey, type KeyObject, sign } from 'node:crypto';

/** Apple refuses a token older than an hour, and a team that brings a new one within twenty minutes. */
const RENEW_AFTER_MS = 40 * 60_000;
const APPLE_MINIMUM_MS = 20 * 60_000;
const APPLE_MAXIMUM_MS = 60 * 60_000;

export interface ProviderKey {
  /** The P-256 key of Apple's .p8 file. */
  readonly key: KeyObject;
  readonly keyId: string;
  readonly teamId: string;
}

/** Reads the text of a .p8 file; throws an Error without the text when it is not such a key. */
export function readProviderKey(pem: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    throw new Error('it is not a private key in PEM form');
  }
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw new Error('it is not an EC key on P-256');
  return key;
}

/** Takes the place of node-apn's own token, so it keeps that one's four members. */
export class ProviderToken {
  /** Counts the renewals. */
  generation = 0;
  current: string;
  private issuedAt: number;

  /** `now`: milliseconds since 1970. */
  constructor(
    private readonly key: ProviderKey,
    private readonly now: () => number,
  ) {
    this.issuedAt = now();
    this.current = this.signed();
  }

  /** From its signing to the moment from which Apple would refuse it. */
  get validity(): { readonly since: Date; readonly until: Date } {
    return { since: new Date(this.issuedAt), until: new Date(this.issuedAt + APPLE_MAXIMUM_MS) };
  }

  isExpired(): boolean {
    return this.now() - this.issuedAt >= RENEW_AFTER_MS;
  }

  /**
   * Signs a new token unless somebody already replaced the one of that generation. Apple may call a young token
   * expired when a clock is wrong: only the very first is replaced then, since no second one would help.
   */
  regenerate(generation: number): void {
    if (generation !== this.generation) return;
    const now = this.now();
    if (generation > 0 && now - this.issuedAt < APPLE_MINIMUM_MS) return;
    this.issuedAt = now;
    this.current = this.signed();
    this.generation += 1;
  }

  private signed(): string {
    const { key, keyId, teamId } = this.key;
    const head = part({ alg: 'ES256', kid: keyId });
    const claims = part({ iss: teamId, iat: Math.floor(this.issuedAt / 1000) });
    const signature = sign('sha256', Buffer.from(`${head}.${claims}`), { key, dsaEncoding: 'ieee-p1363' });
    return `${head}.${claims}.${signature.toString('base64url')}`;
  }
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** A developer team at the fake Apple: its key as a .p8 file, and the check of the tokens signed with it. */
import { createPublicKey, generateKeyPairSync, type KeyObject, verify } from 'node:crypto';

/** What Apple hands to a team. */
export interface AppleTeam {
  /** The text of the .p8 file. */
  readonly keyPem: string;
  readonly keyId: string;
  readonly teamId: string;
}

export function newAppleTeam(keyId = 'ABC123DEFG', teamId = 'DEF123GHIJ'): AppleTeam {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), keyId, teamId };
}

/** Apple's reason for a 403, or nothing when the token is good. */
export type TokenFault = 'MissingProviderToken' | 'InvalidProviderToken' | 'ExpiredProviderToken' | undefined;

const LIFETIME_S = 3600;
/** Apple does not take tokens from the future; a little is granted to clocks. */
const AHEAD_S = 60;

/** Checks `authorization` headers; remembers signatures it has verified, as Apple's load demands of us too. */
export class TokenCheck {
  private readonly publicKey: KeyObject;
  private readonly issuedAt = new Map<string, number | undefined>();
  private expired: ReadonlySet<string> = new Set();

  constructor(private readonly team: AppleTeam) {
    this.publicKey = createPublicKey(team.keyPem);
  }

  /** Well-signed tokens seen so far. */
  get seen(): readonly string[] {
    return [...this.issuedAt].filter(([, issuedAt]) => issuedAt !== undefined).map(([token]) => token);
  }

  /** Calls every token seen until now expired, whatever its age. */
  expireSeen(): void {
    this.expired = new Set(this.issuedAt.keys());
  }

  fault(authorization: string | undefined): TokenFault {
    const token = /^bearer (.+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) return 'MissingProviderToken';
    if (!this.issuedAt.has(token)) this.issuedAt.set(token, this.verified(token));
    const issuedAt = this.issuedAt.get(token);
    if (issuedAt === undefined) return 'InvalidProviderToken';
    const age = Date.now() / 1000 - issuedAt;
    if (age < -AHEAD_S) return 'InvalidProviderToken';
    return age > LIFETIME_S || this.expired.has(token) ? 'ExpiredProviderToken' : undefined;
  }

  /** The time of issue, in seconds; nothing when the token is not this team's. */
  private verified(token: string): number | undefined {
    const [head = '', claims = '', signature = '', ...more] = token.split('.');
    const { alg, kid } = decoded(head);
    const { iss, iat } = decoded(claims);
    if (more.length > 0 || alg !== 'ES256' || kid !== this.team.keyId || iss !== this.team.teamId) return undefined;
    if (typeof iat !== 'number' || !Number.isInteger(iat)) return undefined;
    const key = { key: this.publicKey, dsaEncoding: 'ieee-p1363' } as const;
    const good = verify('sha256', Buffer.from(`${head}.${claims}`), key, Buffer.from(signature, 'base64url'));
    return good ? iat : undefined;
  }
}

function decoded(part: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

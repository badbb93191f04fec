/** What somebody sees of how they sign in, and where they are signed in. */
import type { Passkey } from './passkey';

export interface Account {
  readonly hasPassword: boolean;
  readonly recoveryCodes: number;
  readonly passkeys: readonly Passkey[];
  readonly sessions: readonly OwnSession[];
}

/** One of somebody's own sessions, as they are shown it. */
export interface OwnSession {
  readonly id: string;
  readonly browser: string;
  readonly begunAt: Date;
  readonly usedAt: Date;
}

/** What somebody has that they can prove it with. */
export interface Means {
  readonly passkey: boolean;
  readonly code: boolean;
}

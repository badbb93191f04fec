/** The second proof beside a password: a code of an authenticator app, or one of the recovery codes. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.service';
import { Database, type Sql } from '../../platform/database/database.service';
import { CredentialRepository, type PasswordAndApp } from './credential.repository';
import { recoveryCodeHash } from './secrets';
import { SECRET_BYTES, stepOfCode } from './totp';

/** A code that is right and new; it counts when `use` says so, once. */
export type RightCode =
  | { readonly kind: 'app'; readonly step: number }
  | { readonly kind: 'recovery'; readonly hash: Buffer };

/** Somebody with an authenticator app. */
export type WithApp = Pick<PasswordAndApp, 'staffId' | 'totpSecret' | 'totpLastStep'>;

const NOBODY: WithApp = {
  staffId: '00000000-0000-0000-0000-000000000000',
  totpSecret: Buffer.alloc(SECRET_BYTES),
  totpLastStep: 0,
};

@Injectable()
export class Codes {
  constructor(
    private readonly database: Database,
    private readonly credentials: CredentialRepository,
    private readonly clock: Clock,
  ) {}

  /** Undefined when it is wrong; as much is done for nobody, of whom nothing can be right. */
  async find(known: WithApp | undefined, typed: string): Promise<RightCode | undefined> {
    const { staffId, totpSecret } = known ?? NOBODY;
    const step = stepOfCode(totpSecret, typed, this.clock.now());
    const hash = recoveryCodeHash(typed);
    const isRecovery = await this.credentials.hasRecoveryCode(this.database, staffId, hash);
    if (known === undefined) return undefined;
    // A used code ends here, with the wrong ones: what follows would take longer, and tell that the rest was right.
    if (step !== undefined) return step > known.totpLastStep ? { kind: 'app', step } : undefined;
    return isRecovery ? { kind: 'recovery', hash } : undefined;
  }

  /** False when the same came twice at the same time. */
  use(sql: Sql, staffId: string, code: RightCode): Promise<boolean> {
    if (code.kind === 'app') return this.credentials.useStep(sql, staffId, code.step);
    return this.credentials.useRecoveryCode(sql, staffId, code.hash);
  }
}

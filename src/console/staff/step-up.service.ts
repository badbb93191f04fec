/** Proves again who is there, before what two people answer for; who fails ten times is signed out. */
import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '../../platform/database/database.service';
import type { ActKind } from '../audit/act-kinds';
import { Acts } from '../audit/acts.service';
import { NotSignedIn } from '../frame/refusals';
import type { Visitor } from '../frame/visitor';
import type { Means } from './account';
import { Codes } from './codes.service';
import { CredentialRepository } from './credential.repository';
import { Passkeys } from './passkeys.service';
import { FOR_A_NAME } from './pauses';
import type { RelyingParty } from './relying-party';
import { Sessions } from './sessions.service';
import { type Counted, TriesCounter } from './tries.service';

const ENDS_AT = 10;

@Injectable()
export class StepUp {
  constructor(
    private readonly database: Database,
    private readonly credentials: CredentialRepository,
    private readonly codes: Codes,
    private readonly passkeys: Passkeys,
    private readonly tries: TriesCounter,
    private readonly sessions: Sessions,
    private readonly acts: Acts,
  ) {}

  async means({ staffId, name }: Visitor): Promise<Means> {
    return {
      passkey: await this.passkeys.hasAny(staffId),
      code: (await this.credentials.ofActive(this.database, name)) !== undefined,
    };
  }

  passkeyOptions({ staffId, sessionId }: Visitor, party: RelyingParty): Promise<object> {
    return this.passkeys.requestOptions({ party, askedFor: askedToStepUp(sessionId) }, staffId);
  }

  /** The new token of the session; undefined for a wrong or used code, and during a pause. Throws NotSignedIn at last. */
  withCode(visitor: Visitor, typed: string): Promise<string | undefined> {
    return this.counted(visitor, async () => {
      const known = await this.credentials.ofActive(this.database, visitor.name);
      const code = await this.codes.find(known, typed);
      if (code === undefined) return undefined;
      const how = code.kind === 'recovery' ? (['recovery_code_used'] as const) : [];
      return this.stepUp(visitor, (sql) => this.codes.use(sql, visitor.staffId, code), how);
    });
  }

  /** Likewise; undefined also for somebody else's passkey. */
  withPasskey(visitor: Visitor, answer: string, party: RelyingParty): Promise<string | undefined> {
    return this.counted(visitor, async () => {
      const used = await this.passkeys.used(answer, { party, askedFor: askedToStepUp(visitor.sessionId) });
      if (used?.passkey.staffId !== visitor.staffId) return undefined;
      return this.stepUp(visitor, (sql) => this.passkeys.noteUse(sql, used));
    });
  }

  private stepUp(
    { name, sessionId }: Visitor,
    use: (sql: Sql) => Promise<boolean>,
    how: readonly ActKind[] = [],
  ): Promise<string | undefined> {
    return this.database.transaction(async (sql) => {
      if (!(await use(sql))) return undefined;
      const token = await this.sessions.stepUp(sql, sessionId);
      for (const kind of [...how, 'stepped_up' as const]) await this.acts.record(sql, { by: name, kind });
      return token;
    });
  }

  private async counted(visitor: Visitor, prove: () => Promise<string | undefined>): Promise<string | undefined> {
    const counted = this.countedFor(visitor);
    if (!(await this.tries.begin(counted))) return undefined;
    const token = await prove();
    if (token !== undefined) await this.tries.forget(counted);
    else if ((await this.tries.failures(counted)) >= ENDS_AT) {
      await this.sessions.close(visitor.staffId, visitor.sessionId);
      throw new NotSignedIn();
    }
    return token;
  }

  /** Of the person, not of the session: a new session must not be new tries. */
  private countedFor({ staffId }: Visitor): Counted {
    return this.tries.counted('step-up', FOR_A_NAME, staffId);
  }
}

function askedToStepUp(sessionId: string): string {
  return `step-up ${sessionId}`;
}

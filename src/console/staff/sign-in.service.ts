/** Judges who wants to come in; of whoever does not get in, nobody learns what was wrong. */
import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.service';
import { Codes, type RightCode } from './codes.service';
import { CredentialRepository, type PasswordAndApp } from './credential.repository';
import { Entrance } from './entrance.service';
import { Passkeys } from './passkeys.service';
import { Passwords } from './passwords.service';
import type { RelyingParty } from './relying-party';
import { type Caller, type Entry, type PasswordClaim, TooManyTries } from './sign-in';
import { SignInMetrics } from './sign-in-metrics.service';
import { SignInPauses } from './sign-in-pauses.service';

@Injectable()
export class SignIn {
  constructor(
    private readonly database: Database,
    private readonly credentials: CredentialRepository,
    private readonly passwords: Passwords,
    private readonly codes: Codes,
    private readonly passkeys: Passkeys,
    private readonly pauses: SignInPauses,
    private readonly entrance: Entrance,
    private readonly metrics: SignInMetrics,
  ) {}

  /**
   * Undefined for an unknown name, a wrong password, a wrong or used code, and during a pause, after the same work.
   * Throws TooManyTries and TooBusy, which are of no name.
   */
  withPassword(claim: PasswordClaim, caller: Caller): Promise<Entry | undefined> {
    return this.counted(caller, async () => {
      const isLookedAt = await this.pauses.begin(claim.name, caller);
      const known = await this.credentials.ofActive(this.database, claim.name);
      const isPassword = await this.passwords.verify(known?.passwordHash, claim.password);
      const code = await this.codes.find(known, claim.code);
      const isRight = isLookedAt && isPassword && known !== undefined && code !== undefined;
      const entry = isRight ? await this.enter(claim, known, code, caller) : undefined;
      if (entry === undefined) return undefined;
      await this.pauses.forget(claim.name, caller);
      if (known !== undefined) await this.renewHash(known, claim.password);
      return entry;
    });
  }

  /** What a browser asks an authenticator; `browser` is what the answer is bound to. */
  passkeyOptions(browser: string, party: RelyingParty): Promise<object> {
    return this.passkeys.requestOptions({ party, askedFor: askedToSignIn(browser) });
  }

  /** Undefined when the answer does not hold. Throws TooManyTries. */
  withPasskey(answer: string, browser: string, caller: Caller): Promise<Entry | undefined> {
    return this.counted(caller, async () => {
      const used = await this.passkeys.used(answer, { party: caller.party, askedFor: askedToSignIn(browser) });
      if (used === undefined) return undefined;
      const owner = { id: used.passkey.staffId, name: used.passkey.owner };
      return this.database.transaction(async (sql) =>
        (await this.passkeys.noteUse(sql, used)) ? this.entrance.enter(sql, owner, caller) : undefined,
      );
    });
  }

  private async counted(caller: Caller, judge: () => Promise<Entry | undefined>): Promise<Entry | undefined> {
    try {
      await this.pauses.demandPatience(caller);
      const entry = await judge();
      if (entry === undefined) await this.pauses.countAddress(caller);
      this.metrics.count(entry === undefined ? 'refused' : 'let_in');
      return entry;
    } catch (error) {
      if (error instanceof TooManyTries) this.metrics.count('turned_away');
      throw error;
    }
  }

  private enter(
    { name }: PasswordClaim,
    { staffId }: PasswordAndApp,
    code: RightCode,
    caller: Caller,
  ): Promise<Entry | undefined> {
    return this.database.transaction(async (sql) => {
      if (!(await this.codes.use(sql, staffId, code))) return undefined;
      const how = code.kind === 'recovery' ? (['recovery_code_used'] as const) : [];
      return this.entrance.enter(sql, { id: staffId, name }, caller, how);
    });
  }

  private async renewHash({ staffId, passwordHash }: PasswordAndApp, password: string): Promise<void> {
    if (!this.passwords.isOutdated(passwordHash)) return;
    await this.credentials.setPassword(this.database, staffId, await this.passwords.hash(password));
  }
}

function askedToSignIn(browser: string): string {
  return `sign-in ${browser}`;
}

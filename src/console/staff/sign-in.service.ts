/** Lets somebody in who proves who they are; of whoever does not, nobody learns what was wrong. */
import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataKeys } from '../../platform/at-rest/data-keys';
import { Database, type Sql } from '../../platform/database/database.service';
import type { ActKind } from '../audit/act-kinds';
import { Acts } from '../audit/acts.service';
import type { Visitor } from '../frame/visitor';
import { Codes } from './codes.service';
import { CredentialRepository, type PasswordAndApp } from './credential.repository';
import { isKnownBrowser, knownBrowser, markOfBrowser } from './known-browser';
import { type Owner, Passkeys } from './passkeys.service';
import { Passwords } from './passwords.service';
import { FOR_A_NAME, FOR_AN_ADDRESS } from './pauses';
import type { RelyingParty } from './relying-party';
import { Sessions } from './sessions.service';
import { type Caller, type Entry, type PasswordClaim, TooManyTries } from './sign-in';
import { type Counted, TriesCounter } from './tries.service';

@Injectable()
export class SignIn {
  constructor(
    private readonly database: Database,
    private readonly keys: DataKeys,
    private readonly credentials: CredentialRepository,
    private readonly passwords: Passwords,
    private readonly codes: Codes,
    private readonly passkeys: Passkeys,
    private readonly tries: TriesCounter,
    private readonly sessions: Sessions,
    private readonly acts: Acts,
  ) {}

  /**
   * Undefined for an unknown name, a wrong password, a wrong or used code, and during a pause, after the same work.
   * Throws TooManyTries and TooBusy, which are of no name.
   */
  async withPassword(claim: PasswordClaim, caller: Caller): Promise<Entry | undefined> {
    const address = await this.demandPatience(caller);
    const counted = this.countedFor(claim.name, caller);
    const isLookedAt = await this.tries.begin(counted);
    const known = await this.credentials.ofActive(this.database, claim.name);
    const isPassword = await this.passwords.verify(known?.passwordHash, claim.password);
    const code = await this.codes.find(known, claim.code);
    const entry =
      isLookedAt && isPassword && code !== undefined && known !== undefined
        ? await this.database.transaction(async (sql) => {
            if (!(await this.codes.use(sql, known.staffId, code))) return undefined;
            const owner = { id: known.staffId, name: claim.name };
            return this.enter(sql, owner, caller, code.kind === 'recovery' ? ['recovery_code_used'] : []);
          })
        : undefined;
    if (entry === undefined) {
      await this.tries.begin(address);
      return undefined;
    }
    await this.tries.forget(counted);
    if (known !== undefined) await this.renewHash(known, claim.password);
    return entry;
  }

  /** What a browser asks an authenticator; `browser` is what the answer is bound to. */
  passkeyOptions(browser: string, party: RelyingParty): Promise<object> {
    return this.passkeys.requestOptions({ party, askedFor: askedToSignIn(browser) });
  }

  /** Undefined when the answer does not hold. Throws TooManyTries. */
  async withPasskey(answer: string, browser: string, caller: Caller): Promise<Entry | undefined> {
    const address = await this.demandPatience(caller);
    const used = await this.passkeys.used(answer, { party: caller.party, askedFor: askedToSignIn(browser) });
    const entry =
      used &&
      (await this.database.transaction(async (sql) =>
        (await this.passkeys.noteUse(sql, used))
          ? this.enter(sql, { id: used.passkey.staffId, name: used.passkey.owner }, caller)
          : undefined,
      ));
    if (entry === undefined) await this.tries.begin(address);
    return entry;
  }

  /** Begins a session for somebody who has proved who they are; `how` are the acts by which they did. */
  async enter(sql: Sql, { id, name }: Owner, caller: Caller, how: readonly ActKind[] = []): Promise<Entry> {
    const { agent, knownBrowser: mark = '' } = caller;
    const session = await this.sessions.open(id, agent, false, sql);
    for (const kind of [...how, 'signed_in' as const]) await this.acts.record(sql, { by: name, kind });
    const isKnown = knownBrowser(this.keys, mark, name) !== undefined;
    return { session, knownBrowser: isKnown ? mark : markOfBrowser(this.keys, name, randomBytes) };
  }

  /** Ends the session this is said in. */
  async leave({ staffId, sessionId, name }: Visitor): Promise<void> {
    await this.database.transaction(async (sql) => {
      await this.sessions.close(staffId, sessionId, sql);
      await this.acts.record(sql, { by: name, kind: 'signed_out' });
    });
  }

  /** Of one name: on a browser it has signed in on, or on all others together. */
  private countedFor(name: string, { knownBrowser: mark = '' }: Caller): Counted {
    const browser = knownBrowser(this.keys, mark, name);
    return browser === undefined
      ? this.tries.counted('stranger', FOR_A_NAME, name)
      : this.tries.counted('known browser', FOR_A_NAME, name, browser);
  }

  /** Behind a proxy all may have one address: who has been let in on this browser before does not wait for the others. */
  private async demandPatience({ address, knownBrowser: mark = '' }: Caller): Promise<Counted> {
    const counted = this.tries.counted('address', FOR_AN_ADDRESS, address);
    const wait = isKnownBrowser(this.keys, mark) ? 0 : await this.tries.wait(counted);
    if (wait > 0) throw new TooManyTries(wait);
    return counted;
  }

  private async renewHash({ staffId, passwordHash }: PasswordAndApp, password: string): Promise<void> {
    if (!this.passwords.isOutdated(passwordHash)) return;
    await this.credentials.setPassword(this.database, staffId, await this.passwords.hash(password));
  }
}

function askedToSignIn(browser: string): string {
  return `sign-in ${browser}`;
}

/** What somebody changes of how they sign in themselves. Whatever is taken away or replaced ends their other sessions. */
import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '../../platform/database/database.service';
import type { ActKind } from '../audit/act-kinds';
import { Acts } from '../audit/acts.service';
import type { Faults } from '../frame/form';
import type { Visitor } from '../frame/visitor';
import type { Account } from './account';
import { CredentialRepository } from './credential.repository';
import { labelOf, type NewPasskeyForm, type NewPassword } from './new-credentials';
import { NotPossible } from './not-possible';
import { Passkeys } from './passkeys.service';
import { PasswordSetUp } from './password-set-up.service';
import type { RelyingParty } from './relying-party';
import { Sessions } from './sessions.service';

@Injectable()
export class Accounts {
  constructor(
    private readonly database: Database,
    private readonly credentials: CredentialRepository,
    private readonly setUp: PasswordSetUp,
    private readonly passkeys: Passkeys,
    private readonly sessions: Sessions,
    private readonly acts: Acts,
  ) {}

  async of({ staffId }: Visitor): Promise<Account> {
    return {
      hasPassword: await this.credentials.hasPassword(this.database, staffId),
      recoveryCodes: await this.credentials.countRecoveryCodes(this.database, staffId),
      passkeys: await this.passkeys.of(staffId),
      sessions: await this.sessions.of(staffId),
    };
  }

  /** The secret for an app that is being set up. */
  newSecret({ staffId }: Visitor): Promise<Buffer> {
    return this.setUp.newSecret(staffId);
  }

  /** The secret for somebody who has no app yet; undefined for somebody who has. */
  async appToSetUp(visitor: Visitor): Promise<Buffer | undefined> {
    const hasOne = await this.credentials.hasPassword(this.database, visitor.staffId);
    return hasOne ? undefined : this.newSecret(visitor);
  }

  /** A password and an app for somebody who has a passkey only: the recovery codes, or faults. Throws TooBusy. */
  async addPassword(
    visitor: Visitor,
    form: NewPassword & { readonly code: string },
  ): Promise<{ readonly recoveryCodes: readonly string[] } | { readonly faults: Faults }> {
    const checked = await this.setUp.prepare(visitor.name, await this.newSecret(visitor), form);
    if ('faults' in checked) return checked;
    return this.change(visitor, 'password_added', async (sql) => {
      const { staffId } = visitor;
      if (await this.credentials.hasPassword(sql, staffId)) throw new NotPossible('You have a password already');
      return { recoveryCodes: await this.setUp.store(sql, staffId, checked.prepared) };
    });
  }

  /** Undefined when it is changed. Throws TooBusy, and NotPossible for somebody without one. */
  async changePassword(visitor: Visitor, form: NewPassword): Promise<Faults | undefined> {
    const checked = await this.setUp.change(visitor.name, form);
    if ('faults' in checked) return checked.faults;
    return this.change(visitor, 'password_changed', async (sql) => {
      await this.demandPassword(sql, visitor);
      await this.credentials.setPassword(sql, visitor.staffId, checked.passwordHash);
      return undefined;
    });
  }

  /** Undefined when the new app is the one from now on. Throws NotPossible for somebody without a password. */
  async changeApp(visitor: Visitor, code: string): Promise<Faults | undefined> {
    const checked = await this.setUp.firstCode(visitor.staffId, code);
    if ('faults' in checked) return checked.faults;
    return this.change(visitor, 'app_changed', async (sql) => {
      await this.demandPassword(sql, visitor);
      await this.credentials.takeNewTotp(sql, visitor.staffId, checked.step);
      return undefined;
    });
  }

  /** With the app and the recovery codes. Throws NotPossible unless a passkey remains. */
  removePassword(visitor: Visitor): Promise<void> {
    return this.change(visitor, 'password_removed', async (sql) => {
      await this.credentials.lock(sql, visitor.staffId);
      if (!(await this.passkeys.hasAny(visitor.staffId, sql))) {
        throw new NotPossible('Add a passkey first: something must remain to sign in with');
      }
      await this.credentials.clear(sql, visitor.staffId);
    });
  }

  /** Those there were count no more. Throws NotPossible for somebody without a password. */
  newRecoveryCodes(visitor: Visitor): Promise<string[]> {
    return this.database.transaction(async (sql) => {
      await this.demandPassword(sql, visitor);
      const codes = await this.setUp.newRecoveryCodes(sql, visitor.staffId);
      await this.acts.record(sql, { by: visitor.name, kind: 'recovery_codes_made', subject: visitor.name });
      return codes;
    });
  }

  /** What a browser needs to make one more passkey. */
  passkeyOptions({ staffId, name, sessionId }: Visitor, party: RelyingParty): Promise<object> {
    return this.passkeys.creationOptions({ id: staffId, name }, { party, askedFor: askedToAdd(sessionId) });
  }

  /** False when what the authenticator said does not hold, or is known already. */
  async addPasskey(visitor: Visitor, form: NewPasskeyForm, party: RelyingParty): Promise<boolean> {
    const { staffId, name, sessionId } = visitor;
    const ceremony = { party, askedFor: askedToAdd(sessionId) };
    const passkey = await this.passkeys.created(form.answer, ceremony, staffId, labelOf(form.label));
    if (passkey === undefined) return false;
    return this.database.transaction(async (sql) => {
      if (!(await this.passkeys.add(sql, passkey))) return false;
      await this.acts.record(sql, { by: name, kind: 'passkey_added', subject: name });
      return true;
    });
  }

  /** Throws NotPossible for somebody else's, and for the last thing to sign in with. */
  removePasskey(visitor: Visitor, credentialId: string): Promise<void> {
    return this.change(visitor, 'passkey_removed', async (sql) => {
      const { staffId } = visitor;
      await this.credentials.lock(sql, staffId);
      if (!(await this.passkeys.remove(sql, staffId, credentialId))) throw new NotPossible('You have no such passkey');
      if (await this.credentials.hasPassword(sql, staffId)) return;
      if (await this.passkeys.hasAny(staffId, sql)) return;
      throw new NotPossible('This is all you sign in with; add a passkey or a password first');
    });
  }

  /** Throws NotPossible for somebody else's, or one that is over. */
  async endSession({ staffId, name }: Visitor, sessionId: string): Promise<void> {
    await this.database.transaction(async (sql) => {
      if (!(await this.sessions.close(staffId, sessionId, sql))) throw new NotPossible('This session is over already');
      await this.acts.record(sql, { by: name, kind: 'sessions_ended', subject: name, details: { which: 'one' } });
    });
  }

  /** Also the one this is said in. */
  async endAllSessions({ staffId, name }: Visitor): Promise<void> {
    await this.database.transaction(async (sql) => {
      await this.sessions.closeAll(sql, staffId);
      await this.acts.record(sql, { by: name, kind: 'sessions_ended', subject: name, details: { which: 'all' } });
    });
  }

  private async demandPassword(sql: Sql, { staffId }: Visitor): Promise<void> {
    await this.credentials.lock(sql, staffId);
    if (!(await this.credentials.hasPassword(sql, staffId))) throw new NotPossible('You sign in with a passkey only');
  }

  private change<T>({ staffId, name, sessionId }: Visitor, kind: ActKind, work: (sql: Sql) => Promise<T>): Promise<T> {
    return this.database.transaction(async (sql) => {
      const done = await work(sql);
      await this.sessions.closeAll(sql, staffId, sessionId);
      await this.acts.record(sql, { by: name, kind, subject: name });
      return done;
    });
  }
}

function askedToAdd(sessionId: string): string {
  return `add ${sessionId}`;
}

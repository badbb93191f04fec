/** Sets up passwords and authenticator apps: checks what was typed, hashes, and stores what will be asked for. */
import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.service';
import { Database, type Sql } from '../../platform/database/database.service';
import type { Faults } from '../frame/form';
import { CredentialRepository } from './credential.repository';
import { firstCode, type NewPassword, passwordFaults } from './new-credentials';
import { Passwords } from './passwords.service';
import { newRecoveryCodes, recoveryCodeHash } from './secrets';
import { SECRET_BYTES } from './totp';

/** A password and the first code of an app, both good. */
export interface Prepared {
  readonly passwordHash: string;
  readonly step: number;
}

@Injectable()
export class PasswordSetUp {
  constructor(
    private readonly database: Database,
    private readonly credentials: CredentialRepository,
    private readonly passwords: Passwords,
    private readonly clock: Clock,
  ) {}

  /** The secret of an app that is being set up: the same until it is, so that the page can be opened again. */
  newSecret(staffId: string): Promise<Buffer> {
    return this.database.transaction(async (sql) => {
      const begun = await this.credentials.newTotp(sql, staffId);
      if (begun !== undefined) return begun;
      const secret = randomBytes(SECRET_BYTES);
      await this.credentials.setNewTotp(sql, staffId, secret);
      return secret;
    });
  }

  /** Hashes the password last, when nothing else is wrong. Throws TooBusy. */
  async prepare(
    name: string,
    secret: Buffer,
    form: NewPassword & { readonly code: string },
  ): Promise<{ readonly prepared: Prepared } | { readonly faults: Faults }> {
    const first = firstCode(secret, form.code, this.clock.now());
    const faults = { ...passwordFaults(form, name), ...('faults' in first ? first.faults : {}) };
    if ('faults' in first || Object.keys(faults).length > 0) return { faults };
    return { prepared: { passwordHash: await this.passwords.hash(form.password), step: first.step } };
  }

  /** Answers the recovery codes, which are shown once. */
  async store(sql: Sql, staffId: string, { passwordHash, step }: Prepared): Promise<string[]> {
    await this.credentials.takeNewTotp(sql, staffId, step, passwordHash);
    return this.newRecoveryCodes(sql, staffId);
  }

  /** In place of those there were; shown once. */
  async newRecoveryCodes(sql: Sql, staffId: string): Promise<string[]> {
    const codes = newRecoveryCodes(randomBytes);
    await this.credentials.replaceRecoveryCodes(sql, staffId, codes.map(recoveryCodeHash));
    return codes;
  }

  /** A password alone; the app stays. Throws TooBusy. */
  async change(
    name: string,
    form: NewPassword,
  ): Promise<{ readonly passwordHash: string } | { readonly faults: Faults }> {
    const faults = passwordFaults(form, name);
    return Object.keys(faults).length > 0 ? { faults } : { passwordHash: await this.passwords.hash(form.password) };
  }

  /** The step of the first code of a new app, or the fault. */
  async firstCode(staffId: string, typed: string): Promise<{ readonly step: number } | { readonly faults: Faults }> {
    return firstCode(await this.newSecret(staffId), typed, this.clock.now());
  }
}

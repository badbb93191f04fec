/** SQL of passwords, authenticator apps and recovery codes; what opens anything is sealed or hashed. */
import { Injectable } from '@nestjs/common';
import { DataKeys } from '../../platform/at-rest/data-keys';
import type { Sql } from '../../platform/database/database.service';

/** What the values are sealed for; `keys reseal` goes through them by the same names. */
const PASSWORD = 'staff.password';
const TOTP = 'staff.totp';
/** An app that is being set up: sealed for the same place, so that it can take the place of the last one. */
const NEW_TOTP = TOTP;

export interface PasswordAndApp {
  readonly staffId: string;
  /** As argon2 writes it, with its parameters. */
  readonly passwordHash: string;
  readonly totpSecret: Buffer;
  /** Of the last code that was used. */
  readonly totpLastStep: number;
}

@Injectable()
export class CredentialRepository {
  constructor(private readonly keys: DataKeys) {}

  /** Of somebody who may sign in; undefined for nobody, somebody who may not, and somebody without a password. */
  async ofActive(sql: Sql, name: string): Promise<PasswordAndApp | undefined> {
    const [row] = await sql.query<{ id: string; password_sealed: Buffer; totp_sealed: Buffer; last_step: string }>(
      `SELECT id, password_sealed, totp_sealed, coalesce(totp_last_step, 0) AS last_step FROM staff
        WHERE name = $1 AND password_sealed IS NOT NULL AND enrolled_at IS NOT NULL AND disabled_at IS NULL`,
      [name],
    );
    if (row === undefined) return undefined;
    return {
      staffId: row.id,
      passwordHash: this.keys.open(PASSWORD, row.password_sealed).toString(),
      totpSecret: this.keys.open(TOTP, row.totp_sealed),
      totpLastStep: Number(row.last_step),
    };
  }

  /** Until the end of the transaction nobody else changes what this person signs in with. */
  async lock(sql: Sql, staffId: string): Promise<void> {
    await sql.query('SELECT 1 FROM staff WHERE id = $1 FOR UPDATE', [staffId]);
  }

  async hasPassword(sql: Sql, staffId: string): Promise<boolean> {
    const found = await sql.query('SELECT 1 FROM staff WHERE id = $1 AND password_sealed IS NOT NULL', [staffId]);
    return found.length === 1;
  }

  async setPassword(sql: Sql, staffId: string, passwordHash: string): Promise<void> {
    const sealed = this.keys.seal(PASSWORD, Buffer.from(passwordHash));
    await sql.query('UPDATE staff SET password_sealed = $2 WHERE id = $1', [staffId, sealed]);
  }

  /** Notes the secret of an app that is being set up; it opens nothing yet. */
  async setNewTotp(sql: Sql, staffId: string, secret: Buffer): Promise<void> {
    await sql.query('UPDATE staff SET totp_new_sealed = $2 WHERE id = $1', [staffId, this.keys.seal(NEW_TOTP, secret)]);
  }

  async newTotp(sql: Sql, staffId: string): Promise<Buffer | undefined> {
    const [row] = await sql.query<{ totp_new_sealed: Buffer | null }>(
      'SELECT totp_new_sealed FROM staff WHERE id = $1',
      [staffId],
    );
    return row?.totp_new_sealed ? this.keys.open(NEW_TOTP, row.totp_new_sealed) : undefined;
  }

  /** The app that was being set up is the one from now on, and the code of `step` is used; with a password, if given. */
  async takeNewTotp(sql: Sql, staffId: string, step: number, passwordHash?: string): Promise<void> {
    await sql.query(
      `UPDATE staff SET totp_sealed = totp_new_sealed, totp_new_sealed = NULL, totp_last_step = $2,
              password_sealed = coalesce($3, password_sealed)
        WHERE id = $1`,
      [staffId, step, passwordHash === undefined ? null : this.keys.seal(PASSWORD, Buffer.from(passwordHash))],
    );
  }

  /** False when this code, or a later one, was used before. */
  async useStep(sql: Sql, staffId: string, step: number): Promise<boolean> {
    const used = await sql.query(
      `UPDATE staff SET totp_last_step = $2 WHERE id = $1 AND (totp_last_step IS NULL OR totp_last_step < $2)
       RETURNING 1`,
      [staffId, step],
    );
    return used.length === 1;
  }

  async replaceRecoveryCodes(sql: Sql, staffId: string, hashes: readonly Buffer[]): Promise<void> {
    await sql.query('DELETE FROM staff_recovery_code WHERE staff_id = $1', [staffId]);
    await sql.query(
      'INSERT INTO staff_recovery_code (code_hash, staff_id) SELECT hash, $2::uuid FROM unnest($1::bytea[]) AS hash',
      [hashes, staffId],
    );
  }

  async hasRecoveryCode(sql: Sql, staffId: string, hash: Buffer): Promise<boolean> {
    const found = await sql.query('SELECT 1 FROM staff_recovery_code WHERE staff_id = $1 AND code_hash = $2', [
      staffId,
      hash,
    ]);
    return found.length === 1;
  }

  /** False when it was used before, or never given to this person. */
  async useRecoveryCode(sql: Sql, staffId: string, hash: Buffer): Promise<boolean> {
    const used = await sql.query('DELETE FROM staff_recovery_code WHERE staff_id = $1 AND code_hash = $2 RETURNING 1', [
      staffId,
      hash,
    ]);
    return used.length === 1;
  }

  async countRecoveryCodes(sql: Sql, staffId: string): Promise<number> {
    const [row] = await sql.query<{ count: number }>(
      'SELECT count(*)::integer AS count FROM staff_recovery_code WHERE staff_id = $1',
      [staffId],
    );
    return row?.count ?? 0;
  }

  /** Takes away the password, the app and the recovery codes. */
  async clear(sql: Sql, staffId: string): Promise<void> {
    await sql.query(
      'UPDATE staff SET password_sealed = NULL, totp_sealed = NULL, totp_last_step = NULL WHERE id = $1',
      [staffId],
    );
    await sql.query('DELETE FROM staff_recovery_code WHERE staff_id = $1', [staffId]);
  }
}

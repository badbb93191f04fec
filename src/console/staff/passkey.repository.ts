/** SQL of passkeys and of the challenges they answered. */
import { Injectable } from '@nestjs/common';
import type { Sql } from '../../platform/database/database.service';
import type { NewPasskey, OwnedPasskey, Passkey } from './passkey';

interface Row {
  readonly credential_id: Buffer;
  readonly staff_id: string;
  readonly public_key: Buffer;
  readonly counter: string;
  readonly transports: string[];
  readonly label: string;
  readonly created_at: Date;
  readonly used_at: Date | null;
}

@Injectable()
export class PasskeyRepository {
  /** False when this authenticator is known already. */
  async add(sql: Sql, passkey: NewPasskey): Promise<boolean> {
    const { credentialId, staffId, publicKey, counter, transports, label, createdAt } = passkey;
    const added = await sql.query(
      `INSERT INTO staff_passkey (credential_id, staff_id, public_key, counter, transports, label, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (credential_id) DO NOTHING RETURNING 1`,
      [credentialId, staffId, publicKey, counter, transports, label, createdAt],
    );
    return added.length === 1;
  }

  /** Of somebody who may sign in. */
  async ofActive(sql: Sql, credentialId: Buffer): Promise<OwnedPasskey | undefined> {
    const [row] = await sql.query<Row & { readonly name: string }>(
      `SELECT k.*, s.name FROM staff_passkey k JOIN staff s ON s.id = k.staff_id
        WHERE k.credential_id = $1 AND s.enrolled_at IS NOT NULL AND s.disabled_at IS NULL`,
      [credentialId],
    );
    return row === undefined ? undefined : { ...passkeyOf(row), owner: row.name };
  }

  async of(sql: Sql, staffId: string): Promise<Passkey[]> {
    const rows = await sql.query<Row>('SELECT * FROM staff_passkey WHERE staff_id = $1 ORDER BY created_at', [staffId]);
    return rows.map(passkeyOf);
  }

  /** False when the counter went on since it was read: of two answers with one counter, one is a copy. */
  async noteUse(sql: Sql, passkey: Passkey, counter: number, at: Date): Promise<boolean> {
    const noted = await sql.query(
      `UPDATE staff_passkey SET counter = $2, used_at = $3 WHERE credential_id = $1 AND counter = $4 RETURNING 1`,
      [passkey.credentialId, counter, at, passkey.counter],
    );
    return noted.length === 1;
  }

  /** False when it is not this person's. */
  async remove(sql: Sql, staffId: string, credentialId: Buffer): Promise<boolean> {
    const removed = await sql.query(
      'DELETE FROM staff_passkey WHERE staff_id = $1 AND credential_id = $2 RETURNING 1',
      [staffId, credentialId],
    );
    return removed.length === 1;
  }

  async removeAll(sql: Sql, staffId: string): Promise<void> {
    await sql.query('DELETE FROM staff_passkey WHERE staff_id = $1', [staffId]);
  }

  /** False when it was answered before. */
  async noteAnswered(sql: Sql, challengeHash: Buffer, times: { now: Date; until: Date }): Promise<boolean> {
    await sql.query('DELETE FROM staff_challenge WHERE expires_at <= $1', [times.now]);
    const noted = await sql.query(
      `INSERT INTO staff_challenge (challenge_hash, expires_at) VALUES ($1, $2)
       ON CONFLICT (challenge_hash) DO NOTHING RETURNING 1`,
      [challengeHash, times.until],
    );
    return noted.length === 1;
  }
}

function passkeyOf(row: Row): Passkey {
  return {
    credentialId: row.credential_id,
    staffId: row.staff_id,
    publicKey: row.public_key,
    counter: Number(row.counter),
    transports: row.transports,
    label: row.label,
    createdAt: row.created_at,
    usedAt: row.used_at,
  };
}

/** SQL of the directory of authorities; how to reach one is sealed under the keys of DATA_KEYS_FILE. */
import { Injectable } from '@nestjs/common';
import { DataKeys } from '../../platform/at-rest/data-keys';
import type { Sql } from '../../platform/database/database.service';
import type { Authority, ContactsChange, NewAuthority } from '../authority';

const CONTACTS = 'authority.contacts';
const COLUMNS = 'id, name, level, type, country, naming, version, contacts_sealed IS NOT NULL AS "hasContacts"';

@Injectable()
export class AuthorityRepository {
  constructor(private readonly keys: DataKeys) {}

  /** By country and name. */
  list(sql: Sql): Promise<Authority[]> {
    return sql.query<Authority>(`SELECT ${COLUMNS} FROM authority ORDER BY country NULLS LAST, lower(name)`);
  }

  async one(sql: Sql, id: string): Promise<Authority | undefined> {
    return (await sql.query<Authority>(`SELECT ${COLUMNS} FROM authority WHERE id = $1`, [id]))[0];
  }

  /** Null when none are kept. Throws SealError. */
  async contacts(sql: Sql, id: string): Promise<string | null> {
    const [row] = await sql.query<{ contacts_sealed: Buffer | null }>(
      'SELECT contacts_sealed FROM authority WHERE id = $1',
      [id],
    );
    const sealed = row?.contacts_sealed ?? null;
    return sealed === null ? null : this.keys.open(CONTACTS, sealed).toString();
  }

  /** Answers whether there was none of that name in that country. */
  async add(sql: Sql, id: string, given: NewAuthority, contacts: string | null): Promise<boolean> {
    const { name, level, type, country, naming } = given;
    const rows = await sql.query(
      `INSERT INTO authority (id, name, level, type, country, naming, contacts_sealed, version)
       VALUES ($1, $2, $3, $4, $5, $6, $7, 1) ON CONFLICT DO NOTHING RETURNING id`,
      [id, name, level, type, country, naming, this.sealed(contacts)],
    );
    return rows.length === 1;
  }

  /** Whether another has that name in that country. */
  async isTaken(sql: Sql, { name, country }: NewAuthority, exceptId: string): Promise<boolean> {
    const rows = await sql.query(
      `SELECT FROM authority WHERE lower(name) = lower($1) AND country IS NOT DISTINCT FROM $2 AND id <> $3`,
      [name, country, exceptId],
    );
    return rows.length > 0;
  }

  /** Answers whether it still was in the version that was seen. */
  async change(
    sql: Sql,
    seen: Pick<Authority, 'id' | 'version'>,
    { name, level, type, country, naming }: NewAuthority,
    contacts: ContactsChange,
  ): Promise<boolean> {
    const rows = await sql.query(
      `UPDATE authority SET name = $3, level = $4, type = $5, country = $6, naming = $7, version = version + 1,
              contacts_sealed = CASE WHEN $8 THEN $9 ELSE contacts_sealed END
        WHERE id = $1 AND version = $2 RETURNING id`,
      [
        ...[seen.id, seen.version, name, level, type, country, naming],
        ...[contacts !== undefined, this.sealed(contacts?.to ?? null)],
      ],
    );
    return rows.length === 1;
  }

  private sealed(contacts: string | null): Buffer | null {
    return contacts === null ? null : this.keys.seal(CONTACTS, Buffer.from(contacts));
  }
}

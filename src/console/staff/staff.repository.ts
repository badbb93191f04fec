/** SQL of people: who there is, what they may do, whether they may still enter. */
import { Injectable } from '@nestjs/common';
import type { Sql } from '../../platform/database/database.service';
import { isStaffRole, type StaffRole } from '../frame/permissions';
import type { Person } from './person';

interface Row {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly created_at: Date;
  readonly created_by: string;
  readonly enrolled_at: Date | null;
  readonly disabled_at: Date | null;
  readonly has_password: boolean;
  readonly passkeys: number;
}

type NewPerson = Pick<Person, 'id' | 'name' | 'roles' | 'createdBy' | 'createdAt'>;

/** Any number that nothing else locks: changes of roles wait for each other, so that one administrator always remains. */
const ROLES_LOCK = 7_300_421;

const PERSON = `
  SELECT id, name, roles, created_at, created_by, enrolled_at, disabled_at, password_sealed IS NOT NULL AS has_password,
         (SELECT count(*)::integer FROM staff_passkey WHERE staff_id = staff.id) AS passkeys
    FROM staff`;

@Injectable()
export class StaffRepository {
  /** False when the name was given before, to whomever. */
  async add(sql: Sql, { id, name, roles, createdBy, createdAt }: NewPerson): Promise<boolean> {
    const added = await sql.query(
      `INSERT INTO staff (id, name, roles, created_by, created_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (name) DO NOTHING RETURNING 1`,
      [id, name, roles, createdBy, createdAt],
    );
    return added.length === 1;
  }

  async find(sql: Sql, name: string): Promise<Person | undefined> {
    // From an address it may hold what Postgres takes for no text.
    if (name.includes('\0')) return undefined;
    const [row] = await sql.query<Row>(`${PERSON} WHERE name = $1`, [name]);
    return row === undefined ? undefined : personOf(row);
  }

  /** Who may enter first. */
  async all(sql: Sql): Promise<Person[]> {
    return (await sql.query<Row>(`${PERSON} ORDER BY disabled_at IS NOT NULL, name`)).map(personOf);
  }

  /** Until the end of the transaction nobody else changes who may do what. */
  async lockRoles(sql: Sql): Promise<void> {
    await sql.query('SELECT pg_advisory_xact_lock($1)', [ROLES_LOCK]);
  }

  async setRoles(sql: Sql, id: string, roles: readonly StaffRole[]): Promise<void> {
    await sql.query('UPDATE staff SET roles = $2 WHERE id = $1', [id, roles]);
  }

  async setEnrolled(sql: Sql, id: string, at: Date): Promise<void> {
    await sql.query('UPDATE staff SET enrolled_at = $2 WHERE id = $1', [id, at]);
  }

  /** `at` null lets the person in again. */
  async setDisabled(sql: Sql, id: string, at: Date | null): Promise<void> {
    await sql.query('UPDATE staff SET disabled_at = $2 WHERE id = $1', [id, at]);
  }
}

function personOf(row: Row): Person {
  return {
    id: row.id,
    name: row.name,
    roles: row.roles.filter(isStaffRole),
    createdAt: row.created_at,
    createdBy: row.created_by,
    enrolledAt: row.enrolled_at,
    disabledAt: row.disabled_at,
    hasPassword: row.has_password,
    passkeys: row.passkeys,
  };
}

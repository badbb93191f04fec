/** SQL of the watchers' leases: a row for each process, judged by the database's clock and by no other. */
import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.service';
import type { Lease, Sight } from './membership';

export const WATCHERS_CHANNEL = 'watchers';

export interface OwnLease extends Lease {
  /** The swarms on this process' list of nodes, ascending. */
  readonly swarms: readonly string[];
}

export interface Beaten extends Sight {
  /** There was no such lease: it is the first time, or the lease had run out. */
  readonly isNew: boolean;
  /** After so many ms the first of them will have run out, unless it is renewed. */
  readonly nextEndMs: number;
}

const RENEW = `
  INSERT INTO watcher_leases (id, taken, is_leaving, swarms, expires_at)
  VALUES ($1, $2, $3, $4, clock_timestamp() + $5 * interval '1 millisecond')
  ON CONFLICT (id) DO UPDATE SET taken = excluded.taken, is_leaving = excluded.is_leaving,
    swarms = excluded.swarms, expires_at = excluded.expires_at
  RETURNING xmax = 0 AS is_new`;

/** One that is being renewed or taken away at this moment is passed by. */
const TAKE_AWAY = `
  DELETE FROM watcher_leases WHERE id IN (
    SELECT id FROM watcher_leases WHERE expires_at <= clock_timestamp() FOR UPDATE SKIP LOCKED
  ) RETURNING id`;

/** Oldest first. */
const LIVING = `
  SELECT id, taken, is_leaving, swarms, extract(epoch FROM expires_at - clock_timestamp())::float8 * 1000 AS left_ms
    FROM watcher_leases WHERE expires_at > clock_timestamp() ORDER BY since, id`;

interface LeaseRow {
  readonly id: string;
  readonly taken: string;
  readonly is_leaving: boolean;
  readonly swarms: string[];
  readonly left_ms: number;
}

@Injectable()
export class LeaseRepository {
  constructor(private readonly database: Database) {}

  /**
   * Renews our lease for `lifeMs`, takes away those that have run out, and answers all that live. The other watchers are
   * told when `isNews`, or when a lease has come or gone. Throws DatabaseAway.
   */
  async beat(own: OwnLease, lifeMs: number, isNews: boolean): Promise<Beaten> {
    return this.database.transaction(async (sql) => {
      const parameters = [own.id, own.taken, own.isLeaving, own.swarms, lifeMs];
      const [renewed] = await sql.query<{ is_new: boolean }>(RENEW, parameters);
      const gone = await sql.query(TAKE_AWAY);
      const isNew = renewed?.is_new === true;
      if (isNews || isNew || gone.length > 0) await sql.query('SELECT pg_notify($1, $2)', [WATCHERS_CHANNEL, '']);
      const rows = await sql.query<LeaseRow>(LIVING);
      return {
        isNew,
        leases: rows.map((row) => ({ id: row.id, taken: row.taken, isLeaving: row.is_leaving })),
        swarms: rows[0]?.swarms ?? [],
        nextEndMs: Math.min(...rows.map((row) => row.left_ms)),
      };
    });
  }

  /** Gives our lease back. Throws DatabaseAway. */
  async end(id: string): Promise<void> {
    await this.database.transaction(async (sql) => {
      await sql.query('DELETE FROM watcher_leases WHERE id = $1', [id]);
      await sql.query('SELECT pg_notify($1, $2)', [WATCHERS_CHANNEL, '']);
    });
  }
}

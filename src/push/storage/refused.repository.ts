/** SQL of wake-ups that vendors refused: how many are kept, owing them again, dropping them for good. */
import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.service';
import type { Kept, RefusedLot } from '../wake-up-standing';
import { COUNT } from './count';

const KEPT = `
  SELECT service, refused_reason AS reason, count(*)::integer AS count, min(refused_at) AS oldest, max(refused_at) AS newest
    FROM devices WHERE refused_at IS NOT NULL GROUP BY service, refused_reason ORDER BY service, count(*) DESC, refused_reason`;

/** Devices are locked in the order of their ids, as everywhere; by then one may have been owed or renewed. */
const LOCKED = `
  chosen AS (
    SELECT id FROM devices WHERE service = $1 AND refused_reason = $2 AND refused_at <= $3 ORDER BY refused_at, id LIMIT $4
  ), locked AS MATERIALIZED (
    SELECT d.id, d.service FROM devices d JOIN chosen USING (id)
     WHERE d.refused_at <= $3 ORDER BY d.id FOR UPDATE OF d
  )`;

const RETRY = `
  WITH ${LOCKED}
  UPDATE devices d
     SET waits = true, under_way = false, owed_since = $5, refused_at = NULL, refused_reason = NULL
    FROM locked l WHERE d.id = l.id
  RETURNING d.id`;

const DROP = `
  WITH ${LOCKED}, dropped AS (
    UPDATE devices d SET refused_at = NULL, refused_reason = NULL FROM locked l WHERE d.id = l.id
  ), counted AS (${COUNT("SELECT service, 'refused' AS outcome, 1 AS value FROM locked")}
  )
  SELECT id FROM locked`;

@Injectable()
export class RefusedRepository {
  constructor(private readonly database: Database) {}

  kept(): Promise<Kept[]> {
    return this.database.query<Kept>(KEPT);
  }

  /** Owes some of a lot again, no more than `limit`; answers their ids. None is left when it answers none. */
  retry({ service, reason, until }: RefusedLot, limit: number, now: Date): Promise<string[]> {
    return this.ids(RETRY, [service, reason, until, limit, now]);
  }

  /** Counts some of a lot as refused for good, no more than `limit`; answers their ids. None is left when it answers none. */
  drop({ service, reason, until }: RefusedLot, limit: number): Promise<string[]> {
    return this.ids(DROP, [service, reason, until, limit]);
  }

  private async ids(text: string, parameters: unknown[]): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(text, parameters);
    return rows.map((row) => row.id);
  }
}

/** SQL of paused services; every pusher hears of a change when it is committed. */
import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '../../platform/database/database.service';

/** Heard by every pusher when a service was paused or resumed. */
export const PAUSES_CHANNEL = 'push_pauses';

export interface PauseRow {
  readonly service: string;
  readonly is_paused: boolean;
  readonly changed_at: Date;
  readonly changed_by: string;
  readonly reason: string;
}

/** Nothing is written when it is so already: a second click must not change who did it, or since when. */
const CHANGE = `
  INSERT INTO push_pauses AS p (service, is_paused, changed_at, changed_by, reason) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (service) DO UPDATE SET is_paused = excluded.is_paused, changed_at = excluded.changed_at,
    changed_by = excluded.changed_by, reason = excluded.reason
   WHERE p.is_paused <> excluded.is_paused
  RETURNING service`;

@Injectable()
export class PausesRepository {
  constructor(private readonly database: Database) {}

  all(): Promise<PauseRow[]> {
    return this.database.query<PauseRow>('SELECT * FROM push_pauses ORDER BY service');
  }

  /** Answers whether that changed anything. */
  async pause(sql: Sql, row: Omit<PauseRow, 'is_paused'>): Promise<boolean> {
    return this.changed(sql, await sql.query(CHANGE, [row.service, true, row.changed_at, row.changed_by, row.reason]));
  }

  /** Answers whether that changed anything. */
  async resume(sql: Sql, row: Omit<PauseRow, 'is_paused'>): Promise<boolean> {
    const rows = await sql.query(
      `UPDATE push_pauses SET is_paused = false, changed_at = $2, changed_by = $3, reason = $4
        WHERE service = $1 AND is_paused RETURNING service`,
      [row.service, row.changed_at, row.changed_by, row.reason],
    );
    return this.changed(sql, rows);
  }

  private async changed(sql: Sql, rows: readonly unknown[]): Promise<boolean> {
    if (rows.length > 0) await sql.query('SELECT pg_notify($1, $2)', [PAUSES_CHANNEL, '']);
    return rows.length > 0;
  }
}

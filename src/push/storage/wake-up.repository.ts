/**
 * SQL of what devices are owed and of the counters. Every statement moves pairs and counts them in one step, so that
 * seen = accepted + merged + gone + refused + expired + duplicate + pending holds after every commit, crash or not.
 * Devices are locked in the order of their ids, counters after them: no two statements wait for each other in a ring.
 */
import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '../../platform/database/database.service';

/** How (message, device) pairs end; `seen` counts each telling, `duplicate` the tellings that were known already. */
export type Outcome = 'accepted' | 'merged' | 'gone' | 'refused' | 'expired';

export interface Debt {
  readonly deviceId: string;
  /** Messages this device is to be woken for. */
  readonly fresh: number;
  /** Messages told again that it was woken for, or will be. */
  readonly duplicates: number;
}

/**
 * A device as the pusher sees it; `claimed` means this caller, and no other, may send now: `last_begun_at` is then the
 * beginning of this very wake-up, and together with `pending_since` it names the claim.
 */
export interface ClaimedDevice {
  readonly id: string;
  readonly service: string;
  readonly token_sealed: Buffer;
  readonly pending: string;
  readonly pending_since: Date | null;
  readonly last_begun_at: Date | null;
  readonly not_before: Date | null;
  readonly attempts: number;
  readonly claimed: boolean;
}

export interface Settlement {
  /** What was pending when the wake-up was begun is what is settled. */
  readonly claimed: ClaimedDevice;
  readonly outcome: 'accepted' | 'refused' | 'expired';
}

export interface Total {
  readonly service: string;
  readonly outcome: Outcome | 'seen' | 'duplicate' | 'pending';
  readonly value: number;
}

/** Sixteen rows per counter let sixteen connections count at once. */
const SHARD = '(pg_backend_pid() % 16)::smallint';

const COUNT = (source: string) => `
  INSERT INTO wake_up_counters AS c (service, outcome, shard, value)
  SELECT service, outcome, ${SHARD}, sum(value)
    FROM (${source}) AS counted
   GROUP BY service, outcome HAVING sum(value) > 0
   ORDER BY service, outcome
  ON CONFLICT (service, outcome, shard) DO UPDATE SET value = c.value + excluded.value`;

const OWE = `
  WITH told AS (
    SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::bigint[]) AS t(id, fresh, duplicates)
  ), locked AS MATERIALIZED (
    SELECT d.id, d.service, d.pending, t.fresh, t.duplicates
      FROM devices d JOIN told t USING (id) ORDER BY d.id FOR UPDATE OF d
  ), owed AS (
    UPDATE devices d SET pending = d.pending + l.fresh, pending_since = COALESCE(d.pending_since, $4)
      FROM locked l WHERE d.id = l.id AND l.fresh > 0
  ), counted AS (${COUNT(`
    SELECT service, 'seen' AS outcome, fresh + duplicates AS value FROM locked
    UNION ALL SELECT service, 'duplicate', duplicates FROM locked`)}
  )
  SELECT id FROM locked WHERE pending + fresh > 0`;

const CLAIM = `
  WITH wanted AS MATERIALIZED (
    SELECT id, service, token_sealed, pending, pending_since, last_begun_at, not_before, attempts,
           pending > 0
             AND (last_begun_at IS NULL OR last_begun_at <= $2::timestamptz - $3 * interval '1 ms' OR last_begun_at > $2::timestamptz + $3 * interval '1 ms')
             AND (not_before IS NULL OR not_before <= $2) AS claimed
      FROM devices WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE
  ), begun AS (
    UPDATE devices d SET last_begun_at = $2 FROM wanted w WHERE d.id = w.id AND w.claimed
  )
  SELECT id, service, token_sealed, pending, pending_since, not_before, attempts, claimed,
         CASE WHEN claimed THEN $2::timestamptz ELSE last_begun_at END AS last_begun_at
    FROM wanted`;

/**
 * Only the newest claim settles, and only once: an older one would settle messages that came after both were begun, and
 * so would one that is booked again because the first answer of the database got lost.
 */
const SETTLE = `
  WITH settled AS (
    SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[], $4::bigint[], $5::text[])
        AS s(id, begun_at, pending_since, pairs, outcome)
  ), locked AS MATERIALIZED (
    SELECT d.id, d.service, d.pending, LEAST(d.pending, s.pairs) AS pairs, s.outcome
      FROM devices d JOIN settled s USING (id)
     WHERE d.last_begun_at = s.begun_at AND d.pending_since = s.pending_since
     ORDER BY d.id FOR UPDATE OF d
  ), updated AS (
    UPDATE devices d
       SET pending = d.pending - l.pairs,
           pending_since = CASE WHEN d.pending = l.pairs THEN NULL ELSE $6::timestamptz END,
           attempts = 0, not_before = NULL
      FROM locked l WHERE d.id = l.id
  ), counted AS (${COUNT(`
    SELECT service, outcome, CASE WHEN outcome = 'accepted' THEN LEAST(pairs, 1) ELSE pairs END AS value FROM locked
    UNION ALL SELECT service, 'merged', pairs - 1 FROM locked WHERE outcome = 'accepted' AND pairs > 1`)}
  )
  SELECT id, (pending - pairs)::bigint AS pending FROM locked`;

const FORGET = `
  WITH locked AS MATERIALIZED (
    SELECT id, service, pending FROM devices
     WHERE id = ANY($1::uuid[]) AND ($3::timestamptz IS NULL OR renewed_at < $3) ORDER BY id FOR UPDATE
  ), counted AS (${COUNT('SELECT service, $2::text AS outcome, pending AS value FROM locked')}
  ), deleted AS (
    DELETE FROM devices d USING locked l WHERE d.id = l.id
  )
  SELECT id FROM locked`;

@Injectable()
export class WakeUpRepository {
  constructor(private readonly database: Database) {}

  /** Books what was told; answers the devices that have anything pending. Unknown devices are passed over. */
  async owe(sql: Sql, debts: readonly Debt[], now: Date): Promise<string[]> {
    const rows = await sql.query<{ id: string }>(OWE, [
      debts.map((debt) => debt.deviceId),
      debts.map((debt) => debt.fresh),
      debts.map((debt) => debt.duplicates),
      now,
    ]);
    return rows.map((row) => row.id);
  }

  /** Takes the right to wake each device that is due, at most once per window whoever asks; answers all that exist. */
  claim(deviceIds: readonly string[], now: Date, windowMs: number): Promise<ClaimedDevice[]> {
    // Two claims of one millisecond could not be told apart.
    return this.database.query<ClaimedDevice>(CLAIM, [deviceIds, now, Math.max(windowMs, 1)]);
  }

  /**
   * Books how wake-ups ended; answers what is still pending for each device. Passed over, and left out of the answer,
   * is a claim that was settled before, or after which another one was made: that one sees to the device now.
   */
  settle(settlements: readonly Settlement[], now: Date): Promise<{ id: string; pending: string }[]> {
    return this.database.query(SETTLE, [
      settlements.map(({ claimed }) => claimed.id),
      settlements.map(({ claimed }) => claimed.last_begun_at),
      settlements.map(({ claimed }) => claimed.pending_since),
      settlements.map(({ claimed }) => claimed.pending),
      settlements.map(({ outcome }) => outcome),
      now,
    ]);
  }

  /** The vendor put a wake-up off: not before `notBefore`. Passed over when another wake-up was begun meanwhile. */
  async putOff({ id, last_begun_at }: ClaimedDevice, notBefore: Date): Promise<void> {
    await this.database.query(
      'UPDATE devices SET attempts = attempts + 1, not_before = $2 WHERE id = $1 AND last_begun_at = $3',
      [id, notBefore, last_begun_at],
    );
  }

  /**
   * Deletes devices and books what they were still owed as `outcome`.
   * With `before`, only those that were last renewed earlier. Answers the ids deleted.
   */
  async forget(sql: Sql, deviceIds: readonly string[], outcome: 'gone' | 'expired', before?: Date): Promise<string[]> {
    const rows = await sql.query<{ id: string }>(FORGET, [deviceIds, outcome, before ?? null]);
    return rows.map((row) => row.id);
  }

  /** Devices, in the order of ids after `after`, that have waited since before `waitingSince` without being tried. */
  async overdue(waitingSince: Date, after: string, limit: number): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT id FROM devices
        WHERE pending > 0 AND id > $2 AND pending_since < $1
          AND (not_before IS NULL OR not_before < $1) AND (last_begun_at IS NULL OR last_begun_at < $1)
        ORDER BY id LIMIT $3`,
      [waitingSince, after, limit],
    );
    return rows.map((row) => row.id);
  }

  /** The counters and what is pending, read in one snapshot. */
  async totals(): Promise<Total[]> {
    const rows = await this.database.query<{ service: string; outcome: Total['outcome']; value: string }>(
      `SELECT service, outcome, sum(value) AS value FROM wake_up_counters GROUP BY service, outcome
       UNION ALL SELECT service, 'pending', sum(pending) FROM devices WHERE pending > 0 GROUP BY service`,
    );
    return rows.map((row) => ({ ...row, value: Number(row.value) }));
  }
}

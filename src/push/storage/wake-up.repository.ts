/**
 * SQL of what devices are owed and of the counters. Every statement moves pairs of message and device and counts them in
 * one step, so that seen = accepted + merged + gone + refused + expired + duplicate + in flight holds after every commit,
 * crash or not. How many messages came is counted for all devices together and kept for none: a device has at most one
 * pair that waits for a wake-up still to begin (W) and one whose wake-up is under way (U), or else one that the vendor
 * refused and that is kept, for it was our fault (R). All of them are in flight.
 *
 *   from     | owe             | claim     | settle  | refuse    | put off   | forget
 *   ---------+-----------------+-----------+---------+-----------+-----------+----------
 *   nothing  | W               | –         | –       | –         | –         | –
 *   W        | W, 1 merged     | U         | –       | –         | –         | 1 gone
 *   U        | W and U         | U         | nothing | R         | W         | 1 gone
 *   W and U  | same, 1 merged  | U, merged | W       | W, merged | W, merged | 2 gone
 *   R        | W, 1 merged     | –         | –       | –         | –         | 1 refused
 *
 * Of n messages that are told at once all but the first are owed to W. A claim takes the device at most once per window,
 * and never while its service is paused. It is named by its instant; it finds U only when the claim before was lost or is
 * late, and stands for that one too from then on. Only the newest claim settles or puts off, and only while U is there,
 * so once. A crash changes nothing: U stays and is claimed again. Whatever was owed is therefore in W, to be begun yet,
 * or went into U by a claim that came after it: after the last message there is always a wake-up still to come or begun
 * later than it, unless that one was refused. From R a new message, a renewal and the operator's order lead to W.
 *
 * Devices are locked in the order of their ids, counters after them: no two statements wait for each other in a ring.
 */
import { Injectable } from '@nestjs/common';
import { Database, Prepared, type Sql } from '../../platform/database/database.service';
import { COUNT } from './count';

export interface Debt {
  readonly deviceId: string;
  /** Messages this device is to be woken for. */
  readonly fresh: number;
  /** Messages told again that it was woken for, or will be. */
  readonly duplicates: number;
}

/**
 * A device as the pusher sees it; `claimed` means this caller, and no other, may send now: `last_begun_at` is then the
 * beginning of this very wake-up and names the claim.
 */
export interface ClaimedDevice {
  readonly id: string;
  readonly service: string;
  readonly token_sealed: Buffer;
  /** Since when it is owed what it is owed; null when that is nothing. */
  readonly owed_since: Date | null;
  readonly last_begun_at: Date | null;
  readonly not_before: Date | null;
  readonly attempts: number;
  readonly claimed: boolean;
  /** Whether its service is paused; it is not claimed then. */
  readonly is_paused: boolean;
  /** When its service was resumed, if it ever was paused. */
  readonly resumed_at: Date | null;
}

export interface Settlement {
  readonly claimed: ClaimedDevice;
  readonly outcome: 'accepted' | 'expired' | { readonly refused: string };
}

/*
 * Every column of a device's state is set from the row that was locked, also where it stays: Postgres holds an UPDATE
 * against the constraints with the row of its snapshot first, which may be older, and only then takes the newest.
 */

/** A wake-up that waits for a vendor is not given up for its age while younger messages share it: it is made younger. */
const FRESHENED_AFTER = "interval '1 day'";

const OWE = new Prepared(`
  WITH told AS (
    SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::bigint[]) AS t(id, fresh, duplicates)
  ), locked AS MATERIALIZED (
    SELECT d.id, d.service, d.waits, d.under_way, d.owed_since, t.fresh, t.duplicates,
           d.waits OR d.refused_at IS NOT NULL AS is_shared,
           d.owed_since > $4::timestamptz - ${FRESHENED_AFTER} AS is_recent
      FROM devices d JOIN told t USING (id) ORDER BY d.id FOR UPDATE OF d
  ), owed AS (
    UPDATE devices d
       SET waits = true, under_way = l.under_way, owed_since = CASE WHEN l.is_recent THEN l.owed_since ELSE $4 END,
           refused_at = NULL, refused_reason = NULL
      FROM locked l WHERE d.id = l.id AND l.fresh > 0 AND (NOT l.waits OR NOT l.is_recent)
  ), counted AS (${COUNT(`
    SELECT service, 'seen' AS outcome, fresh + duplicates AS value FROM locked
    UNION ALL SELECT service, 'duplicate', duplicates FROM locked
    UNION ALL SELECT service, 'merged', CASE WHEN is_shared THEN fresh ELSE fresh - 1 END FROM locked WHERE fresh > 0`)}
  )
  SELECT id FROM locked WHERE waits OR under_way OR fresh > 0`);

const CLAIM = `
  WITH wanted AS MATERIALIZED (
    SELECT id, service, token_sealed, waits, under_way, owed_since, last_begun_at, not_before, attempts,
           COALESCE(p.is_paused, false) AS is_paused, CASE WHEN NOT p.is_paused THEN p.changed_at END AS resumed_at,
           (waits OR under_way) AND p.is_paused IS NOT TRUE
             AND (last_begun_at IS NULL OR last_begun_at <= $2::timestamptz - $3 * interval '1 ms' OR last_begun_at > $2::timestamptz + $3 * interval '1 ms')
             AND (not_before IS NULL OR not_before <= $2) AS claimed
      FROM devices d LEFT JOIN push_pauses p USING (service)
     WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE OF d
  ), begun AS (
    UPDATE devices d SET last_begun_at = $2, waits = false, under_way = true, owed_since = w.owed_since
      FROM wanted w WHERE d.id = w.id AND w.claimed
  ), counted AS (${COUNT(`
    SELECT service, 'merged' AS outcome, 1 AS value FROM wanted WHERE claimed AND waits AND under_way`)}
  )
  SELECT id, service, token_sealed, owed_since, not_before, attempts, claimed, is_paused, resumed_at,
         CASE WHEN claimed THEN $2::timestamptz ELSE last_begun_at END AS last_begun_at
    FROM wanted`;

const SETTLE = `
  WITH settled AS (
    SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::text[], $5::text[]) AS s(id, begun_at, outcome, reason)
  ), locked AS MATERIALIZED (
    SELECT d.id, d.service, d.waits, s.outcome, s.reason, s.outcome = 'refused' AND NOT d.waits AS is_kept
      FROM devices d JOIN settled s USING (id)
     WHERE d.last_begun_at = s.begun_at AND d.under_way
     ORDER BY d.id FOR UPDATE OF d
  ), updated AS (
    UPDATE devices d
       SET waits = l.waits, under_way = false, owed_since = CASE WHEN l.waits THEN $4::timestamptz END,
           attempts = 0, not_before = NULL,
           refused_at = CASE WHEN l.is_kept THEN $4 END, refused_reason = CASE WHEN l.is_kept THEN l.reason END
      FROM locked l WHERE d.id = l.id
  ), counted AS (${COUNT(`
    SELECT service, CASE outcome WHEN 'refused' THEN 'merged' ELSE outcome END AS outcome, 1 AS value
      FROM locked WHERE NOT is_kept`)}
  )
  SELECT id, waits FROM locked`;

const PUT_OFF = `
  WITH locked AS MATERIALIZED (
    SELECT id, service, waits, owed_since FROM devices WHERE id = $1 AND last_begun_at = $2 AND under_way FOR UPDATE
  ), updated AS (
    UPDATE devices d
       SET waits = true, under_way = false, owed_since = l.owed_since, attempts = d.attempts + 1, not_before = $3
      FROM locked l WHERE d.id = l.id
  ), counted AS (${COUNT("SELECT service, 'merged' AS outcome, 1 AS value FROM locked WHERE waits")}
  )
  SELECT id FROM locked`;

const FORGET = `
  WITH locked AS MATERIALIZED (
    SELECT id, service, waits::integer + under_way::integer AS owed, refused_at FROM devices
     WHERE id = ANY($1::uuid[]) AND ($3::timestamptz IS NULL OR renewed_at < $3) ORDER BY id FOR UPDATE
  ), counted AS (${COUNT(`
    SELECT service, $2::text AS outcome, owed AS value FROM locked
    UNION ALL SELECT service, 'refused', 1 FROM locked WHERE refused_at IS NOT NULL`)}
  ), deleted AS (
    DELETE FROM devices d USING locked l WHERE d.id = l.id
  )
  SELECT id FROM locked`;

@Injectable()
export class WakeUpRepository {
  constructor(private readonly database: Database) {}

  /** Books what was told; answers the devices that are owed anything. Unknown devices are passed over. */
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
   * Books how wake-ups ended; answers whether another one waits for each device. One that was refused, with the vendor's
   * reason, is kept when no other waits. Passed over, and left out of the answer, is a claim that was settled before, or after which another one was made: that one sees to the device now.
   */
  settle(settlements: readonly Settlement[], now: Date): Promise<{ id: string; waits: boolean }[]> {
    return this.database.query(SETTLE, [
      settlements.map(({ claimed }) => claimed.id),
      settlements.map(({ claimed }) => claimed.last_begun_at),
      settlements.map(({ outcome }) => (typeof outcome === 'string' ? outcome : 'refused')),
      now,
      settlements.map(({ outcome }) => (typeof outcome === 'string' ? null : outcome.refused)),
    ]);
  }

  /**
   * The vendor put a wake-up off: not before `notBefore`. Until then it is one that waits. Passed over when another
   * wake-up was begun meanwhile.
   */
  async putOff({ id, last_begun_at }: ClaimedDevice, notBefore: Date): Promise<void> {
    await this.database.query(PUT_OFF, [id, last_begun_at, notBefore]);
  }

  /**
   * Deletes devices and books what they were still owed as `outcome`, and what was refused as that.
   * With `before`, only those that were last renewed earlier. Answers the ids deleted.
   */
  async forget(sql: Sql, deviceIds: readonly string[], outcome: 'gone' | 'expired', before?: Date): Promise<string[]> {
    const rows = await sql.query<{ id: string }>(FORGET, [deviceIds, outcome, before ?? null]);
    return rows.map((row) => row.id);
  }
}

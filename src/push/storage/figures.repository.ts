/**
 * SQL of figures over time. The ledger's counters only grow; what they grew by since they were last looked at is carried
 * into the minute and the hour of the carrying, so that figures and ledger never disagree, whatever crashes. All times are
 * the database's.
 */
import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.service';
import type { Bin, Figure, FigureKind, Range } from '../wake-up-figures';

/** Any number that nothing else locks: one process carries at a time, however many there are. */
const LOCK = 7_300_413;

/** $4: whether this process carries. */
const WRITE = `
  WITH totals AS (
    SELECT service, outcome, sum(value)::bigint AS value FROM wake_up_counters WHERE $4 GROUP BY service, outcome
  ), gained AS (
    SELECT service, outcome, t.value AS total, t.value - COALESCE(c.value, 0) AS value
      FROM totals t LEFT JOIN wake_up_figures_carried c USING (service, outcome)
     WHERE t.value <> COALESCE(c.value, 0)
  ), carried AS (
    INSERT INTO wake_up_figures_carried (service, outcome, value) SELECT service, outcome, total FROM gained
    ON CONFLICT (service, outcome) DO UPDATE SET value = excluded.value
  )
  INSERT INTO wake_up_figures AS f (grain, at, service, kind, value)
  SELECT grain, date_trunc(grain, now(), 'UTC'), service, kind, value
    FROM (SELECT service, outcome AS kind, value FROM gained
          UNION ALL SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[])) AS counted
   CROSS JOIN (VALUES ('minute'), ('hour')) AS grains(grain)
   ORDER BY grain, service, kind
  ON CONFLICT (grain, at, service, kind) DO UPDATE SET value = f.value + excluded.value`;

/** Minutes for two days, hours for thirteen months. */
const SWEEP = `
  DELETE FROM wake_up_figures
   WHERE (grain = 'minute' AND at < now() - interval '2 days') OR (grain = 'hour' AND at < now() - interval '13 months')`;

/** How a range is cut: the figures it is made of, how many bins, and the beginning of the n-th before the newest. */
const CUTS: Readonly<Record<Range, { readonly grain: string; readonly bins: number; readonly begin: string }>> = {
  hour: { grain: 'minute', bins: 60, begin: "date_trunc('minute', now()) - n * interval '1 minute'" },
  day: {
    grain: 'minute',
    bins: 96,
    begin: "date_bin('15 minutes', now(), 'epoch') - n * interval '15 minutes'",
  },
  month: {
    grain: 'hour',
    bins: 30,
    begin: `(date_trunc('day', now() AT TIME ZONE 'Europe/Zurich') - n * interval '1 day') AT TIME ZONE 'Europe/Zurich'`,
  },
};

const BINS = ({ grain, bins, begin }: (typeof CUTS)[Range]) => `
  WITH begins AS (
    SELECT ${begin} AS at FROM generate_series(0, ${bins - 1}) AS n
  ), bins AS (
    SELECT at, lead(at, 1, 'infinity') OVER (ORDER BY at) AS until FROM begins
  )
  SELECT b.at, f.service, f.kind, sum(f.value)::float8 AS value
    FROM bins b LEFT JOIN wake_up_figures f ON f.grain = '${grain}' AND f.at >= b.at AND f.at < b.until
   GROUP BY b.at, f.service, f.kind ORDER BY b.at, f.service, f.kind`;

const RECENT = `
  SELECT service, kind, sum(value)::float8 AS value FROM wake_up_figures
   WHERE grain = 'minute' AND at >= now() - $1 * interval '1 minute' GROUP BY service, kind ORDER BY service, kind`;

interface BinRow {
  readonly at: Date;
  readonly service: string | null;
  readonly kind: FigureKind | null;
  readonly value: number | null;
}

@Injectable()
export class FiguresRepository {
  constructor(private readonly database: Database) {}

  /** Writes down what this process saw, and what the ledger has counted unless another process is at that. */
  async write(seen: readonly Figure[]): Promise<void> {
    await this.database.transaction(async (sql) => {
      const [row] = await sql.query<{ mine: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS mine', [LOCK]);
      await sql.query(WRITE, [
        seen.map((figure) => figure.service),
        seen.map((figure) => figure.kind),
        seen.map((figure) => figure.value),
        row?.mine === true,
      ]);
    });
  }

  async sweep(): Promise<void> {
    await this.database.query(SWEEP);
  }

  /** Oldest first, the newest not over yet; every bin is there, also when nothing happened in it. */
  async bins(range: Range): Promise<Bin[]> {
    const rows = await this.database.query<BinRow>(BINS(CUTS[range]));
    const bins = new Map<number, { at: Date; figures: Figure[] }>();
    for (const { at, service, kind, value } of rows) {
      const bin = bins.get(at.getTime()) ?? { at, figures: [] };
      bins.set(at.getTime(), bin);
      if (service !== null && kind !== null && value !== null) bin.figures.push({ service, kind, value });
    }
    return [...bins.values()];
  }

  /** Of this minute and so many before it. */
  recent(minutes: number): Promise<Figure[]> {
    return this.database.query<Figure>(RECENT, [minutes]);
  }
}

/** What every process says of itself every few seconds, in the database, so that one page can show them all. */
import { randomUUID } from 'node:crypto';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { z } from 'zod';
import { Database } from '../database/database.service';
import { Rounds } from '../rounds';
import { within } from '../within';
import { factsOf, Log } from './log.service';

/** A part of a report: counts, times and words of ours, never whose. */
export type ReportPart = Readonly<Record<string, unknown>>;

export interface ProcessReport {
  readonly role: string;
  readonly startedAt: Date;
  /** How long ago it last said so, ms. */
  readonly silentMs: number;
  readonly parts: Readonly<Record<string, unknown>>;
}

/** Injection token: what this process does; undefined for one that says nothing of itself. */
export const PROCESS_ROLE = Symbol('process role');

const EVERY_MS = 3_000;
/** On the way down the database gets this long to take the report away. */
const FAREWELL_WITHIN_MS = 1_000;
/** Whoever was not heard of for so long is not there any more. */
export const SILENT_AFTER_MS = 15_000;

const TELL = `
  WITH forgotten AS (
    DELETE FROM process_reports WHERE reported_at < clock_timestamp() - interval '10 minutes' AND id <> $1
  )
  INSERT INTO process_reports (id, role, started_at, reported_at, report)
  VALUES ($1, $2, clock_timestamp(), clock_timestamp(), $3)
  ON CONFLICT (id) DO UPDATE SET reported_at = excluded.reported_at, report = excluded.report`;

const ALL = `
  SELECT role, started_at, report, extract(epoch FROM clock_timestamp() - reported_at)::float8 * 1000 AS silent_ms
    FROM process_reports ORDER BY role, started_at, id`;

interface ReportRow {
  readonly role: string;
  readonly started_at: Date;
  readonly report: Readonly<Record<string, unknown>>;
  readonly silent_ms: number;
}

@Injectable()
export class ProcessReports implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly id = randomUUID();
  private readonly parts = new Map<string, () => ReportPart>();
  private readonly rounds = Rounds.every(EVERY_MS, () => this.tell());

  constructor(
    private readonly database: Database,
    private readonly log: Log,
    @Inject(PROCESS_ROLE) private readonly role: string | undefined,
  ) {}

  /** From now on reports of this process have a part called `name`. */
  register(name: string, read: () => ReportPart): void {
    this.parts.set(name, read);
  }

  /** Also of processes that went silent in the last minutes. Throws DatabaseAway. */
  async all(): Promise<ProcessReport[]> {
    const rows = await this.database.query<ReportRow>(ALL);
    return rows.map((row) => ({
      role: row.role,
      startedAt: row.started_at,
      silentMs: Math.max(row.silent_ms, 0),
      parts: row.report,
    }));
  }

  onApplicationBootstrap(): void {
    if (this.role !== undefined) this.rounds.begin(0);
  }

  /** Takes its report away; whoever is killed leaves it behind and is seen to be silent. */
  async beforeApplicationShutdown(): Promise<void> {
    const told = this.rounds.close();
    if (this.role === undefined) return;
    const farewell = told.then(() => this.database.query('DELETE FROM process_reports WHERE id = $1', [this.id]));
    await within(FAREWELL_WITHIN_MS, farewell);
  }

  private async tell(): Promise<void> {
    const report = Object.fromEntries([...this.parts].map(([name, read]) => [name, read()]));
    try {
      await this.database.query(TELL, [this.id, this.role, JSON.stringify(report)]);
    } catch (error) {
      // Whoever ends need not have the last word.
      if (this.rounds.isClosed) return;
      this.log.sparingly('warn', 'what this process says of itself could not be written down', factsOf(error));
    }
  }
}

/** A part of a report as its writer shaped it; undefined when there is none, or a release with another shape wrote it. */
export function partOf<T>(report: ProcessReport, name: string, shape: z.ZodType<T>): T | undefined {
  const read = shape.safeParse(report.parts[name]);
  return read.success ? read.data : undefined;
}

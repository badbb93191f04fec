/**
 * What the whole log says at an instant, for pages and drafts: each process folds every event once and then only those
 * that came since. Nothing is kept of a log that turns out to be another one, after a restore or a rolled back step.
 */
import { Injectable } from '@nestjs/common';
import type { Head } from '../platform/chain/link';
import { Database, type Sql } from '../platform/database/database.service';
import type { CaseEvent, DeclaredQuarter } from './case-event';
import { type CaseState, foldCase } from './case-state';
import { declaredWith } from './declared-quarters';
import type { Mark } from './kept-quarters';
import type { LogAsOf } from './log-as-of';
import type { Quarter } from './quarter';
import { isOfCase, type Known, StandingCases, unsealed } from './standing-cases';
import { StillCounting } from './still-counting';
import { CaseEventRepository } from './storage/case-event.repository';
import { toMs, zurichDate } from './zurich-time';

/** Few enough that folding them does not hold up whoever opens a page. */
const READ_AT_ONCE = 500;
const CASES_AT_ONCE = 500;

/** More events than these are not waited for where the log is counted in the background. */
const MOST_WAITED_FOR = 20_000;

/** Answers the log at an instant; with quarters, no more of it than their figures can depend on. */
export type ReadLog = (asOfMs: number, quarters?: readonly Quarter[]) => Promise<LogAsOf>;

export interface Outline {
  /** The first in which a case was received. */
  readonly first: Quarter | undefined;
  readonly declared: readonly DeclaredQuarter[];
}

interface Place {
  readonly standing: StandingCases;
  head: Head | undefined;
}

const newPlace = (): Place => ({ standing: new StandingCases(), head: undefined });

@Injectable()
export class StandingLog {
  private place = newPlace();
  private reading: Promise<unknown> = Promise.resolve();
  /** Whether somebody keeps the fold up to date, whoever asks for it. */
  private isKept = false;

  constructor(
    private readonly database: Database,
    private readonly events: CaseEventRepository,
  ) {}

  readonly asOf: ReadLog = async (asOfMs, quarters) =>
    this.logOf(this.database, known(await this.current(), asOfMs, quarters));

  /**
   * Folds what came since: called again and again, so that nobody who opens a page waits for more than the last events.
   * From the first call on, whoever asks while much is missing gets StillCounting. Throws DatabaseAway, and what the
   * signal says.
   */
  async keepUp(signal: AbortSignal): Promise<void> {
    this.isKept = true;
    await this.caughtUp(this.database, signal);
  }

  /** What is known now: of it, what was found out as of an instant may be kept. Throws StillCounting. */
  async mark(asOfMs: number): Promise<Mark> {
    const standing = await this.current();
    return { standing, seq: standing.seq, asOfMs, day: zurichDate(asOfMs) };
  }

  /** Of which quarters anything is known at all. */
  async outline(): Promise<Outline> {
    const { first, declared } = await this.current();
    return { first, declared: declaredWith(declared) };
  }

  /** The same within a transaction that has added nothing to the log. */
  async within(sql: Sql): Promise<ReadLog> {
    await this.demandNear(sql);
    const standing = await this.caughtUp(sql);
    return (asOfMs, quarters) => this.logOf(sql, known(standing, asOfMs, quarters));
  }

  /** The same out of every event, read again: nothing that this process remembers has a part in it. */
  async readAgain(sql: Sql): Promise<ReadLog> {
    const place = newPlace();
    await this.readOn(place, sql);
    return (asOfMs, quarters) => this.logOf(sql, known(place.standing, asOfMs, quarters));
  }

  /**
   * The fold with everything that is written down. Another one than before remembers nothing of before. Throws
   * StillCounting.
   */
  private async current(): Promise<StandingCases> {
    await this.demandNear(this.database);
    // The first reading takes long: whoever comes meanwhile goes on from where it ended.
    await this.reading.catch(() => undefined);
    const caughtUp = this.caughtUp(this.database);
    this.reading = caughtUp;
    return caughtUp;
  }

  private async demandNear(sql: Sql): Promise<void> {
    if (!this.isKept) return;
    const all = (await this.events.head(sql))?.seq ?? 0;
    const counted = this.place.standing.seq;
    if (all - counted > MOST_WAITED_FOR) throw new StillCounting(counted, all);
  }

  private async caughtUp(sql: Sql, signal?: AbortSignal): Promise<StandingCases> {
    const { head } = this.place;
    if (head !== undefined && !(await this.events.has(sql, head))) this.place = newPlace();
    const { place } = this;
    await this.readOn(place, sql, signal);
    return place.standing;
  }

  /** Several may do it at once: what one has read is passed over by the others. */
  private async readOn(place: Place, sql: Sql, signal?: AbortSignal): Promise<void> {
    for (;;) {
      signal?.throwIfAborted();
      const links = await this.events.after(sql, place.standing.seq, READ_AT_ONCE);
      place.standing.add(links.map((one) => one.entry));
      const last = links.at(-1);
      if (last?.entry.seq === place.standing.seq) place.head = { seq: last.entry.seq, hash: last.hash };
      if (links.length < READ_AT_ONCE) return;
    }
  }

  private async logOf(sql: Sql, { standing, asOfMs, ...found }: Found): Promise<LogAsOf> {
    const cases = [...found.cases];
    for (let from = 0; from < found.unknown.length; from += CASES_AT_ONCE) {
      const ids = found.unknown.slice(from, from + CASES_AT_ONCE);
      for (const events of await this.eventsOf(sql, ids, found.seq)) {
        const state = stateAsOf(events, asOfMs);
        if (state !== undefined) cases.push(state);
        standing.settle(events, found.seq);
      }
    }
    return { asOfMs, cases, declared: declaredWith(found.declared) };
  }

  /** Of each case, in the order of recording. */
  private async eventsOf(sql: Sql, ids: readonly string[], seq: number): Promise<Iterable<CaseEvent[]>> {
    const byCase = new Map<string, CaseEvent[]>(ids.map((id) => [id, []]));
    for (const { seq: own, caseId, at, actor, body } of await this.events.entriesOfCases(sql, ids)) {
      if (own > seq || caseId === null || !isOfCase(body)) continue;
      byCase.get(caseId)?.push({ caseId, at, actor, body: unsealed(body) });
    }
    return byCase.values();
  }
}

interface Found extends Known {
  readonly standing: StandingCases;
  readonly asOfMs: number;
}

function known(standing: StandingCases, asOfMs: number, quarters?: readonly Quarter[]): Found {
  const found = quarters === undefined ? standing.all(asOfMs) : standing.of(quarters, asOfMs);
  return { ...found, standing, asOfMs };
}

function stateAsOf(events: readonly CaseEvent[], asOfMs: number): CaseState | undefined {
  return foldCase(events.filter((event) => toMs(event.at) <= asOfMs));
}

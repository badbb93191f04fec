/** The keys that compare the identifiers of a reporting year: kept while they are needed, then destroyed by two people. */
import { Injectable } from '@nestjs/common';
import { canonicalHash } from '../platform/canonical-json';
import { Clock } from '../platform/clock.service';
import { Database, type Sql } from '../platform/database/database.service';
import { NotAllowed } from './approval';
import { Approvals } from './approvals.service';
import type { CaseState } from './case-state';
import type { HashKeyDestroyedBody } from './chain/entry';
import { asQuarter } from './quarter';
import { countLog } from './quarter-count';
import { QuarterDrifts } from './quarter-drifts.service';
import { distinctIn, distinctNow, frozenYear, quartersOf, type YearFacts } from './reports/frozen-year';
import { StandingLog } from './standing-log.service';
import { CaseEventRepository } from './storage/case-event.repository';
import { CaseKeyRepository, type KeyOfYear } from './storage/case-key.repository';
import { ReportRepository } from './storage/report.repository';
import type { YearKey } from './year-key';

@Injectable()
export class HashKeys {
  constructor(
    private readonly database: Database,
    private readonly log: StandingLog,
    private readonly drifts: QuarterDrifts,
    private readonly events: CaseEventRepository,
    private readonly keys: CaseKeyRepository,
    private readonly reports: ReportRepository,
    private readonly approvals: Approvals,
    private readonly clock: Clock,
  ) {}

  /** Every year that has or had a key, the oldest first. Throws StillCounting. */
  async years(): Promise<YearKey[]> {
    const rows = await this.keys.hashKeyYears(this.database);
    if (rows.length === 0) return [];
    const latest = await this.reports.newestStated(this.database);
    const drifts = await this.drifts.of(latest);
    const log = await this.log.asOf(this.clock.now());
    const numbers = latest.map(({ report }) => {
      const quarter = asQuarter(report.quarter);
      return [quarter, distinctNow(report, drifts.get(quarter))] as const;
    });
    const counted = new Map(numbers);
    const ofYears = casesByYear(log.cases);
    return rows.map((row) => {
      const cases = ofYears.get(row.year) ?? [];
      return yearKey(row, { log: { cases, asOfMs: log.asOfMs }, latest, counted });
    });
  }

  /** Asks a second person; answers the approval's id. Throws NotAllowed with every reason why the key is still needed. */
  async requestDestruction(year: number, by: string): Promise<string> {
    const { subjectHash } = await this.demandSpent(this.database, year);
    return this.approvals.request({ subject: 'erase', subjectId: subjectIdOf(year), subjectHash, by });
  }

  /**
   * Destroys the key, and notes in the log which published numbers stay. No figure changes: hashes remain in the log
   * and are as different as before; they only fit no identifier any more. Throws NotAllowed.
   */
  async destroy(year: number, approvalId: string, by: string): Promise<void> {
    await this.database.transaction(async (sql) => {
      await this.events.lock(sql);
      const { frozen, subjectHash } = await this.demandSpent(sql, year);
      await this.approvals.demand(sql, approvalId, { subject: 'erase', subjectId: subjectIdOf(year), subjectHash });
      const at = new Date(this.clock.now());
      await this.keys.destroyHashKey(sql, year, at);
      const body: HashKeyDestroyedBody = { type: 'hash_key_destroyed', year, approvalId, frozen: [...frozen] };
      const now = at.toISOString();
      await this.events.append(sql, [{ caseId: null, at: now, recordedAt: now, actor: by, body }]);
    });
  }

  private async demandSpent(sql: Sql, year: number): Promise<YearKey> {
    const row = (await this.keys.hashKeyYears(sql)).find((one) => one.year === year);
    if (row === undefined)
      throw new NotAllowed(`no identifier of ${year} was ever recorded: there is no key to destroy`);
    const [quarters, logAt] = [quartersOf(year), await this.log.within(sql)];
    const log = await logAt(this.clock.now(), quarters);
    const counted = new Map(countLog(log, quarters).map((count) => [count.quarter, distinctIn(count)]));
    const key = yearKey(row, { log, counted, latest: await this.reports.newestStated(sql) });
    if (key.destroyedAt !== undefined) throw new NotAllowed(`the key of ${year} is destroyed already`);
    if (key.reasons.length > 0) throw new NotAllowed(`the key of ${year} is still needed: ${key.reasons.join('; ')}`);
    return key;
  }
}

function yearKey({ year, destroyedAt }: KeyOfYear, facts: Omit<YearFacts, 'year'>): YearKey {
  const { frozen, reasons } = frozenYear({ year, ...facts });
  const subjectHash = canonicalHash({ destroyHashKeyOf: year, frozen });
  return { year, destroyedAt, frozen, reasons, subjectId: subjectIdOf(year), subjectHash };
}

/** By the year in which they were received. */
function casesByYear(cases: readonly CaseState[]): ReadonlyMap<number, readonly CaseState[]> {
  const years = new Map<number, CaseState[]>();
  for (const one of cases) {
    const year = Number(one.quarter.slice(0, 4));
    const own = years.get(year);
    if (own === undefined) years.set(year, [one]);
    else own.push(one);
  }
  return years;
}

/** How an approval names it. */
function subjectIdOf(year: number): string {
  return `hash-key-${year}`;
}

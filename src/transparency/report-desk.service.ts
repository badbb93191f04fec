/** What staff look at while they make reports: where each quarter stands, what to check, what has drifted. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.service';
import { Database } from '../platform/database/database.service';
import type { Approval } from './approval';
import { Approvals } from './approvals.service';
import { type LegalGauges, legalGauges } from './legal-gauges';
import type { StatedReport } from './published-report';
import { PublishedReports } from './published-reports';
import { asQuarter, dueDate, nextQuarter, type Quarter, quarterOfDate, shifted } from './quarter';
import { countLog, flowOf, type QuarterCount } from './quarter-count';
import type { QuarterDrift } from './quarter-drift';
import { QuarterDrifts } from './quarter-drifts.service';
import { reportChecks } from './report-checks';
import { draftState, quarterState } from './report-state';
import type {
  DeclaredLine,
  DraftLine,
  DraftName,
  DraftWork,
  QuarterLine,
  QuarterWork,
  WaitingApproval,
} from './report-work';
import type { ReportSubstance } from './reports/report-content';
import { disappearanceHash, secretRefs } from './reports/report-drift';
import { type Outline, StandingLog } from './standing-log.service';
import { ReportRepository } from './storage/report.repository';
import { zurichDate } from './zurich-time';

@Injectable()
export class ReportDesk {
  constructor(
    private readonly database: Database,
    private readonly log: StandingLog,
    private readonly drifts: QuarterDrifts,
    private readonly repository: ReportRepository,
    private readonly published: PublishedReports,
    private readonly approvals: Approvals,
    private readonly clock: Clock,
  ) {}

  /** Every quarter from the first that is known of to the one that runs, the newest first. Throws StillCounting. */
  async lines(): Promise<QuarterLine[]> {
    const stated = await this.published.stated();
    const drafts = await this.drafts();
    const drifts = await this.drifts.of(stated);
    const nowMs = this.clock.now();
    const current = quarterOfDate(zurichDate(nowMs));
    const facts = { stated, drafts, drifts, ...pictureOf(await this.log.outline(), stated) };
    const lines: QuarterLine[] = [];
    for (let quarter = facts.first ?? current; quarter <= current; quarter = nextQuarter(quarter)) {
      lines.unshift(lineOf(quarter, facts, nowMs));
    }
    return lines;
  }

  /** Counts what came since, so that nobody who opens a page waits for it. Throws DatabaseAway, and what the signal says. */
  async keepUp(signal: AbortSignal): Promise<void> {
    await this.log.keepUp(signal);
    await this.drifts.of(await this.published.stated());
  }

  /** Quarters that a publisher before us declared, with what they stated; published or not, the oldest first. */
  async declared(): Promise<DeclaredLine[]> {
    const { declared } = pictureOf(await this.log.outline(), []);
    const lines = (await this.lines()).reverse();
    return lines.flatMap((line) => {
      const received = declared.get(line.quarter);
      return received === undefined ? [] : [{ ...line, received }];
    });
  }

  /** What law ties duties to (R20), in the twelve months around today and those before. Throws StillCounting. */
  async gauges(years: number): Promise<LegalGauges[]> {
    const nowMs = this.clock.now();
    return legalGauges(await this.log.asOf(nowMs), zurichDate(nowMs), years);
  }

  /** What nobody has decided yet among approvals about reports, the oldest first. */
  async waiting(): Promise<WaitingApproval[]> {
    const waiting = (await this.approvals.waiting()).filter(isAboutReports);
    return Promise.all(
      waiting.map(async (one) => {
        if (one.subject !== 'publish_report') return one;
        const draft = await this.repository.draft(this.database, one.subjectId);
        return {
          ...one,
          ...(draft === undefined ? {} : { draft: { quarter: draft.quarter, version: draft.version } }),
        };
      }),
    );
  }

  /** Drafts of next versions that a second person approved and nobody has published. */
  async approved(): Promise<DraftLine[]> {
    const stated = await this.published.stated();
    const published = new Map(stated.map(({ report }) => [report.quarter, report.version]));
    const drafts = await this.drafts(({ quarter, version }) => version === (published.get(quarter) ?? 0) + 1);
    return drafts.filter((one) => one.state === 'approved');
  }

  /**
   * As of an instant, or now. Undefined for a quarter that is still to come, or that nobody knows anything of. Throws
   * StillCounting.
   */
  async quarter(quarter: Quarter, asOfMs?: number): Promise<QuarterWork | undefined> {
    const nowMs = this.clock.now();
    const stated = await this.published.stated();
    const picture = pictureOf(await this.log.outline(), stated);
    const current = quarterOfDate(zurichDate(nowMs));
    if (quarter > current || quarter < (picture.first ?? current)) return undefined;
    const newest = stated.find((one) => one.report.quarter === quarter);
    const drifts = await this.drifts.of(newest === undefined ? [] : [newest]);
    const drafts = await this.drafts((draft) => draft.quarter === quarter);
    const line = lineOf(quarter, { ...picture, stated, drafts, drifts }, nowMs);
    const both = [shifted(quarter, -1), quarter];
    const now = await this.log.asOf(nowMs, asOfMs === undefined ? both : [quarter]);
    const cutOff = asOfMs === undefined ? now : await this.log.asOf(asOfMs, both);
    const [count] = countLog(cutOff, [quarter]) as [QuarterCount];
    const before = flowOf(cutOff, shifted(quarter, -1));
    const publishedLedger = newest === undefined ? undefined : await this.published.ledger(newest.sha256);
    const disappearance = await this.disappearanceOf(quarter, secretRefs(publishedLedger ?? '', now.cases, nowMs));
    const isDisappearanceDecided = disappearance.state === 'approved';
    const checks = reportChecks({
      ...{ quarter, cutOff, count, before, now, latest: stated, publishedLedger, isDisappearanceDecided },
    });
    const versions = await this.published.statedOf(quarter);
    return { ...line, asOfMs: cutOff.asOfMs, count, checks, versions, disappearance };
  }

  /** Undefined when there is no such draft. */
  async draft(id: string): Promise<DraftWork | undefined> {
    const row = await this.repository.draft(this.database, id);
    if (row === undefined) return undefined;
    const name = (await this.repository.draftsOf(this.database, row.quarter)).find((one) => one.id === id) as DraftName;
    return {
      ...draftLine(name, await this.approvals.about(name.id)),
      substance: JSON.parse(row.json) as ReportSubstance,
      ledgerNdjson: row.ledgerNdjson,
      versions: await this.published.statedOf(asQuarter(row.quarter)),
    };
  }

  /** The newest draft of every quarter that has one. */
  private async drafts(isWanted: (draft: DraftName) => boolean = () => true): Promise<DraftLine[]> {
    const names = (await this.repository.newestDrafts(this.database)).filter(isWanted);
    const about = await this.approvals.aboutEach(names.map((one) => one.id));
    return names.map((name) => draftLine(name, about.get(name.id) ?? []));
  }

  private async disappearanceOf(quarter: Quarter, refs: readonly string[]) {
    const subjectHash = disappearanceHash(quarter, refs);
    const approvals = (await this.approvals.about(quarter)).filter((one) => one.subjectHash === subjectHash);
    return { refs, subjectHash, approvals, state: draftState(approvals, subjectHash) };
  }
}

function draftLine(name: DraftName, about: readonly Approval[]): DraftLine {
  const approvals = about.filter((one) => one.subjectHash === name.sha256);
  return { ...name, state: draftState(approvals, name.sha256), approvals };
}

interface LineFacts extends Picture {
  readonly stated: readonly StatedReport[];
  readonly drafts: readonly DraftLine[];
  readonly drifts: ReadonlyMap<Quarter, QuarterDrift>;
}

function lineOf(quarter: Quarter, { stated, drafts, drifts, declared }: LineFacts, nowMs: number): QuarterLine {
  const newest = stated.find((one) => one.report.quarter === quarter);
  const draft = drafts.find((one) => one.quarter === quarter);
  const facts = { isPublished: newest !== undefined, isDeclared: declared.has(quarter), today: zurichDate(nowMs) };
  return {
    quarter,
    state: quarterState(quarter, facts),
    due: dueDate(quarter),
    newest,
    draft: draft?.version === (newest?.report.version ?? 0) + 1 ? draft : undefined,
    drift: drifts.get(quarter),
  };
}

function isAboutReports({ subject, subjectId }: Approval): boolean {
  if (subject === 'publish_report' || subject === 'correction') return true;
  return subject === 'erase' && subjectId.startsWith('hash-key-');
}

interface Picture {
  /** What was stated of each. */
  readonly declared: ReadonlyMap<Quarter, number>;
  /** The first that anything is known of. */
  readonly first: Quarter | undefined;
}

function pictureOf(outline: Outline, stated: readonly StatedReport[]): Picture {
  const declared = new Map(outline.declared.map((one) => [asQuarter(one.quarter), one.received]));
  const known = [...stated.map((one) => asQuarter(one.report.quarter)), ...declared.keys(), outline.first ?? []].flat();
  return { declared, first: known.sort()[0] };
}

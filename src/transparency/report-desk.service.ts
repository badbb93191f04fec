/** What staff look at while they make reports: where each quarter stands, what to check, what has drifted. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.service';
import { Database } from '../platform/database/database.service';
import type { Approval } from './approval';
import { Approvals } from './approvals.service';
import type { LogAsOf } from './log-as-of';
import type { ReportVersion } from './published-report';
import { PublishedReports } from './published-reports';
import { asQuarter, dueDate, nextQuarter, type Quarter, quarterOfDate, shifted } from './quarter';
import { countLog, type QuarterCount } from './quarter-count';
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
import { linesOf, type ReportSubstance } from './reports/report-content';
import { disappearanceHash, secretRefs } from './reports/report-drift';
import { type Outline, StandingLog } from './standing-log.service';
import { ReportRepository } from './storage/report.repository';
import { zurichDate } from './zurich-time';

@Injectable()
export class ReportDesk {
  constructor(
    private readonly database: Database,
    private readonly log: StandingLog,
    private readonly quarterDrifts: QuarterDrifts,
    private readonly repository: ReportRepository,
    private readonly published: PublishedReports,
    private readonly approvals: Approvals,
    private readonly clock: Clock,
  ) {}

  /** Every quarter from the first that is known of to the one that runs, the newest first. */
  async lines(): Promise<QuarterLine[]> {
    const latest = await this.published.latest();
    const drafts = await this.drafts();
    const drifts = await this.quarterDrifts.of(latest);
    const now = this.clock.now();
    const { declared, first } = pictureOf(await this.log.outline(), latest);
    const today = zurichDate(now);
    const current = quarterOfDate(today);
    const lines: QuarterLine[] = [];
    for (let quarter = first ?? current; quarter <= current; quarter = nextQuarter(quarter)) {
      const newest = latest.find((one) => one.report.quarter === quarter);
      const draft = drafts.find((one) => one.quarter === quarter);
      lines.unshift({
        quarter,
        state: quarterState(quarter, { isPublished: newest !== undefined, isDeclared: declared.has(quarter), today }),
        due: dueDate(quarter),
        newest,
        draft: draft?.version === (newest?.report.version ?? 0) + 1 ? draft : undefined,
        drift: drifts.get(quarter),
      });
    }
    return lines;
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
    const latest = await this.published.latest();
    const published = new Map(latest.map(({ report }) => [report.quarter, report.version]));
    const drafts = await this.drafts(({ quarter, version }) => version === (published.get(quarter) ?? 0) + 1);
    return drafts.filter((one) => one.state === 'approved');
  }

  /** Undefined for a quarter that is still to come, or that nobody knows anything of. */
  async quarter(quarter: Quarter, asOfMs: number): Promise<QuarterWork | undefined> {
    const line = (await this.lines()).find((one) => one.quarter === quarter);
    if (line === undefined) return undefined;
    const now = await this.log.asOf(this.clock.now());
    const cutOff = await this.log.asOf(asOfMs, [shifted(quarter, -1), quarter]);
    const disappearance = await this.disappearanceOf(line.newest, quarter, now);
    const [count] = countLog(cutOff, [quarter]) as [QuarterCount];
    const checks = reportChecks({
      quarter,
      cutOff,
      now,
      latest: await this.published.latest(),
      isDisappearanceDecided: disappearance.state === 'approved',
    });
    return { ...line, asOfMs, count, checks, versions: await this.published.versionsOf(quarter), disappearance };
  }

  /** Undefined when there is no such draft. */
  async draft(id: string): Promise<DraftWork | undefined> {
    const row = await this.repository.draft(this.database, id);
    if (row === undefined) return undefined;
    const name = (await this.repository.draftsOf(this.database, row.quarter)).find((one) => one.id === id) as DraftName;
    return {
      ...(await this.withApprovals(name)),
      substance: JSON.parse(row.json) as ReportSubstance,
      ledgerNdjson: row.ledgerNdjson,
      versions: await this.published.versionsOf(asQuarter(row.quarter)),
    };
  }

  /** The newest draft of every quarter that has one. */
  private async drafts(isWanted: (draft: DraftName) => boolean = () => true): Promise<DraftLine[]> {
    const names = await this.repository.newestDrafts(this.database);
    return Promise.all(names.filter(isWanted).map((name) => this.withApprovals(name)));
  }

  private async withApprovals(name: DraftName): Promise<DraftLine> {
    const about = await this.approvals.about(name.id);
    const approvals = about.filter((one) => one.subjectHash === name.sha256);
    return { ...name, state: draftState(approvals, name.sha256), approvals };
  }

  private async disappearanceOf(newest: ReportVersion | undefined, quarter: Quarter, now: LogAsOf) {
    const lines = newest === undefined ? [] : linesOf(newest);
    const refs = secretRefs(lines, now.cases, now.asOfMs);
    const subjectHash = disappearanceHash(quarter, refs);
    const approvals = (await this.approvals.about(quarter)).filter((one) => one.subjectHash === subjectHash);
    return { refs, subjectHash, approvals, state: draftState(approvals, subjectHash) };
  }
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

function pictureOf(outline: Outline, latest: readonly ReportVersion[]): Picture {
  const declared = new Map(outline.declared.map((one) => [asQuarter(one.quarter), one.received]));
  const known = [...latest.map((one) => asQuarter(one.report.quarter)), ...declared.keys(), outline.first ?? []].flat();
  return { declared, first: known.sort()[0] };
}

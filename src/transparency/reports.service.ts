/** Drafts, approves and publishes reports. Nothing in them is typed; what is published never changes. */
import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { canonicalJson, sha256 } from '../platform/canonical-json';
import { Clock } from '../platform/clock.service';
import { Database, type Sql } from '../platform/database/database.service';
import { isSamePerson, NotAllowed } from './approval';
import { Approvals } from './approvals.service';
import { Checkpoints } from './checkpoints.service';
import type { LogAsOf } from './log-as-of';
import { publishedReport, type ReportVersion, type VersionReason } from './published-report';
import { asQuarter, endOf, type Quarter } from './quarter';
import { countLog, type QuarterCount } from './quarter-count';
import { draftState } from './report-state';
import { publicKeyFile, type SigningKey, sign, type VerifyingKey } from './reports/minisign';
import { draftReport, publishedJson, type ReportSubstance } from './reports/report-content';
import { disappearanceHash, secretRefs } from './reports/report-drift';
import { type ReadLog, StandingLog } from './standing-log.service';
import { CaseEventRepository } from './storage/case-event.repository';
import { type DraftRow, ReportRepository } from './storage/report.repository';
import { toMs } from './zurich-time';

export interface DraftRequest {
  readonly quarter: Quarter;
  /** ISO instant: what was logged and dated by then is counted. */
  readonly dataAsOf: string;
  readonly reason: VersionReason;
  readonly by: string;
}

export interface Draft {
  readonly id: string;
  /** What a second person approves: SHA-256 of the canonical JSON of the substance. */
  readonly sha256: string;
  readonly substance: ReportSubstance;
  readonly ledgerNdjson: string;
}

/** What is recorded in one transaction with what was made. */
export type Also<Made> = (sql: Sql, made: Made) => Promise<void>;

export const REPORT_OPTIONS = Symbol('report options');

export interface ReportOptions {
  readonly publisher: string;
  /** Undefined where nothing is published. */
  readonly signingKey: SigningKey | undefined;
}

@Injectable()
export class Reports {
  constructor(
    private readonly database: Database,
    private readonly log: StandingLog,
    private readonly events: CaseEventRepository,
    private readonly repository: ReportRepository,
    private readonly approvals: Approvals,
    private readonly checkpoints: Checkpoints,
    private readonly clock: Clock,
    @Inject(REPORT_OPTIONS) private readonly options: ReportOptions,
  ) {}

  /** Counts the quarter and keeps what was counted; `also` runs in the same transaction. Throws NotAllowed. */
  async draft(request: DraftRequest, also?: Also<Draft>): Promise<Draft> {
    return this.database.transaction(async (sql) => {
      await this.events.lock(sql);
      const draft = await this.counted(sql, await this.log.within(sql), request);
      await this.repository.addDraft(sql, {
        id: draft.id,
        quarter: request.quarter,
        version: draft.substance.version,
        json: canonicalJson(draft.substance),
        ledgerNdjson: draft.ledgerNdjson,
        draftedBy: request.by,
        draftedAt: new Date(this.clock.now()),
      });
      await also?.(sql, draft);
      return draft;
    });
  }

  /**
   * Asks for the second approval of a draft; answers the approval's id. Whoever drafted asks, so that nobody approves
   * what they drafted themselves. Throws NotAllowed.
   */
  async requestApproval(draftId: string, by: string): Promise<string> {
    return this.database.transaction(async (sql) => {
      await this.events.lock(sql);
      const draft = await this.repository.draft(sql, draftId);
      if (draft === undefined) throw new NotAllowed('there is no such draft');
      if (!isSamePerson(draft.draftedBy, by)) {
        throw new NotAllowed('whoever drafted asks for the approval: make a draft of your own');
      }
      const subjectHash = sha256(draft.json);
      await this.demandNotAsked(sql, draftId, subjectHash);
      return this.approvals.requestIn(sql, { subject: 'publish_report', subjectId: draftId, subjectHash, by });
    });
  }

  /**
   * Drafts every declared quarter that is not published, and asks for each; quarters whose draft waits or is approved
   * are left alone. Answers how many were drafted. Throws NotAllowed.
   */
  async draftDeclared(by: string, also?: Also<Draft>): Promise<number> {
    const dataAsOf = new Date(this.clock.now()).toISOString();
    const { declared } = await this.log.outline();
    const published = new Set((await this.repository.names(this.database)).map((one) => one.quarter));
    let drafted = 0;
    for (const { quarter } of declared) {
      if (published.has(quarter) || (await this.isUnderWay(quarter))) continue;
      const draft = await this.draft({ quarter: asQuarter(quarter), dataAsOf, reason: 'first', by }, also);
      await this.requestApproval(draft.id, by);
      drafted += 1;
    }
    return drafted;
  }

  /** Why the draft could not be published, whoever approved it; undefined when nothing has changed since. */
  async whyOutdated(draftId: string): Promise<string | undefined> {
    const draft = await this.repository.draft(this.database, draftId);
    if (draft === undefined) return 'there is no such draft';
    try {
      await this.demandCurrent(this.database, await this.log.within(this.database), draft);
      return undefined;
    } catch (error) {
      if (error instanceof NotAllowed) return error.message;
      throw error;
    }
  }

  /** Undefined where nothing can be published. */
  get verifyingKey(): VerifyingKey | undefined {
    return this.options.signingKey;
  }

  /** The public half of the key that signs, as minisign writes it; undefined where nothing can be published. */
  get publicKey(): string | undefined {
    const { signingKey } = this.options;
    return signingKey === undefined ? undefined : publicKeyFile(signingKey);
  }

  /**
   * Makes the draft the next version of its quarter, signed. Of several that publish at once one succeeds. `also` runs
   * in the same transaction. Throws NotAllowed when it is not approved, when it is no longer what is counted, or when
   * there is a newer version.
   */
  async publish(draftId: string, approvalId: string, also?: Also<ReportVersion>): Promise<ReportVersion> {
    const { signingKey } = this.options;
    if (signingKey === undefined) throw new NotAllowed('there is no key to sign with: set REPORT_SIGNING_KEY_FILE');
    const version = await this.database.transaction(async (sql) => {
      await this.events.lock(sql);
      const draft = await this.repository.draft(sql, draftId);
      if (draft === undefined) throw new NotAllowed('there is no such draft');
      const subject = { subject: 'publish_report', subjectId: draftId, subjectHash: sha256(draft.json) } as const;
      await this.approvals.demand(sql, approvalId, subject);
      // What is signed is counted from the log itself, not from what this process remembers of it.
      const substance = await this.demandCurrent(sql, await this.log.readAgain(sql), draft);
      const last = await this.repository.last(sql);
      const json = publishedJson(substance, {
        publishedAt: new Date(this.clock.now()).toISOString(),
        previousReportSha256: last?.sha256 ?? null,
      });
      const made = this.signed(json, draft.ledgerNdjson, signingKey);
      await this.repository.add(sql, { ...made, draftId, approvalId });
      await also?.(sql, made);
      return made;
    });
    await this.checkpoints.write();
    return version;
  }

  /** What two people must decide before the named requests may disappear from a published quarter. */
  async requestDisappearance(quarter: Quarter, by: string): Promise<string> {
    const published = (await this.repository.versionsOf(this.database, quarter)).at(-1);
    const log = await this.log.asOf(this.clock.now(), [quarter]);
    const refs = published === undefined ? [] : secretRefsIn(log, published.ledgerNdjson);
    if (refs.length === 0) throw new NotAllowed('no published request of this quarter is under an order of existence');
    const subjectHash = disappearanceHash(quarter, refs);
    return this.database.transaction(async (sql) => {
      await this.events.lock(sql);
      await this.demandNotAsked(sql, quarter, subjectHash);
      return this.approvals.requestIn(sql, { subject: 'correction', subjectId: quarter, subjectHash, by });
    });
  }

  private async demandNotAsked(sql: Sql, subjectId: string, subjectHash: string): Promise<void> {
    const asked = (await this.approvals.about(subjectId, sql)).filter((one) => one.subjectHash === subjectHash);
    if (asked.some((one) => one.decision === null)) throw new NotAllowed('a second person was asked already');
    if (asked.some((one) => one.decision === 'approved')) throw new NotAllowed('it is approved already');
  }

  private async isUnderWay(quarter: string): Promise<boolean> {
    const [newest] = await this.repository.draftsOf(this.database, quarter);
    if (newest === undefined) return false;
    const state = draftState(await this.approvals.about(newest.id), newest.sha256);
    return state === 'waits' || state === 'approved';
  }

  /** Throws NotAllowed unless the draft is what would be drafted of its instant now. */
  private async demandCurrent(sql: Sql, logAt: ReadLog, draft: DraftRow): Promise<ReportSubstance> {
    const substance = JSON.parse(draft.json) as ReportSubstance;
    const again = await this.counted(sql, logAt, {
      quarter: asQuarter(draft.quarter),
      dataAsOf: substance.dataAsOf,
      reason: substance.reason,
    });
    if (canonicalJson(again.substance) !== draft.json) {
      throw new NotAllowed('what is counted has changed since the draft, or it is published already: draft again');
    }
    return substance;
  }

  private async counted(sql: Sql, logAt: ReadLog, request: Omit<DraftRequest, 'by'>): Promise<Draft> {
    const { quarter, dataAsOf, reason } = request;
    const asOf = toMs(dataAsOf);
    if (asOf > this.clock.now()) throw new NotAllowed('the data cannot be of an instant that is still to come');
    if (asOf < endOf(quarter)) throw new NotAllowed(`${quarter} is not over at ${dataAsOf}`);
    const log = await logAt(asOf, [quarter]);
    const [count] = countLog(log, [quarter]) as [QuarterCount];
    const versions = await this.repository.versionsOf(sql, quarter);
    const before = versions.at(-1);
    if ((before === undefined) !== (reason === 'first')) {
      throw new NotAllowed('the first version of a quarter has the reason "first", and no other has');
    }
    const declared = log.declared.find((one) => one.quarter === quarter)?.statement ?? null;
    const drafted = draftReport({ count, publisher: this.options.publisher, dataAsOf, reason, declared, before });
    const now = await logAt(this.clock.now(), [quarter]);
    const secret = (ledgerNdjson: string) => secretRefsIn(now, ledgerNdjson);
    if (secret(drafted.ledgerNdjson).length > 0) {
      throw new NotAllowed('an order of existence was recorded after this instant: draft again as of a later one');
    }
    if (before !== undefined) await this.demandDisappearance(sql, quarter, secret(before.ledgerNdjson));
    if (before !== undefined && drafted.substance.changes.length === 0) {
      throw new NotAllowed('nothing has changed since the version that is published');
    }
    return { id: randomUUID(), sha256: sha256(canonicalJson(drafted.substance)), ...drafted };
  }

  /** What was public cannot be made secret in silence: two people decide. */
  private async demandDisappearance(sql: Sql, quarter: Quarter, refs: readonly string[]): Promise<void> {
    if (refs.length === 0) return;
    const subjectHash = disappearanceHash(quarter, refs);
    if (await this.approvals.isApproved(sql, { subject: 'correction', subjectId: quarter, subjectHash })) return;
    throw new NotAllowed(
      'a published request is under an order of existence now: it would disappear, so two people must decide first',
    );
  }

  private signed(json: string, ledgerNdjson: string, key: SigningKey): ReportVersion {
    const report = publishedReport.parse(JSON.parse(json));
    const hash = sha256(json);
    const comment = `quarter=${report.quarter} version=${report.version} sha256=${hash}`;
    return { report, json, sha256: hash, ledgerNdjson, signature: sign(key, Buffer.from(json), comment) };
  }
}

function secretRefsIn({ cases, asOfMs }: LogAsOf, ledgerNdjson: string): string[] {
  return secretRefs(ledgerNdjson, cases, asOfMs);
}

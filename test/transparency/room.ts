/** The request log with a real database behind it, a clock that is moved by hand, and a search that finds what it is told. */
import { randomBytes } from 'node:crypto';
import { type DynamicModule, type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { StaffActs } from '../../src/console/staff-acts.repository';
import { AtRestModule } from '../../src/platform/at-rest/at-rest.module';
import { DataKeys } from '../../src/platform/at-rest/data-keys';
import { Clock } from '../../src/platform/clock.service';
import { Database } from '../../src/platform/database/database.service';
import { PlatformModule } from '../../src/platform/platform.module';
import { Approvals } from '../../src/transparency/approvals.service';
import { CaseBoard } from '../../src/transparency/case-board.service';
import type { EventBody } from '../../src/transparency/case-event';
import { CaseLog } from '../../src/transparency/case-log.service';
import { CasePapers } from '../../src/transparency/case-papers.service';
import { CaseSecrets } from '../../src/transparency/case-secrets.service';
import { CaseWork } from '../../src/transparency/case-work.service';
import { Checkpoints } from '../../src/transparency/checkpoints.service';
import { HashKeys } from '../../src/transparency/hash-keys.service';
import { Imports } from '../../src/transparency/imports.service';
import { Lookups } from '../../src/transparency/lookups.service';
import type { NewContact } from '../../src/transparency/new-contact';
import { PublicPreviews } from '../../src/transparency/public-previews.service';
import { PublishedReports } from '../../src/transparency/published-reports';
import { ReportDesk } from '../../src/transparency/report-desk.service';
import { newSigningKey, type SigningKey } from '../../src/transparency/reports/minisign';
import { Reports } from '../../src/transparency/reports.service';
import { ResponsiveData, type ResponsiveRow } from '../../src/transparency/responsive-data';
import { CaseEventRepository } from '../../src/transparency/storage/case-event.repository';
import { TransparencyModule } from '../../src/transparency/transparency.module';
import { Verification } from '../../src/transparency/verification.service';
import { CONNECT_MS } from '../support/patience';
import { freshDatabase } from '../support/stores';

export class HandClock extends Clock {
  constructor(private ms: number) {
    super();
  }

  override now(): number {
    return this.ms;
  }

  set(instant: string): void {
    this.ms = Date.parse(instant);
  }
}

/** Finds one row for each identifier. */
class EchoingData extends ResponsiveData {
  readonly queries = [{ id: 'echo', words: 'says what it was asked for' }];

  async run(_query: string, identifiers: readonly string[]): Promise<ResponsiveRow[]> {
    return identifiers.map((account) => ({ account }));
  }
}

export class Room {
  readonly log: CaseLog;
  readonly board: CaseBoard;
  readonly papers: CasePapers;
  readonly secrets: CaseSecrets;
  readonly work: CaseWork;
  readonly previews: PublicPreviews;
  readonly events: CaseEventRepository;
  readonly approvals: Approvals;
  readonly imports: Imports;
  readonly lookups: Lookups;
  readonly reports: Reports;
  readonly published: PublishedReports;
  readonly hashKeys: HashKeys;
  readonly desk: ReportDesk;
  readonly checkpoints: Checkpoints;
  readonly verification: Verification;
  readonly database: Database;

  private constructor(
    readonly context: INestApplicationContext,
    readonly databaseUrl: string,
    readonly clock: HandClock,
    readonly signingKey: SigningKey,
  ) {
    this.log = context.get(CaseLog);
    this.board = context.get(CaseBoard);
    this.papers = context.get(CasePapers);
    this.secrets = context.get(CaseSecrets);
    this.work = context.get(CaseWork);
    this.previews = context.get(PublicPreviews);
    this.events = context.get(CaseEventRepository);
    this.approvals = context.get(Approvals);
    this.imports = context.get(Imports);
    this.lookups = context.get(Lookups);
    this.reports = context.get(Reports);
    this.published = context.get(PublishedReports);
    this.hashKeys = context.get(HashKeys);
    this.desk = context.get(ReportDesk);
    this.checkpoints = context.get(Checkpoints);
    this.verification = context.get(Verification);
    this.database = context.get(Database);
  }

  static async open(
    options: { readonly checkpointsPath?: string; readonly imports?: DynamicModule[]; readonly keys?: DataKeys } = {},
  ): Promise<Room> {
    const databaseUrl = await freshDatabase();
    const clock = new HandClock(Date.parse('2026-02-11T09:00:00Z'));
    const signingKey = newSigningKey(randomBytes(40));
    @Module({
      imports: [
        PlatformModule.forRoot({ databaseUrl, databasePoolSize: 6, databaseConnectMs: CONNECT_MS, clock }),
        AtRestModule.forRoot(options.keys ?? DataKeys.parse(DataKeys.newFile(randomBytes(64)))),
        ...(options.imports ?? []),
        TransparencyModule.forRoot({
          publisher: 'A foundation',
          signingKey,
          checkpointsPath: options.checkpointsPath,
          staffActs: new StaffActs(),
          responsiveData: { imports: [], provider: { provide: ResponsiveData, useClass: EchoingData } },
        }),
      ],
    })
    class TestRoom {}
    const context = await NestFactory.createApplicationContext(TestRoom, { logger: false });
    return new Room(context, databaseUrl, clock, signingKey);
  }

  close(): Promise<void> {
    return this.context.close();
  }

  /** Logs a demand of a Swiss prosecutor, received now. */
  contact(changes: Partial<NewContact> = {}): Promise<string> {
    const receivedAt = new Date(this.clock.now()).toISOString();
    return this.log.logContact(
      {
        kind: 'information_demand',
        channel: 'post',
        country: 'CH',
        process: 'ch_prosecutor_order',
        receivedAt,
        targets: [{ identifier: `05${'ab'.repeat(32)}`, type: 'account_id' }],
        reference: 'STA 2026/17',
        ...changes,
      },
      'intake',
    );
  }

  /** Records one step on the newest version of the case. */
  async step(caseId: string, body: EventBody, by = 'officer'): Promise<void> {
    const { version } = await this.log.state(caseId);
    await this.log.record({ caseId, version, body, by });
  }

  /** Asks and answers; `officer` asks, `approver` approves. */
  async approved(...[request]: Parameters<Approvals['request']>): Promise<string> {
    const id = await this.approvals.request(request);
    await this.approvals.decide(id, 'approver', 'approved');
    return id;
  }

  /** Draft, second approval, publication. */
  async publish(...[request]: Parameters<Reports['draft']>) {
    const draft = await this.reports.draft(request);
    const approvalId = await this.reports.requestApproval(draft.id, request.by);
    await this.approvals.decide(approvalId, 'approver', 'approved');
    return this.reports.publish(draft.id, approvalId);
  }
}

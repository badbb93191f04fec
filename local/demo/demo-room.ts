/** The services of the rooms on the database of this run, under a clock of the demonstration's own. */
import { readFileSync } from 'node:fs';
import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Acts } from '../../src/console/audit/acts.service';
import { AuthorityDesk } from '../../src/console/authorities/authority-desk.service';
import { OperationsActs } from '../../src/console/operations/operations-acts.service';
import { TemplateRepository } from '../../src/console/replies/template.repository';
import { Templates } from '../../src/console/replies/templates.service';
import { Publishing } from '../../src/console/reports/publishing.service';
import { Enrolment } from '../../src/console/staff/enrolment.service';
import { Invitations } from '../../src/console/staff/invitations.service';
import { STAFF_PROVIDERS } from '../../src/console/staff/staff.module';
import { StaffActs } from '../../src/console/staff-acts.repository';
import { AtRestModule } from '../../src/platform/at-rest/at-rest.module';
import { Settings } from '../../src/platform/config/settings';
import { Database } from '../../src/platform/database/database.service';
import { databaseSettings } from '../../src/platform/database/database-settings';
import { PlatformModule } from '../../src/platform/platform.module';
import { Log } from '../../src/platform/telemetry/log.service';
import { PushModule } from '../../src/push/push.module';
import { RefusedWakeUps } from '../../src/push/refused-wake-ups.service';
import { VendorPauses } from '../../src/push/vendor-pauses.service';
import { ALL_SECTIONS, atRestSettings, Parts } from '../../src/roles';
import { Approvals } from '../../src/transparency/approvals.service';
import { Authorities } from '../../src/transparency/authorities.service';
import { CaseLog } from '../../src/transparency/case-log.service';
import { CaseWork } from '../../src/transparency/case-work.service';
import { Imports } from '../../src/transparency/imports.service';
import { Lookups } from '../../src/transparency/lookups.service';
import { Reports } from '../../src/transparency/reports.service';
import { reportSettings } from '../../src/transparency/transparency-settings';
import { DemoClock } from './demo-clock';

export class DemoRoom {
  readonly authorities: Authorities;
  readonly authorityDesk: AuthorityDesk;
  readonly replies: Templates;
  readonly log: CaseLog;
  readonly work: CaseWork;
  readonly approvals: Approvals;
  readonly imports: Imports;
  readonly lookups: Lookups;
  readonly reports: Reports;
  readonly publishing: Publishing;
  readonly operations: OperationsActs;
  readonly acts: Acts;
  readonly database: Database;
  readonly staff: { readonly invitations: Invitations; readonly enrolment: Enrolment };

  private constructor(
    private readonly context: INestApplicationContext,
    readonly clock: DemoClock,
  ) {
    this.authorities = context.get(Authorities);
    this.authorityDesk = context.get(AuthorityDesk);
    this.replies = context.get(Templates);
    this.log = context.get(CaseLog);
    this.work = context.get(CaseWork);
    this.approvals = context.get(Approvals);
    this.imports = context.get(Imports);
    this.lookups = context.get(Lookups);
    this.reports = context.get(Reports);
    this.publishing = context.get(Publishing);
    this.acts = context.get(Acts);
    this.database = context.get(Database);
    const [pauses, refused] = [context.get(VendorPauses), context.get(RefusedWakeUps)];
    this.operations = new OperationsActs(this.database, pauses, refused, this.acts, context.get(Log));
    this.staff = { invitations: context.get(Invitations), enrolment: context.get(Enrolment) };
  }

  /** `settings` are those of the relay beside it. */
  static async open(settings: Readonly<Record<string, string>>): Promise<DemoRoom> {
    const sections = [databaseSettings, atRestSettings, reportSettings];
    const read = Settings.read(settings, sections, ALL_SECTIONS, (path) => readFileSync(path, 'utf8'));
    const clock = new DemoClock();
    const transparency = await new Parts(read, settings).transparency();
    @Module({
      imports: [
        PlatformModule.forRoot({ databaseUrl: read.get(databaseSettings).DATABASE_URL, databasePoolSize: 2, clock }),
        PushModule,
        AtRestModule.forRoot(read.get(atRestSettings).DATA_KEYS_FILE),
        transparency,
      ],
      providers: [...STAFF_PROVIDERS, AuthorityDesk, TemplateRepository, Templates, Acts, StaffActs, Publishing],
    })
    class DemoModule {}
    const options = { logger: false, abortOnError: false } as const;
    return new DemoRoom(await NestFactory.createApplicationContext(DemoModule, options), clock);
  }

  close(): Promise<void> {
    return this.context.close();
  }
}

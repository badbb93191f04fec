/** The room without its pages: the log, approvals, look-ups, reports, checkpoints. */
import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import type { ReadableChain } from '../platform/chain/chain.repository';
import { Approvals } from './approvals.service';
import { Authorities } from './authorities.service';
import { CaseBoard } from './case-board.service';
import { CaseLog } from './case-log.service';
import { CasePapers } from './case-papers.service';
import { CaseSecrets } from './case-secrets.service';
import { CaseWork } from './case-work.service';
import { CHECKPOINT_OPTIONS, Checkpoints } from './checkpoints.service';
import { HashKeys } from './hash-keys.service';
import { Imports } from './imports.service';
import { Lookups } from './lookups.service';
import { PublicPreviews } from './public-previews.service';
import { PublishedReportsModule } from './published-reports.module';
import { QuarterDrifts } from './quarter-drifts.service';
import { ReportDesk } from './report-desk.service';
import type { SigningKey } from './reports/minisign';
import { REPORT_OPTIONS, Reports } from './reports.service';
import { STAFF_ACTS } from './staff-acts';
import { StandingLog } from './standing-log.service';
import { ApprovalRepository } from './storage/approval.repository';
import { AuthorityRepository } from './storage/authority.repository';
import { BoardRepository } from './storage/board.repository';
import { BoardFoldRepository } from './storage/board-fold.repository';
import { CaseEventRepository } from './storage/case-event.repository';
import { CaseKeyRepository } from './storage/case-key.repository';
import { DailyCheckpoint } from './storage/daily-checkpoint.task';
import { PaperRepository } from './storage/paper.repository';
import { Verification } from './verification.service';

export interface TransparencyOptions {
  /** As reports name who publishes them. */
  readonly publisher: string;
  /** Undefined where nothing is signed. */
  readonly signingKey: SigningKey | undefined;
  /** Where checkpoints are written, beside the log. */
  readonly checkpointsPath: string | undefined;
  /** What the console records of staff. */
  readonly staffActs: ReadableChain;
  /** How ResponsiveData is provided, and the modules that takes. */
  readonly responsiveData: { readonly imports: NonNullable<DynamicModule['imports']>; readonly provider: Provider };
}

@Module({})
export class TransparencyModule {
  static forRoot(options: TransparencyOptions): DynamicModule {
    const { publisher, signingKey, checkpointsPath, staffActs, responsiveData } = options;
    return {
      module: TransparencyModule,
      imports: [PublishedReportsModule, ...responsiveData.imports],
      providers: [
        { provide: REPORT_OPTIONS, useValue: { publisher, signingKey } },
        { provide: CHECKPOINT_OPTIONS, useValue: { signingKey, path: checkpointsPath } },
        { provide: STAFF_ACTS, useValue: staffActs },
        responsiveData.provider,
        BoardFoldRepository,
        BoardRepository,
        CaseEventRepository,
        CaseKeyRepository,
        ApprovalRepository,
        AuthorityRepository,
        PaperRepository,
        Approvals,
        Authorities,
        CaseLog,
        CaseBoard,
        CasePapers,
        CaseSecrets,
        CaseWork,
        PublicPreviews,
        Imports,
        Lookups,
        Checkpoints,
        DailyCheckpoint,
        Reports,
        StandingLog,
        QuarterDrifts,
        ReportDesk,
        HashKeys,
        Verification,
      ],
      exports: [
        Approvals,
        Authorities,
        CaseBoard,
        CaseLog,
        CasePapers,
        CaseSecrets,
        CaseWork,
        HashKeys,
        Imports,
        Lookups,
        PublicPreviews,
        ReportDesk,
        Reports,
        PublishedReportsModule,
        Checkpoints,
        Verification,
      ],
    };
  }
}

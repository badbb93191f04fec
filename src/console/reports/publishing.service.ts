/** Publishes an approved draft, and records who did it. */
import { Injectable } from '@nestjs/common';
import { NotAllowed } from '../../transparency/approval';
import type { ReportVersion } from '../../transparency/published-report';
import type { DraftLine } from '../../transparency/report-work';
import { Reports } from '../../transparency/reports.service';
import { Acts } from '../audit/acts.service';

@Injectable()
export class Publishing {
  constructor(
    private readonly reports: Reports,
    private readonly acts: Acts,
  ) {}

  /** Throws NotAllowed; then nothing was published. */
  async publish({ id, approvals }: Pick<DraftLine, 'id' | 'approvals'>, by: string): Promise<ReportVersion> {
    const approval = approvals.find((one) => one.decision === 'approved');
    if (approval === undefined) throw new NotAllowed('no second person has approved it');
    return this.reports.publish(id, approval.id, (sql, { report, sha256 }) => {
      const subject = `${report.quarter} v${report.version}`;
      return this.acts.record(sql, { by, kind: 'report_published', subject, details: { sha256 } });
    });
  }
}

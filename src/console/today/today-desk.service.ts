/** Fills the queues of Today with what may wait for somebody with these roles. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.service';
import { CaseBoard } from '../../transparency/case-board.service';
import type { CaseFilter, CaseOrder } from '../../transparency/case-query';
import { PublishedReports } from '../../transparency/published-reports';
import type { Visitor } from '../frame/visitor';
import { may } from '../frame/visitor';
import { ApprovalDesk } from '../requests/approval-desk.service';
import { viewPath } from '../requests/case-view';
import { approvalLine, deadlineLine, emergencyLine, reportLines, secrecyLine } from './queue-lines';
import type { Queue, QueueLine } from './today.page';

const SHOWN = 7;

@Injectable()
export class TodayDesk {
  constructor(
    private readonly board: CaseBoard,
    private readonly approvals: ApprovalDesk,
    private readonly reports: PublishedReports,
    private readonly clock: Clock,
  ) {}

  async of(visitor: Visitor): Promise<Queue[]> {
    const queues = await Promise.all([
      may(visitor, 'requests.read') ? this.emergencies(visitor) : undefined,
      may(visitor, 'requests.read') ? this.deadlines(visitor) : undefined,
      may(visitor, 'requests.approve') || may(visitor, 'reports.approve') ? this.forApproval(visitor) : undefined,
      may(visitor, 'requests.read') ? this.secrecy(visitor) : undefined,
      may(visitor, 'reports.read') ? this.reportWork(visitor) : undefined,
    ]);
    return queues.filter((one) => one !== undefined);
  }

  private async emergencies(visitor: Visitor): Promise<Queue> {
    const view = { filter: { flags: ['emergency', 'unverified'] }, order: 'received' } as const;
    return {
      id: 'emergencies',
      title: 'Emergencies not verified yet',
      ...(await this.cases(view, emergencyLine)),
      isMine: may(visitor, 'requests.work'),
      empty: 'No emergency waits. One that is logged appears here at once, until somebody has verified who asks.',
    };
  }

  private async deadlines(visitor: Visitor): Promise<Queue> {
    const view = { filter: { flags: ['due_soon'] }, order: 'deadline' } as const;
    return {
      id: 'deadlines',
      title: 'Deadlines within three days',
      ...(await this.cases(view, deadlineLine)),
      isMine: may(visitor, 'requests.work'),
      empty: 'No deadline is near. Cases appear here three days before theirs, and stay when it is over.',
    };
  }

  private async secrecy(visitor: Visitor): Promise<Queue> {
    const view = { filter: { secrecy: 'ending' }, order: 'secrecy' } as const;
    const found = await this.cases(view, secrecyLine);
    return {
      id: 'secrecy',
      title: 'Secrecy that ends or has ended',
      ...found,
      path: '/secrecy',
      isMine: may(visitor, 'requests.work'),
      empty: 'No order of secrecy ends soon. Two people confirm each end; no date publishes anything by itself.',
    };
  }

  private async forApproval(visitor: Visitor): Promise<Queue> {
    const waiting = (await this.approvals.waiting(visitor.name)).filter(({ summary, reasons }) => {
      const permission = summary === undefined ? 'reports.approve' : 'requests.approve';
      return reasons.length === 0 && may(visitor, permission);
    });
    return {
      id: 'approvals',
      title: 'Waiting for your approval',
      lines: waiting.slice(0, SHOWN).map((one) => approvalLine(one, this.clock.now())),
      total: waiting.length,
      path: '/approvals',
      isMine: true,
      empty: 'Nothing waits for your word. What others submit to a second person appears here.',
    };
  }

  private async reportWork(visitor: Visitor): Promise<Queue> {
    const lines = reportLines(await this.reports.latest(), this.clock.now());
    return {
      id: 'reports',
      title: 'Work on reports',
      lines: lines.slice(0, SHOWN),
      total: lines.length,
      path: '/reports',
      isMine: may(visitor, 'reports.draft'),
      empty: 'Every quarter that is over is published. The next one appears here on the day after it ends.',
    };
  }

  private async cases(
    view: { readonly filter: CaseFilter; readonly order: CaseOrder },
    lineOf: (summary: Awaited<ReturnType<CaseBoard['page']>>['cases'][number], nowMs: number) => QueueLine,
  ): Promise<Pick<Queue, 'lines' | 'total' | 'path'>> {
    const { cases, total } = await this.board.page(view);
    const now = this.clock.now();
    return { lines: cases.slice(0, SHOWN).map((one) => lineOf(one, now)), total, path: viewPath(view) };
  }
}

/** Gathers what may wait today for somebody with these roles. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.service';
import { CaseBoard } from '../../transparency/case-board.service';
import type { CaseFilter, CaseOrder } from '../../transparency/case-query';
import { PublishedReports } from '../../transparency/published-reports';
import { ReportDesk } from '../../transparency/report-desk.service';
import { WAITING_FOR } from '../../transparency/waiting-for';
import type { Visitor } from '../frame/visitor';
import { may } from '../frame/visitor';
import { ApprovalDesk } from '../requests/approval-desk.service';
import { viewPath } from '../requests/case-view';
import { W } from '../requests/words';
import {
  approvalLine,
  deadlineLine,
  emergencyLine,
  publishLine,
  reportLines,
  searchLine,
  secrecyLine,
} from './queue-lines';
import type { Queue, QueueLine, Remaining } from './today.page';

const SHOWN = 7;

@Injectable()
export class TodayDesk {
  constructor(
    private readonly board: CaseBoard,
    private readonly approvals: ApprovalDesk,
    private readonly reports: PublishedReports,
    private readonly drafts: ReportDesk,
    private readonly clock: Clock,
  ) {}

  async of(visitor: Visitor): Promise<{ queues: Queue[]; remaining: Remaining[] }> {
    const queues = await Promise.all([
      may(visitor, 'requests.read') ? this.emergencies(visitor) : undefined,
      may(visitor, 'requests.read') ? this.deadlines(visitor) : undefined,
      may(visitor, 'requests.approve') || may(visitor, 'reports.approve') ? this.forApproval(visitor) : undefined,
      may(visitor, 'lookups.run') ? this.searches() : undefined,
      may(visitor, 'requests.read') ? this.secrecy(visitor) : undefined,
      may(visitor, 'reports.read') ? this.reportWork(visitor) : undefined,
    ]);
    const remaining = may(visitor, 'requests.read') ? await this.remaining() : [];
    return { queues: queues.filter((one) => one !== undefined), remaining };
  }

  private async remaining(): Promise<Remaining[]> {
    const counts = await this.board.waiting();
    return WAITING_FOR.flatMap((waitingFor) => {
      const count = counts.get(waitingFor);
      const path = viewPath({ filter: { waitingFor }, order: 'deadline' });
      return count === undefined ? [] : [{ what: W.waiting[waitingFor], count, path }];
    });
  }

  private async searches(): Promise<Queue> {
    const view = { filter: { waitingFor: 'search' }, order: 'deadline' } as const;
    return {
      id: 'searches',
      title: 'Approved searches',
      ...(await this.cases(view, searchLine)),
      isMine: true,
      empty: 'No search waits. One appears here when a second person has approved it.',
    };
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
    const now = this.clock.now();
    const approved = await this.drafts.approved();
    const published = (await this.reports.stated()).map((one) => one.report.quarter);
    const lines = [
      ...approved.map((draft) => publishLine(draft, now)),
      ...reportLines([...published, ...approved.map((one) => one.quarter)], now),
    ];
    return {
      id: 'reports',
      title: 'Work on reports',
      lines: lines.slice(0, SHOWN),
      total: lines.length,
      path: '/reports',
      isMine: may(visitor, 'reports.draft'),
      empty:
        'Every quarter that is over is published. The next one appears here on the day after it ends; what has changed ' +
        'in published ones since stands under Reports.',
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

/** Gathers what waits for a second person, and what exactly it is. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.service';
import { type Approval, isSamePerson } from '../../transparency/approval';
import { Approvals } from '../../transparency/approvals.service';
import { CaseBoard } from '../../transparency/case-board.service';
import { CaseLog } from '../../transparency/case-log.service';
import { CASE_SUBJECTS } from '../../transparency/case-work.service';
import { approvedBody } from '../../transparency/needed-approval';
import { whyNotDecide } from '../../transparency/next-steps';
import type { ApprovalFacts } from './approval.page';
import type { WaitingApproval } from './approvals.page';

const aboutCase = ({ subject }: Approval) => CASE_SUBJECTS.includes(subject);

@Injectable()
export class ApprovalDesk {
  constructor(
    private readonly approvals: Approvals,
    private readonly board: CaseBoard,
    private readonly log: CaseLog,
    private readonly clock: Clock,
  ) {}

  /** The oldest first, with why this person may not decide. */
  async waiting(person: string): Promise<WaitingApproval[]> {
    const waiting = await this.approvals.waiting();
    const caseIds = waiting.filter(aboutCase).map((one) => one.subjectId);
    const summaries = new Map((await this.board.many(caseIds)).map((one) => [one.id, one]));
    return Promise.all(
      waiting.map(async (approval) => {
        const summary = summaries.get(approval.subjectId);
        const reasons = summary === undefined ? whyNotReport(approval, person) : await this.whyNot(approval, person);
        return { approval, summary, reasons };
      }),
    );
  }

  /** Undefined when there is no such approval about a case. */
  async one(id: string, person: string): Promise<ApprovalFacts | undefined> {
    const approval = await this.approvals.find(id);
    if (approval === undefined || !aboutCase(approval)) return undefined;
    const state = await this.log.state(approval.subjectId);
    const links = await this.log.timeline(approval.subjectId);
    const draft = links.map(({ entry }) => entry.body).findLast((body) => body.type === 'draft_decision');
    return {
      approval,
      state,
      summary: await this.board.one(approval.subjectId),
      rejections: draft?.type === 'draft_decision' ? draft.reasons : [],
      nowMs: this.clock.now(),
      reasons: whyNotDecide(state, approval, person),
      isStale: approvedBody(state, approval) === undefined,
    };
  }

  private async whyNot(approval: Approval, person: string): Promise<string[]> {
    return whyNotDecide(await this.log.state(approval.subjectId), approval, person);
  }
}

function whyNotReport(approval: Approval, person: string): string[] {
  return isSamePerson(approval.requestedBy, person) ? ['whoever asks for an approval cannot give it'] : [];
}

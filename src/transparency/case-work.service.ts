/** The work of staff on a case, each piece in one transaction: what belongs together is recorded together or not at all. */
import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '../platform/database/database.service';
import type { Amendment } from './amendment';
import { type Approval, type ApprovalSubject, NotAllowed } from './approval';
import { Approvals, type Verdict } from './approvals.service';
import { CaseChanged } from './case-changed';
import { type EventBody, eventBody } from './case-event';
import { CaseLog } from './case-log.service';
import { CasePapers } from './case-papers.service';
import { CaseSecrets } from './case-secrets.service';
import type { CaseState } from './case-state';
import { whyNotApprover } from './duties';
import { whyNot } from './guards';
import { type ApprovableBody, approvedBody, neededApproval } from './needed-approval';
import type { NewContact } from './new-contact';
import type { NewPaper } from './paper';
import { CHECK_EVENTS, type CheckOfSender } from './sender-check';
import { CaseEventRepository } from './storage/case-event.repository';
import { transition } from './workflow';

/** A case in the version that was seen, and who changes it. */
export interface OnCase {
  readonly caseId: string;
  readonly version: number;
  readonly by: string;
}

/** Approvals about one case; the others are about reports. */
export const CASE_SUBJECTS: readonly ApprovalSubject[] = [
  'lookup',
  'disclosure',
  'rejection',
  'hold_lift',
  'redaction',
  'erase',
];

@Injectable()
export class CaseWork {
  constructor(
    private readonly database: Database,
    private readonly log: CaseLog,
    private readonly events: CaseEventRepository,
    private readonly approvals: Approvals,
    private readonly papers: CasePapers,
    private readonly secrets: CaseSecrets,
  ) {}

  /** Logs a contact with its papers; answers the id of the case. Throws a ZodError, and NotAllowed for a paper. */
  async begin(contact: NewContact, papers: readonly NewPaper[], by: string): Promise<string> {
    return this.database.transaction(async (sql) => {
      const caseId = await this.log.logContactIn(sql, contact, by);
      await this.papers.addIn(sql, { caseId, version: 1, by }, papers);
      return caseId;
    });
  }

  /** Records a step. Submitting a draft asks a second person for what follows from it. Throws as CaseLog.record(). */
  async take({ caseId, version, by }: OnCase, body: EventBody): Promise<void> {
    await this.database.transaction(async (sql) => {
      await this.log.recordIn(sql, { caseId, version, body, by });
      if (body.type !== 'submit_decision' && body.type !== 'submit_disclosure') return;
      const state = await this.log.stateIn(sql, caseId);
      await this.askIn(sql, state, followingFrom(state), by);
    });
  }

  async note({ caseId, version, by }: OnCase, text: string): Promise<void> {
    await this.database.transaction(async (sql) => {
      const body = await this.secrets.noteIn(sql, caseId, text);
      await this.log.recordIn(sql, { caseId, version, body, by });
    });
  }

  /** Records how who asks was checked, and what came of it. Throws as CaseLog.record(). */
  async check({ caseId, version, by }: OnCase, { result, check, how }: CheckOfSender): Promise<void> {
    await this.database.transaction(async (sql) => {
      const sealed = await this.secrets.checkIn(sql, caseId, check);
      const body = eventBody.parse({ type: CHECK_EVENTS[result], check: sealed, how });
      await this.log.recordIn(sql, { caseId, version, body, by });
    });
  }

  async amend({ caseId, version, by }: OnCase, given: Amendment): Promise<void> {
    await this.database.transaction(async (sql) => {
      const body = await this.secrets.amendmentIn(sql, await this.log.stateIn(sql, caseId), given);
      await this.log.recordIn(sql, { caseId, version, body, by });
    });
  }

  async addPapers(on: OnCase, papers: readonly NewPaper[]): Promise<void> {
    await this.database.transaction((sql) => this.papers.addIn(sql, on, papers));
  }

  /** Asks a second person; answers the approval's id. Throws NotAllowed when the step may not be taken anyway. */
  async ask({ caseId, version, by }: OnCase, body: ApprovableBody): Promise<string> {
    return this.database.transaction(async (sql) => {
      await this.events.lock(sql);
      const state = await this.log.stateIn(sql, caseId);
      if (state.version !== version) throw new CaseChanged();
      return this.askIn(sql, state, body, by);
    });
  }

  /**
   * Decides on what was asked about a case. An approval is carried out at once, in the name of whoever gave it; a
   * refusal gives a submitted draft back. Throws NotAllowed with the reason; then nothing is decided.
   */
  async decide(verdict: Verdict): Promise<Approval> {
    return this.database.transaction(async (sql) => {
      await this.events.lock(sql);
      const approval = await this.approvals.decideIn(sql, verdict);
      if (!CASE_SUBJECTS.includes(approval.subject)) throw new NotAllowed('this approval is not about a case');
      const state = await this.log.stateIn(sql, approval.subjectId);
      const reason = whyNotApprover(state, verdict.by);
      if (reason !== undefined) throw new NotAllowed(reason);
      await this.carryOut(sql, state, approval, verdict);
      return approval;
    });
  }

  /** Records what a second person approved before. Throws as CaseLog.record(). */
  async carryOutApproved({ caseId, version, by }: OnCase, approval: Approval): Promise<void> {
    await this.database.transaction(async (sql) => {
      const body = approvedBody(await this.log.stateIn(sql, caseId), approval);
      if (body === undefined) throw new NotAllowed('what was approved has changed since: ask for approval again');
      await this.log.recordIn(sql, { caseId, version, body: { ...body, approvalId: approval.id }, by });
    });
  }

  private async carryOut(sql: Sql, state: CaseState, approval: Approval, { id, by, decision, note }: Verdict) {
    const on = { caseId: state.id, version: state.version, by };
    const body = approvedBody(state, approval);
    if (decision === 'approved') {
      if (body === undefined) {
        throw new NotAllowed('the case has changed since this was asked for: refuse it, and let it be asked for again');
      }
      await this.log.recordIn(sql, { ...on, body: { ...body, approvalId: id } });
      return;
    }
    const isOfDraft = body?.type === 'approve_lookup' || body?.type === 'approve_reply';
    if (isOfDraft && transition(state.step, 'return_draft') !== undefined) {
      await this.log.recordIn(sql, { ...on, body: { type: 'return_draft', note } });
    }
  }

  private async askIn(sql: Sql, state: CaseState, body: ApprovableBody, by: string): Promise<string> {
    const reasons = whyNot(state, body as EventBody, by);
    const needed = neededApproval(state, body);
    if (needed === undefined) reasons.push('one person may do this alone');
    if (needed === undefined || reasons.length > 0) throw new NotAllowed(reasons.join('; '));
    const asked = (await this.approvals.about(state.id, sql)).find(
      (one) => one.decision === null && one.subject === needed.subject && one.subjectHash === needed.subjectHash,
    );
    if (asked !== undefined) throw new NotAllowed('a second person has been asked for exactly this already');
    return this.approvals.requestIn(sql, { ...needed, by });
  }
}

/** What a submitted draft is to be approved for: to search while anything is open, else to reply. */
export function followingFrom(state: CaseState): ApprovableBody {
  const isOpen = state.items.some((item) => item.result === 'pending');
  return isOpen ? { type: 'approve_lookup' } : { type: 'approve_reply' };
}

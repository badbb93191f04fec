/** Asks a second person, and keeps what they decided. */
import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.service';
import { Database, type Sql } from '../platform/database/database.service';
import { type Approval, type ApprovalRequest, isSamePerson, NotAllowed, whyNotApproved } from './approval';
import { ApprovalRepository } from './storage/approval.repository';

export interface Verdict {
  readonly id: string;
  readonly by: string;
  readonly decision: 'approved' | 'refused';
  readonly note?: string;
}

@Injectable()
export class Approvals {
  constructor(
    private readonly database: Database,
    private readonly repository: ApprovalRepository,
    private readonly clock: Clock,
  ) {}

  /** Answers the id of the approval that is now waited for. */
  request(request: ApprovalRequest): Promise<string> {
    return this.requestIn(this.database, request);
  }

  /** The same within a transaction. */
  async requestIn(sql: Sql, request: ApprovalRequest): Promise<string> {
    const id = randomUUID();
    await this.repository.add(sql, id, request, new Date(this.clock.now()));
    return id;
  }

  /** Throws NotAllowed for whoever asked for it, and for what is decided already. */
  async decide(id: string, by: string, decision: 'approved' | 'refused', note?: string): Promise<void> {
    await this.database.transaction((sql) => this.decideIn(sql, { id, by, decision, note }));
  }

  /** The same within a transaction; answers what was decided on. */
  async decideIn(sql: Sql, { id, by, decision, note }: Verdict): Promise<Approval> {
    const approval = await this.repository.find(sql, id);
    if (approval === undefined) throw new NotAllowed('there is no such approval');
    if (approval.decision !== null) throw new NotAllowed('it is decided already');
    if (isSamePerson(approval.requestedBy, by)) throw new NotAllowed('whoever asks for an approval cannot give it');
    await this.repository.decide(sql, id, { by, at: new Date(this.clock.now()), decision, note });
    return approval;
  }

  /** Undefined when there is none. */
  find(id: string): Promise<Approval | undefined> {
    return this.repository.find(this.database, id);
  }

  /** What nobody has decided yet, whatever it is about; the oldest first. */
  waiting(): Promise<Approval[]> {
    return this.repository.waiting(this.database);
  }

  /** Every approval that was asked for about one case, draft or quarter; the newest first. */
  about(subjectId: string, sql: Sql = this.database): Promise<Approval[]> {
    return this.repository.about(sql, subjectId);
  }

  /** The same of several, by what they are about. */
  async aboutEach(subjectIds: readonly string[]): Promise<ReadonlyMap<string, readonly Approval[]>> {
    const all = await this.repository.aboutAny(this.database, subjectIds);
    return new Map(subjectIds.map((id) => [id, all.filter((one) => one.subjectId === id)]));
  }

  /** Throws NotAllowed unless a second person approved exactly this. */
  async demand(
    sql: Sql,
    id: string,
    wanted: Pick<Approval, 'subject' | 'subjectId' | 'subjectHash'>,
  ): Promise<Approval> {
    const approval = await this.repository.find(sql, id);
    const reason = whyNotApproved(approval, wanted);
    if (reason !== undefined) throw new NotAllowed(reason);
    return approval as Approval;
  }

  /** Whether two people have decided so. */
  async isApproved(sql: Sql, wanted: Pick<Approval, 'subject' | 'subjectId' | 'subjectHash'>): Promise<boolean> {
    const ids = await this.repository.approvalsOf(sql, wanted.subject, wanted.subjectId, wanted.subjectHash);
    return ids.length > 0;
  }
}

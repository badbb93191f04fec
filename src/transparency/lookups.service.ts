/** Searches for data that a request asks for: only within an approved scope, and never without leaving a trace. */
import { Injectable } from '@nestjs/common';
import { canonicalHash } from '../platform/canonical-json';
import { Database } from '../platform/database/database.service';
import { isSamePerson, NotAllowed } from './approval';
import { Approvals } from './approvals.service';
import { CaseLog } from './case-log.service';
import { neededApproval, scopeHash } from './needed-approval';
import { ResponsiveData, type ResponsiveRow } from './responsive-data';

export interface LookupRequest {
  readonly caseId: string;
  /** Of the case, as it was seen. */
  readonly version: number;
  readonly approvalId: string;
  readonly query: string;
  readonly by: string;
}

export interface LookupResult {
  readonly rows: readonly ResponsiveRow[];
  readonly resultHash: string;
}

@Injectable()
export class Lookups {
  constructor(
    private readonly database: Database,
    private readonly log: CaseLog,
    private readonly approvals: Approvals,
    private readonly data: ResponsiveData,
  ) {}

  get queries() {
    return this.data.queries;
  }

  /** Asks a second person whether what the case names may be searched for; answers the approval's id. */
  async requestApproval(caseId: string, by: string): Promise<string> {
    const state = await this.log.state(caseId);
    return this.approvals.request({ subject: 'lookup', subjectId: caseId, subjectHash: scopeHash(state), by });
  }

  /**
   * Runs one of the fixed queries. The rows are handed out only when it is recorded that they were found, how many and
   * with which hash. Throws NotAllowed and CaseChanged; then nothing was searched.
   */
  async run({ caseId, version, approvalId, query, by }: LookupRequest): Promise<LookupResult> {
    if (!this.data.queries.some((one) => one.id === query)) {
      throw new NotAllowed(
        `there is no query "${query}"; there are ${this.data.queries.map((one) => one.id).join(', ')}`,
      );
    }
    return this.database.transaction(async (sql) => {
      const state = await this.log.stateIn(sql, caseId);
      const body = { type: 'lookup_run', approvalId, scopeHash: scopeHash(state), query } as const;
      const draft = { ...body, rows: 0, resultHash: canonicalHash([]) };
      const needed = neededApproval(state, draft);
      if (state.step !== 'lookup' || needed === undefined) throw new NotAllowed('no search is approved for this case');
      const approval = await this.approvals.demand(sql, approvalId, needed);
      if (isSamePerson(approval.approvedBy ?? '', by)) {
        throw new NotAllowed('whoever approved the search cannot run it');
      }
      const rows = await this.data.run(query, await this.log.identifiersOf(sql, state));
      const resultHash = canonicalHash(rows);
      await this.log.recordIn(sql, { caseId, version, body: { ...body, rows: rows.length, resultHash }, by });
      return { rows, resultHash };
    });
  }
}

/** Searches for data that a request asks for: only within an approved scope, and never without leaving a trace. */
import { Injectable } from '@nestjs/common';
import { canonicalHash, canonicalJson } from '../platform/canonical-json';
import { Database } from '../platform/database/database.service';
import { isSamePerson, NotAllowed } from './approval';
import { Approvals } from './approvals.service';
import { CaseLog } from './case-log.service';
import { CasePapers } from './case-papers.service';
import { whyNotSearcher } from './duties';
import { type NeededApproval, neededApproval, scopeHash } from './needed-approval';
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
    private readonly papers: CasePapers,
  ) {}

  get queries() {
    return this.data.queries;
  }

  /** Asks a second person whether what the case names may be searched for; answers the approval's id. */
  async requestApproval(caseId: string, by: string): Promise<string> {
    const state = await this.log.state(caseId);
    return this.approvals.request({ ...(neededApproval(state, { type: 'approve_lookup' }) as NeededApproval), by });
  }

  /**
   * Runs one of the fixed queries. The rows are handed out only when it is recorded that they were found, how many and
   * with which hash; they are kept, sealed, among the papers of the case. Throws NotAllowed and CaseChanged; then
   * nothing was searched.
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
      const approvers = (await this.approvals.about(caseId, sql)).flatMap((one) => one.approvedBy ?? []);
      const reason = whyNotSearcher(approvers, by);
      if (reason !== undefined) throw new NotAllowed(reason);
      const rows = await this.data.run(query, await this.log.identifiersOf(sql, state));
      const resultHash = canonicalHash(rows);
      await this.log.recordIn(sql, { caseId, version, body: { ...body, rows: rows.length, resultHash }, by });
      await this.papers.keepResult(sql, { caseId, by, resultHash, json: canonicalJson(rows) });
      return { rows, resultHash };
    });
  }

  /** The rows of a search that was run, for a second look. Throws NotAllowed when there is none, or no longer. */
  async rowsOf(caseId: string, resultHash: string): Promise<ResponsiveRow[]> {
    const state = await this.log.state(caseId);
    if (!state.lookups.some((one) => one.resultHash === resultHash)) throw new NotAllowed('there is no such search');
    const { bytes } = await this.papers.open(caseId, resultHash);
    return JSON.parse(bytes.toString()) as ResponsiveRow[];
  }
}

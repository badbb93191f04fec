/** Gathers what the page of a case shows. */
import { Injectable, NotFoundException } from '@nestjs/common';
import { Clock } from '../../platform/clock.service';
import { Approvals } from '../../transparency/approvals.service';
import { Authorities } from '../../transparency/authorities.service';
import { CaseBoard } from '../../transparency/case-board.service';
import { CaseLog } from '../../transparency/case-log.service';
import { CasePapers } from '../../transparency/case-papers.service';
import { CaseSecrets } from '../../transparency/case-secrets.service';
import type { CaseState } from '../../transparency/case-state';
import type { Lookalike } from '../../transparency/lookalikes';
import { nextSteps } from '../../transparency/next-steps';
import type { CaseFacts } from './case.page';
import type { PaperLine } from './case-parts';

@Injectable()
export class CaseDesk {
  constructor(
    private readonly board: CaseBoard,
    private readonly log: CaseLog,
    private readonly approvals: Approvals,
    private readonly papers: CasePapers,
    private readonly secrets: CaseSecrets,
    private readonly authorities: Authorities,
    private readonly clock: Clock,
  ) {}

  /** As `person` sees it. Throws NotFoundException. */
  async factsOf(caseId: string, person: string): Promise<CaseFacts> {
    const summary = await this.board.one(caseId);
    if (summary === undefined) throw new NotFoundException();
    const [state, links, approvals, authorities, duplicates, remaining] = await Promise.all([
      this.log.state(caseId),
      this.log.timeline(caseId),
      this.approvals.about(caseId),
      this.authorities.list(),
      this.board.duplicatesOf(caseId),
      summary.mergedInto === null ? undefined : this.board.one(summary.mergedInto),
    ]);
    return {
      summary,
      state,
      links,
      approvals,
      authorities,
      steps: nextSteps(state, person, approvals),
      papers: await this.papersOf(state),
      lookalikes: await this.lookalikesOf(state, [...duplicates.map((one) => one.id), summary.mergedInto]),
      duplicates,
      remaining,
      nowMs: this.clock.now(),
    };
  }

  private async papersOf(state: CaseState): Promise<PaperLine[]> {
    const said = new Map(state.documents.map((one) => [one.sha256, one]));
    return (await this.papers.list(state.id)).map((paper) => {
      const document = said.get(paper.sha256);
      return { ...paper, role: document?.role, direction: document?.direction };
    });
  }

  /** What is sealed is compared here and shown to nobody. */
  private async lookalikesOf(state: CaseState, known: readonly (string | null)[]): Promise<Lookalike[]> {
    if (state.isErased) return [];
    const { reference, identifiers } = await this.secrets.open(state.id);
    const found = await this.board.lookalikes({
      reference,
      identifiers: identifiers.map((one) => one.identifier),
      documents: state.documents.map((one) => one.sha256),
      country: state.country,
      receivedDate: state.facts.receivedDate,
      caseId: state.id,
    });
    return found.filter(({ summary }) => !known.includes(summary.id));
  }
}

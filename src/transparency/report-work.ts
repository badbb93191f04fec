/** What staff see of reports in the making: quarters, drafts, approvals, and what two people decide. */
import type { Approval } from './approval';
import type { StatedReport } from './published-report';
import type { Quarter } from './quarter';
import type { QuarterCount } from './quarter-count';
import type { QuarterDrift } from './quarter-drift';
import type { ReportCheck } from './report-checks';
import type { DraftState, QuarterState } from './report-state';
import type { ReportSubstance } from './reports/report-content';

/** A draft without its contents. */
export interface DraftName {
  readonly id: string;
  readonly quarter: string;
  readonly version: number;
  readonly sha256: string;
  readonly draftedBy: string;
  readonly draftedAt: Date;
}

export interface DraftLine extends DraftName {
  readonly state: DraftState;
  /** About these very bytes, the newest first. */
  readonly approvals: readonly Approval[];
}

export interface QuarterLine {
  readonly quarter: Quarter;
  readonly state: QuarterState;
  /** `YYYY-MM-DD`. */
  readonly due: string;
  readonly newest: StatedReport | undefined;
  /** The newest draft of the next version. */
  readonly draft: DraftLine | undefined;
  readonly drift: QuarterDrift | undefined;
}

export interface DeclaredLine extends QuarterLine {
  readonly received: number;
}

export interface WaitingApproval extends Approval {
  /** Of a draft. */
  readonly draft?: { readonly quarter: string; readonly version: number };
}

/** One quarter at a data cut-off. */
export interface QuarterWork extends QuarterLine {
  readonly asOfMs: number;
  readonly count: QuarterCount;
  readonly checks: readonly ReportCheck[];
  /** First to last. */
  readonly versions: readonly StatedReport[];
  readonly disappearance: Disappearance;
}

/** What two people decide on when published requests are under an order of existence now. */
export interface Disappearance {
  readonly refs: readonly string[];
  readonly subjectHash: string;
  readonly state: DraftState;
  readonly approvals: readonly Approval[];
}

export interface DraftWork extends DraftLine {
  readonly substance: ReportSubstance;
  readonly ledgerNdjson: string;
  /** Of its quarter, first to last. */
  readonly versions: readonly StatedReport[];
}

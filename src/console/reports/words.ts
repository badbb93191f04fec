/** How the pages of reports say things. */

import type { Approval } from '../../transparency/approval';
import type { BreakdownRow } from '../../transparency/figure';
import { type Quarter, slugOf } from '../../transparency/quarter';
import type { RequiredAct } from '../../transparency/quarter-drift';
import type { CheckResult } from '../../transparency/report-checks';
import type { DraftState, QuarterState } from '../../transparency/report-state';
import type { Tone } from '../frame/pieces';

interface Said {
  readonly tone: Tone;
  readonly text: string;
}

export const QUARTER_WORDS: Readonly<Record<QuarterState, Said>> = {
  running: { tone: 'calm', text: 'not over' },
  due: { tone: 'warn', text: 'due' },
  overdue: { tone: 'bad', text: 'overdue' },
  declared: { tone: 'calm', text: 'declared, not published' },
  published: { tone: 'good', text: 'published' },
};

export const DRAFT_WORDS: Readonly<Record<DraftState, Said>> = {
  drafted: { tone: 'calm', text: 'draft' },
  waits: { tone: 'warn', text: 'waits for approval' },
  approved: { tone: 'good', text: 'approved' },
  refused: { tone: 'bad', text: 'refused' },
};

export const CHECK_WORDS: Readonly<Record<CheckResult, Said>> = {
  good: { tone: 'good', text: 'good' },
  look: { tone: 'warn', text: 'look' },
  blocks: { tone: 'bad', text: 'blocks' },
};

export const REQUIRED_WORDS: Readonly<Record<RequiredAct, string>> = {
  update: 'Publish an update: what was pending is decided, or a request was reopened.',
  correction: 'Publish a correction: a reader counts on figures that are no longer ours.',
  decision: 'Two people must decide whether a published request may disappear; then publish a version.',
};

export const DIMENSION_WORDS: Readonly<Record<BreakdownRow['dimension'], string>> = {
  country: 'Country',
  process: 'Legal process',
  kind: 'Kind',
  category: 'Category of data',
};

export function quarterPath(quarter: Quarter): string {
  return `/reports/${slugOf(quarter)}`;
}

/** Where an approval about reports is decided on. */
export function approvalPath({ subject, subjectId }: Pick<Approval, 'subject' | 'subjectId'>): string {
  return subject === 'publish_report' ? draftPath(subjectId) : '/reports/approvals';
}

export function draftPath(id: string): string {
  return `/reports/drafts/${id}`;
}

/** Below the public address. */
export function publicVersionPath(quarter: string, version: number): string {
  return `/transparency-reports/${slugOf(quarter as Quarter)}/v${version}`;
}

/** `3 days`; under a day it is `today`. */
export function ageInWords(since: string, nowMs: number): string {
  const days = Math.floor((nowMs - Date.parse(since)) / 86_400_000);
  if (days < 1) return 'today';
  return days === 1 ? '1 day' : `${days} days`;
}

export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Who asked, who decided, in one line. */
export function approvalInWords({ requestedBy, approvedBy, decision }: Approval): string {
  if (decision === null) return `${requestedBy} asked; nobody has decided yet`;
  return `${requestedBy} asked; ${approvedBy} ${decision === 'approved' ? 'approved' : 'refused'}`;
}

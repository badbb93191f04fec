/** From what waits to one line: what it is, how urgent, and the one act that comes next. */

import { isOver } from '../../transparency/case-clocks';
import { caseNumber } from '../../transparency/case-number';
import type { CaseSummary } from '../../transparency/case-summary';
import { dueDate, endOf, firstDay, type Quarter, quarterOfInstant, shifted } from '../../transparency/quarter';
import { quarterInWords } from '../../transparency/report-words';
import type { DraftLine } from '../../transparency/report-work';
import { startOfZurichDay } from '../../transparency/zurich-time';
import type { Tone } from '../frame/pieces';
import { approvalPath, draftPath } from '../reports/words';
import type { WaitingApproval } from '../requests/approvals.page';
import { countryName } from '../requests/countries';
import { countOf, dayInWords, leftInWords, W } from '../requests/words';
import type { QueueLine } from './today.page';

function ageInWords(ms: number): string {
  const hours = Math.floor(ms / 3_600_000);
  if (hours < 1) return 'just now';
  return `waiting ${hours < 48 ? countOf(hours, 'hour') : countOf(Math.floor(hours / 24), 'day')}`;
}

const ACTS: Readonly<Record<CaseSummary['waitingFor'], string>> = {
  triage: 'Triage',
  verification: 'Verify',
  review: 'Review',
  authority: 'Open',
  second_person: 'Open',
  search: 'Search',
  reply: 'Reply',
  closing: 'Close',
  nobody: 'Open',
};

function caseLine(one: CaseSummary, clock: { readonly clock: string; readonly tone: Tone }): QueueLine {
  return {
    name: caseNumber(one),
    path: `/cases/${one.id}#next`,
    act: ACTS[one.waitingFor],
    what: `${W.kinds[one.kind]}, ${countryName(one.country)}: ${W.steps[one.step].toLowerCase()}`,
    ...clock,
  };
}

export function emergencyLine(one: CaseSummary, nowMs: number): QueueLine {
  return caseLine(one, { clock: ageInWords(nowMs - one.loggedAtMs), tone: 'bad' });
}

export function deadlineLine(one: CaseSummary, nowMs: number): QueueLine {
  const ms = one.deadlineMs ?? nowMs;
  return caseLine(one, { clock: leftInWords(ms, nowMs), tone: ms < nowMs ? 'bad' : 'warn' });
}

export function searchLine(one: CaseSummary, nowMs: number): QueueLine {
  const line = caseLine(one, { clock: ageInWords(nowMs - one.lastEvent.atMs), tone: 'warn' });
  return { ...line, path: `/cases/${one.id}/lookup` };
}

export function secrecyLine(one: CaseSummary, nowMs: number): QueueLine {
  const until = one.holdUntil ?? '';
  const isExpired = isOver(until, nowMs);
  const what = one.holdScopes.map((scope) => W.scopes[scope]).join('; ');
  const clock = isExpired ? 'ended: confirm' : `ends ${dayInWords(until)}`;
  return { ...caseLine(one, { clock, tone: 'warn' }), act: isExpired ? 'Confirm' : 'Open', what };
}

export function approvalLine({ approval, summary }: WaitingApproval, nowMs: number): QueueLine {
  return {
    name: summary === undefined ? 'Report' : caseNumber(summary),
    path: summary === undefined ? approvalPath(approval) : `/approvals/${approval.id}`,
    act: 'Decide',
    what: `${W.subjects[approval.subject]}, asked by ${approval.requestedBy}`,
    clock: ageInWords(nowMs - approval.requestedAtMs),
    tone: 'warn',
  };
}

/** How far back a quarter that was never published is still called for. */
const QUARTERS_BACK = 8;

/** Quarters that are over and not `done`: from the first after the newest that is, or the last one at least. */
export function reportLines(done: readonly string[], nowMs: number): QueueLine[] {
  const published = new Set(done);
  const now = quarterOfInstant(nowMs);
  const over = Array.from({ length: QUARTERS_BACK }, (_, index) => shifted(now, index - QUARTERS_BACK));
  const first = over.findIndex((quarter) => published.has(quarter));
  const wanted = first === -1 ? over.slice(-1) : over.slice(first);
  return wanted.filter((quarter) => !published.has(quarter)).map((quarter) => reportLine(quarter, nowMs));
}

/** An approved draft is published by a person, not by itself. */
export function publishLine({ id, quarter, version, approvals }: DraftLine, nowMs: number): QueueLine {
  const decidedAt = approvals.find((one) => one.decision === 'approved')?.decidedAtMs ?? nowMs;
  return {
    name: quarterInWords(quarter),
    path: draftPath(id),
    act: 'Publish',
    what: `Version ${version} is approved and not published`,
    clock: ageInWords(nowMs - decidedAt),
    tone: 'warn',
  };
}

function reportLine(quarter: Quarter, nowMs: number): QueueLine {
  const due = dueDate(quarter);
  const isLate = isOver(due, nowMs);
  return {
    name: quarterInWords(quarter),
    path: '/reports',
    act: 'Draft',
    what: `Over since ${dayInWords(firstDay(shifted(quarter, 1)))}, not published; due on ${dayInWords(due)}`,
    clock: isLate
      ? `${countOf(Math.floor((nowMs - startOfZurichDay(due)) / 86_400_000), 'day')} late`
      : leftInWords(startOfZurichDay(due) + 86_400_000, nowMs),
    tone: isLate ? 'bad' : nowMs > endOf(quarter) ? 'warn' : 'calm',
  };
}

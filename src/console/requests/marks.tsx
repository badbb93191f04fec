/** Clocks and secrecy of a case as short marks, alike on every page. */
import { isOver } from '../../transparency/case-clocks';
import { DEADLINE_SOON_DAYS } from '../../transparency/case-query';
import type { CaseSummary } from '../../transparency/case-summary';
import { Badge } from '../frame/pieces';
import { dayInWords, leftInWords, SHORT_SCOPES, shortTime, W } from './words';

export function Deadline({ of, nowMs }: { of: Pick<CaseSummary, 'deadlineMs' | 'waitingFor'>; nowMs: number }) {
  const { deadlineMs, waitingFor } = of;
  if (deadlineMs === null) return <span class="soft none">none</span>;
  if (waitingFor === 'nobody') return <span class="nowrap">{shortTime(deadlineMs)}</span>;
  const isSoon = deadlineMs - nowMs < DEADLINE_SOON_DAYS * 86_400_000;
  const tone = deadlineMs < nowMs ? 'bad' : isSoon ? 'warn' : 'calm';
  return (
    <span class="nowrap">
      {shortTime(deadlineMs)} <Badge tone={tone}>{leftInWords(deadlineMs, nowMs)}</Badge>
    </span>
  );
}

export function Secret({ of, nowMs }: { of: Pick<CaseSummary, 'holdScopes' | 'holdUntil'>; nowMs: number }) {
  const { holdScopes, holdUntil } = of;
  if (holdScopes.length === 0) return <span class="soft none">none</span>;
  const isExpired = holdUntil !== null && isOver(holdUntil, nowMs);
  const until = holdUntil === null ? 'no end named' : `to ${dayInWords(holdUntil)}`;
  const what = holdScopes.map((scope) => SHORT_SCOPES[scope]).join(', ');
  return (
    <span title={holdScopes.map((scope) => W.scopes[scope]).join('; ')}>
      {what}{' '}
      <span class="nowrap">
        {until} {isExpired && <Badge tone="warn">ended</Badge>}
      </span>
    </span>
  );
}

/** Lines of Today: the clock in words, the one act that comes next, and every quarter that is owed to the public. */
import type { CaseSummary } from '../../transparency/case-summary';
import type { DraftLine } from '../../transparency/report-work';
import { deadlineLine, emergencyLine, publishLine, reportLines, secrecyLine } from './queue-lines';

const NOW = Date.parse('2026-02-11T09:00:00Z');
const HOUR = 3_600_000;
const summary = (some: Partial<CaseSummary>) =>
  ({
    ...{ id: 'x', year: 2026, number: 7, kind: 'information_demand', country: 'CH', step: 'received' },
    ...{ waitingFor: 'triage', holdScopes: [], holdUntil: null, deadlineMs: null, loggedAtMs: NOW },
    ...some,
  }) as CaseSummary;

it('says what is left of a deadline, or how late it is', () => {
  const line = (ms: number) => deadlineLine(summary({ deadlineMs: NOW + ms }), NOW);
  expect(line(5.5 * HOUR)).toMatchObject({ name: 'LER-2026-0007', act: 'Triage', clock: '5 hours left', tone: 'warn' });
  expect(line(60 * HOUR).clock).toBe('2 days left');
  expect(line(-1.5 * HOUR)).toMatchObject({ clock: '1 hour late', tone: 'bad' });
});

it('says how long an emergency has waited', () => {
  expect(emergencyLine(summary({ waitingFor: 'verification' }), NOW + 10)).toMatchObject({
    act: 'Verify',
    clock: 'just now',
  });
  expect(emergencyLine(summary({}), NOW + 3 * HOUR).clock).toBe('waiting 3 hours');
});

it('asks to confirm an order whose last day is over in Zurich', () => {
  const line = (holdUntil: string) => secrecyLine(summary({ holdScopes: ['existence'], holdUntil }), NOW);
  expect(line('2026-02-10')).toMatchObject({
    act: 'Confirm',
    clock: 'ended: confirm',
    what: 'Its existence is secret',
  });
  expect(line('2026-02-11')).toMatchObject({ act: 'Open', clock: 'ends 11 Feb 2026' });
});

it('asks to publish what a second person approved', () => {
  const approvals = [{ decision: 'approved', decidedAtMs: NOW - 5 * HOUR }];
  const draft = { id: 'a', quarter: '2025-Q4', version: 2, state: 'approved', approvals } as unknown as DraftLine;
  expect(publishLine(draft, NOW)).toMatchObject({ name: 'Q4 2025', act: 'Publish', clock: 'waiting 5 hours' });
});

it('calls for every quarter after the first that was published, and for the last one at least', () => {
  const names = (nowMs: number, ...quarters: string[]) =>
    reportLines(quarters, nowMs).map((one) => `${one.name}: ${one.clock}`);
  expect(names(NOW)).toEqual(['Q4 2025: 12 days late']);
  expect(names(Date.parse('2026-01-10T09:00:00Z'), '2025-Q2')).toEqual([
    'Q3 2025: 72 days late',
    'Q4 2025: 20 days left',
  ]);
  expect(names(NOW, '2025-Q4')).toEqual([]);
});

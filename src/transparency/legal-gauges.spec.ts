/** Twelve months from July to June, secret cases included, each identifier once. */
import type { CaseEvent, EventBody, ReceivedFacts } from './case-event';
import { receivedBody } from './counting/history.fixture';
import { legalGauges } from './legal-gauges';
import { logAsOf } from './log-as-of';

const AS_OF_MS = Date.parse('2027-12-31T00:00:00Z');
const hash = (digit: number) => ({ hash: String(digit).repeat(64) });

let next = 0;
function logged(facts: Partial<ReceivedFacts>, ...later: EventBody[]): CaseEvent[] {
  next += 1;
  const caseId = `case-${next}`;
  const receivedAt = `${facts.receivedDate ?? '2026-02-11'}T10:00:00Z`;
  const body = receivedBody({ receivedAt, ...facts }, next);
  const at = (minutes: number) => new Date(Date.parse(receivedAt) + minutes * 60_000).toISOString();
  return [body, ...later].map((one, index) => ({ caseId, at: at(index), actor: 'officer', body: one }));
}

const information = (receivedDate: string, ...later: EventBody[]) =>
  logged({ process: 'ch_spta_information_request', receivedDate }, ...later);
const surveillance = (receivedDate: string, targets: { hash: string }[], some: Partial<ReceivedFacts> = {}) =>
  logged({ process: 'ch_surveillance_order', receivedDate, targets, targetCount: targets.length, ...some });
const verified: EventBody = { type: 'verify', how: 'called' };

const gauges = (events: readonly CaseEvent[], day = '2026-02-11', years = 1) =>
  legalGauges(logAsOf({ events, declared: [] }, AS_OF_MS), day, years);

it.each([
  ['2026-06-30', '2025-07-01', '2026-06-30'],
  ['2026-07-01', '2026-07-01', '2027-06-30'],
  ['2026-12-31', '2026-07-01', '2027-06-30'],
  ['2027-01-01', '2026-07-01', '2027-06-30'],
])('%s lies between %s and %s', (day, from, to) => {
  expect(gauges([], day)).toEqual([{ from, to, informationRequests: 0, surveillanceTargets: 0 }]);
});

it('counts verified requests for information by the day on which they came, both ends included', () => {
  const days = ['2025-06-30', '2025-07-01', '2025-12-31', '2026-06-30', '2026-07-01'];
  const events = days.flatMap((day) => information(day, verified));
  expect(gauges(events, '2026-02-11', 3).map((one) => one.informationRequests)).toEqual([3, 1, 0]);
});

it('counts nobody who was not verified or turned out to be an impostor, and no other process', () => {
  const events = [
    ...information('2026-02-11'),
    ...information('2026-02-11', verified, { type: 'authenticity_failed' }),
    ...logged({ process: 'ch_prosecutor_order', receivedDate: '2026-02-11' }, verified),
  ];
  expect(gauges(events)[0]?.informationRequests).toBe(0);
});

it('counts what is secret', () => {
  const secret: EventBody = { type: 'hold', scope: 'existence', until: null };
  expect(gauges(information('2026-02-11', verified, secret))[0]?.informationRequests).toBe(1);
});

it('counts a case that is taken for another process from then on', () => {
  const events = logged({ process: 'unknown' }, verified, {
    type: 'reclassify',
    field: 'process',
    to: 'ch_spta_information_request',
  });
  expect(gauges(events)[0]?.informationRequests).toBe(1);
});

it('counts duplicates once, in the months in which the first of them came', () => {
  const kept = information('2025-07-02', verified);
  const first = information('2025-06-30', { type: 'merge', into: kept[0]?.caseId ?? '' });
  expect(gauges([...kept, ...first], '2026-02-11', 2).map((one) => one.informationRequests)).toEqual([0, 1]);
});

it('counts no duplicate of what was asked in another way', () => {
  const kept = logged({ process: 'ch_prosecutor_order' }, verified);
  const copy = information('2026-02-11', verified, { type: 'merge', into: kept[0]?.caseId ?? '' });
  expect(gauges([...kept, ...copy])[0]?.informationRequests).toBe(0);
});

it('counts each target of surveillance once in a calendar year, and those without a name as they were stated', () => {
  const events = [
    ...surveillance('2025-09-01', [hash(1), hash(2)]),
    ...surveillance('2025-12-31', [hash(2)]),
    ...surveillance('2026-01-01', [hash(2), hash(3)]),
    ...surveillance('2026-01-02', [], { targetCount: 4 }),
    ...surveillance('2026-01-03', [hash(9)], { bulk: true }),
    ...surveillance('2026-07-01', [hash(4)]),
  ];
  expect(gauges(events)[0]?.surveillanceTargets).toBe(2 + 2 + 4);
});

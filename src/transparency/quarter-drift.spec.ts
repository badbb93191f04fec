/** What a difference between published and counted looks like, since when it is there, and what it demands. */
import fc from 'fast-check';
import type { CaseEvent, EventBody, ReceivedFacts } from './case-event';
import { receivedBody, someEvents } from './counting/history.fixture';
import { logAsOf } from './log-as-of';
import { published } from './pages/published.fixture';
import type { ReportVersion } from './published-report';
import { asQuarter } from './quarter';
import { countQuarter } from './quarter-count';
import { dated, quarterDifference } from './quarter-drift';

const Q1 = asQuarter('2026-Q1');
const AS_OF = '2026-04-10T00:00:00Z';
const NOW = Date.parse('2026-12-01T00:00:00Z');

const event = (id: number, at: string, body: EventBody, recordedAt?: string): CaseEvent => ({
  caseId: `case-${id}`,
  at,
  recordedAt,
  actor: 'officer',
  body,
});
const logged = (id: number, at = '2026-02-11T10:00:00Z', facts: Partial<ReceivedFacts> = {}) =>
  event(id, at, receivedBody(facts, id));
const closed = (id: number, at: string) => event(id, at, { type: 'close', outcome: 'rejected' });

/** An imported event is dated earlier than anybody here knew of it. */
const knownMs = ({ at, recordedAt = at }: CaseEvent) => Math.max(Date.parse(at), Date.parse(recordedAt));

async function driftAfter(before: readonly CaseEvent[], later: readonly CaseEvent[], nowMs = NOW) {
  const [version] = published({ events: before, declared: [] }, [{ quarter: Q1, asOf: AS_OF }]);
  const history = { events: [...before, ...later], declared: [] };
  const difference = quarterDifference({
    published: version as ReportVersion,
    count: countQuarter(history, Q1, nowMs),
    log: logAsOf(history, nowMs),
  });
  return difference === undefined ? undefined : dated(difference, firstKnown(history.events));
}

const firstKnown = (events: readonly CaseEvent[]) => async (ids: readonly string[], afterMs: number) => {
  const own = events.filter((one) => ids.includes(one.caseId)).map(knownMs);
  const later = own.filter((ms) => ms > afterMs);
  return later.length === 0 ? undefined : Math.min(...later);
};

const open = [logged(1), logged(2)];
const done = [...open, closed(1, '2026-03-01T10:00:00Z'), closed(2, '2026-03-02T10:00:00Z')];
const MAY = '2026-05-02T10:00:00Z';
const hold = (at: string) => event(1, at, { type: 'hold', scope: 'existence', until: null });

it.each<[string, CaseEvent[], CaseEvent[], object]>([
  ['a decision', open, [closed(1, MAY)], { likely: 'matured', required: 'update' }],
  ['a reopening', done, [event(1, MAY, { type: 'reopen' })], { likely: 'reopened', required: 'update' }],
  ['a late contact', done, [logged(3, MAY)], { likely: 'late_arrival', required: 'correction' }],
  [
    'another country',
    done,
    [event(1, MAY, { type: 'reclassify', field: 'country', to: 'DE' })],
    { likely: 'misclassified', required: 'correction' },
  ],
  [
    'a duplicate, whatever else',
    open,
    [event(1, MAY, { type: 'merge', into: 'case-2' }), closed(2, '2026-06-01T00:00:00Z')],
    { likely: 'duplicate_merged', required: 'correction' },
  ],
  [
    'a duty that ended',
    [...done, hold('2026-03-05T10:00:00Z')],
    [event(1, MAY, { type: 'hold_lift' })],
    { likely: 'hold_lifted', required: 'correction' },
  ],
  ['an order of existence', done, [hold(MAY)], { likely: 'withheld', required: 'decision' }],
])('knows %s', async (_what, before, later, expected) => {
  expect(await driftAfter(before, later)).toMatchObject({
    version: 1,
    since: new Date(MAY).toISOString(),
    ...expected,
  });
});

it('dates what was imported by when it was written down here', async () => {
  const imported = event(3, '2026-02-20T10:00:00Z', receivedBody({}, 3), MAY);
  expect((await driftAfter(done, [imported]))?.since).toBe(new Date(MAY).toISOString());
});

it('finds nothing where nothing that counts has happened', async () => {
  expect(
    await driftAfter(done, [event(1, MAY, { type: 'note' }), logged(9, MAY, { receivedDate: '2026-05-02' })]),
  ).toBeUndefined();
});

it('is there exactly when the ledger or a figure differs, for any history', async () => {
  await fc.assert(
    fc.asyncProperty(someEvents, async (events) => {
      const asOf = Date.parse(AS_OF);
      const before = events.filter((one) => Date.parse(one.at) <= asOf);
      const later = events.filter((one) => Date.parse(one.at) > asOf);
      const history = { events: [...before, ...later], declared: [] };
      const drift = await driftAfter(before, later);
      const same = JSON.stringify(countQuarter(history, Q1, asOf)) === JSON.stringify(countQuarter(history, Q1, NOW));
      expect(drift === undefined).toBe(same);
      if (drift !== undefined) expect(drift.since >= AS_OF.slice(0, 10)).toBe(true);
    }),
  );
});

/** A fold that goes on from where it stood says what a fold of the whole log says: of any history, at any instant. */
import fc from 'fast-check';
import type { CaseEvent } from './case-event';
import { type CaseState, casesAsOf, foldCase } from './case-state';
import type { Entry } from './chain/entry';
import { someEvents, someInstantMs } from './counting/history.fixture';
import { ofFigures } from './counting/what-counts';
import { asQuarter, type Quarter } from './quarter';
import { countLog, countQuarters } from './quarter-count';
import { type Known, StandingCases, unsealed } from './standing-cases';

const QUARTERS = ['2025-Q3', '2025-Q4', '2026-Q1', '2026-Q2', '2026-Q3', '2026-Q4', '2027-Q1'].map(asQuarter);
const SEALED = { contactSealed: 'YQ==', referenceSealed: 'YQ==', detailsSealed: 'YQ==' };

/** In whatever order they were recorded; in that of their dates; and as people record: nothing of a case before it. */
const someRecordedEvents = fc
  .tuple(someEvents, fc.constantFrom('recorded', 'dated', 'sensible'))
  .map(([events, order]) => {
    if (order === 'recorded') return events;
    const byDate = [...events].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
    if (order === 'dated') return byDate;
    const loggedAt = new Map(events.filter((one) => one.body.type === 'received').map((one) => [one.caseId, one.at]));
    return byDate.filter((one) => one.body.type === 'received' || one.at > (loggedAt.get(one.caseId) ?? ''));
  });

function entriesOf(events: readonly CaseEvent[]): Entry[] {
  return events.map((event, index) => {
    const body = event.body.type === 'received' ? { ...event.body, ...SEALED } : event.body;
    return { seq: index + 1, caseId: event.caseId, at: event.at, recordedAt: event.at, actor: event.actor, body };
  });
}

/** What the log service does: whatever is not known is folded out of its events, and known from then on. */
function casesOf(standing: StandingCases, found: Known, events: readonly CaseEvent[], asOfMs: number): CaseState[] {
  const recorded = events.slice(0, found.seq);
  const folded = found.unknown.flatMap((id) => {
    const own = recorded.filter((one) => one.caseId === id);
    standing.settle(own, found.seq);
    return foldCase(own.filter((one) => Date.parse(one.at) <= asOfMs)) ?? [];
  });
  return [...found.cases, ...folded];
}

const byId = (cases: readonly CaseState[]) => cases.map(ofFigures).sort((a, b) => (a.id < b.id ? -1 : 1));

it('knows every case as a whole fold does', () => {
  fc.assert(
    fc.property(someRecordedEvents, fc.array(someInstantMs, { minLength: 1, maxLength: 3 }), (events, instants) => {
      const standing = new StandingCases();
      const entries = entriesOf(events);
      for (let from = 0; from < entries.length; from += 7) {
        standing.add(entries.slice(from, from + 7));
        const recorded = events.slice(0, from + 7);
        for (const asOfMs of instants) {
          const cases = casesOf(standing, standing.all(asOfMs), events, asOfMs);
          expect(byId(cases)).toEqual(byId(casesAsOf(recorded, asOfMs)));
        }
      }
    }),
  );
});

it('finds for a quarter all that its figures depend on', () => {
  fc.assert(
    fc.property(someRecordedEvents, someInstantMs, fc.subarray(QUARTERS, { minLength: 1 }), (events, asOfMs, some) => {
      const standing = new StandingCases();
      standing.add(entriesOf(events));
      const cases = casesOf(standing, standing.of(some, asOfMs), events, asOfMs);
      const whole = countQuarters({ events, declared: [] }, some, asOfMs);
      expect(countLog({ asOfMs, cases, declared: [] }, some)).toEqual(whole);
    }),
  );
});

it('tells every quarter that later events, or later days, have changed', () => {
  fc.assert(
    fc.property(someRecordedEvents, fc.nat(32), someInstantMs, someInstantMs, (events, cut, one, other) => {
      const [then, now] = [Math.min(one, other), Math.max(one, other)];
      const standing = new StandingCases();
      const entries = entriesOf(events);
      standing.add(entries.slice(0, cut));
      const before = countQuarters({ events: events.slice(0, cut), declared: [] }, QUARTERS, then);
      const { seq } = standing;
      standing.add(entries.slice(cut));
      const after = countQuarters({ events, declared: [] }, QUARTERS, now);
      const spans = standing.touchedSince(seq, then);
      const isTouched = (quarter: Quarter) => spans.some(({ from, to }) => from <= quarter && quarter <= to);
      // Days end orders of secrecy without an event; whoever asks looks at the day.
      const isSameWithHolds = then === now || !events.some(({ body }) => body.type.includes('hold'));
      for (const [index, quarter] of QUARTERS.entries()) {
        if (!isTouched(quarter) && isSameWithHolds) expect(after[index]).toEqual(before[index]);
      }
    }),
  );
});

it('remembers what was touched for long, and else says everything', () => {
  const standing = new StandingCases();
  const note = (seq: number): Entry => ({
    seq,
    caseId: 'case-0',
    at: '2026-05-01T00:00:00Z',
    recordedAt: '2026-05-01T00:00:00Z',
    actor: 'officer',
    body: { type: 'note' },
  });
  standing.add(Array.from({ length: 20_000 }, (_, index) => note(index + 1)));
  expect(standing.touchedSince(10, Date.parse('2026-06-01'))).toEqual([{ from: '0000-Q1', to: '9999-Q4' }]);
  expect(standing.touchedSince(20_000, Date.parse('2026-06-01'))).toEqual([]);
});

it('passes over what it knows, and keeps nothing that is sealed', () => {
  const [event] = fc.sample(someEvents, 1)[0] as CaseEvent[];
  const entry = entriesOf([event as CaseEvent])[0] as Entry;
  const standing = new StandingCases();
  standing.add([entry, entry]);
  standing.add([entry]);
  const [state] = standing.all(Number.POSITIVE_INFINITY).cases as [CaseState];
  expect(state.version).toBe(1);
  expect(JSON.stringify(state)).not.toContain('YQ==');
  expect(
    unsealed({ type: 'amend', targets: [{ hash: 'a', sealed: 'YQ==' }], contactSealed: 'YQ==', emergency: true }),
  ).toEqual({ type: 'amend', targets: [{ hash: 'a' }], emergency: true });
});

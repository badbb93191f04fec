/** What is kept of quarters: for how long it stands, and what makes it be found out anew. */
import type { Entry } from './chain/entry';
import { receivedBody } from './counting/history.fixture';
import { KeptQuarters, type Mark } from './kept-quarters';
import { asQuarter } from './quarter';
import { StandingCases } from './standing-cases';

const QUARTERS = ['2025-Q4', '2026-Q1', '2026-Q2'].map((one) => ({ quarter: asQuarter(one), key: 'a version' }));
const JUNE = Date.parse('2026-06-01T00:00:00Z');

const entry = (seq: number, at: string, body: Entry['body']): Entry => ({
  ...{ seq, caseId: 'case-1', at, recordedAt: at, actor: 'officer', body },
});
const received = entry(1, '2026-02-12T10:00:00Z', receivedBody({}, 1));
const closed = (at: string) => entry(2, at, { type: 'close', outcome: 'rejected' });

function keptOf(...entries: readonly Entry[]) {
  const standing = new StandingCases();
  standing.add(entries);
  const markAt = (asOfMs: number, day = '2026-06-01'): Mark => ({ standing, seq: standing.seq, asOfMs, day });
  const kept = new KeptQuarters<string>();
  for (const one of QUARTERS) kept.keep(one, markAt(JUNE), `of ${one.quarter}`);
  const missing = (mark: Mark, key = 'a version') =>
    kept
      .missing(
        QUARTERS.map((one) => ({ ...one, key })),
        mark,
      )
      .map((one) => one.quarter);
  return { standing, kept, markAt, missing };
}

it('keeps what nothing has touched, and finds out anew what an event did', () => {
  const { standing, kept, markAt, missing } = keptOf(received);
  expect(missing(markAt(JUNE + 1))).toEqual([]);
  standing.add([closed('2026-03-20T10:00:00Z')]);
  expect(missing(markAt(JUNE + 2))).toEqual(['2026-Q1', '2026-Q2']);
  expect(kept.value(asQuarter('2025-Q4'))).toBe('of 2025-Q4');
});

it('takes no notice of what counts for nothing', () => {
  const { standing, markAt, missing } = keptOf(received);
  standing.add([
    entry(2, '2026-06-01T10:00:00Z', { type: 'note' }),
    entry(3, '2026-06-01T10:00:00Z', { type: 'triage' }),
    entry(4, '2026-06-01T10:00:00Z', { type: 'document', document: { sha256: 'a', role: 'order', direction: 'in' } }),
  ]);
  expect(missing(markAt(Date.parse('2026-06-01T12:00:00Z')))).toEqual([]);
});

it('comes back to what was dated later than it was found out', () => {
  const { markAt, missing } = keptOf(received, closed('2026-06-02T10:00:00Z'));
  expect(missing(markAt(Date.parse('2026-06-03T10:00:00Z')))).toEqual(['2026-Q1', '2026-Q2']);
});

it('believes nothing of another day, another version, or another log', () => {
  const { markAt, missing } = keptOf(received);
  const all = QUARTERS.map((one) => one.quarter);
  expect(missing(markAt(JUNE + 1, '2026-06-02'))).toEqual(all);
  expect(missing(markAt(JUNE + 1), 'another version')).toEqual(all);
  expect(missing({ ...markAt(JUNE + 1), standing: new StandingCases() })).toEqual(all);
  expect(missing(markAt(JUNE - 1))).toEqual(all);
});

/** The checks before a report: what each finds, and what keeps a draft from being made. */
import type { CaseEvent, EventBody, ReceivedFacts } from './case-event';
import { receivedBody } from './counting/history.fixture';
import { logAsOf } from './log-as-of';
import { published } from './pages/published.fixture';
import { asQuarter } from './quarter';
import { countLog, flowOf, type QuarterCount } from './quarter-count';
import { reportChecks } from './report-checks';

const Q1 = asQuarter('2026-Q1');
const CUT_OFF = '2026-04-10T00:00:00Z';

const event = (id: number, at: string, body: EventBody): CaseEvent => ({
  caseId: `case-${id}`,
  at,
  actor: 'officer',
  body,
});
const logged = (id: number, at = '2026-02-11T10:00:00Z', facts: Partial<ReceivedFacts> = {}) =>
  event(id, at, receivedBody(facts, id));
const closed = (id: number): CaseEvent => event(id, '2026-03-01T10:00:00Z', { type: 'close', outcome: 'rejected' });
const held = (id: number, at: string, until: string | null = null) =>
  event(id, at, { type: 'hold', scope: 'existence', until });

interface Circumstances {
  readonly asOf?: string;
  readonly isPublished?: boolean;
  readonly isDisappearanceDecided?: boolean;
  readonly declared?: readonly { quarter: string; received: number; statement: null; sha256: null }[];
}

function checked(events: readonly CaseEvent[], circumstances: Circumstances = {}) {
  const { asOf = CUT_OFF, isPublished = false, isDisappearanceDecided = false, declared = [] } = circumstances;
  const shown = events.filter((one) => one.at <= CUT_OFF);
  const latest = isPublished ? published({ events: shown, declared: [] }, [{ quarter: Q1, asOf: CUT_OFF }]) : [];
  const cutOff = logAsOf({ events, declared }, Date.parse(asOf));
  const checks = reportChecks({
    quarter: Q1,
    cutOff,
    count: countLog(cutOff, [Q1])[0] as QuarterCount,
    before: flowOf(cutOff, asQuarter('2025-Q4')),
    now: logAsOf({ events, declared }, Date.parse('2026-06-01T00:00:00Z')),
    latest,
    publishedLedger: latest[0]?.ledgerNdjson,
    isDisappearanceDecided,
  });
  const of = (id: string) => checks.find((one) => one.id === id);
  return { of, bad: checks.filter((one) => one.result !== 'good').map((one) => `${one.id}: ${one.result}`) };
}

const done = [logged(1), closed(1)];

it('finds nothing in a quarter that is over and done', () => {
  expect(checked(done).bad).toEqual([]);
  expect(checked([]).bad).toEqual([]);
});

it.each<[string, CaseEvent[], Circumstances, string[]]>([
  ['a quarter that is not over', done, { asOf: '2026-03-31T21:59:59Z' }, ['over: blocks']],
  ['a sender nobody has verified', [logged(1)], {}, ['unverified: look']],
  [
    'a request without an outcome',
    [
      logged(1),
      event(1, '2026-02-12T10:00:00Z', { type: 'triage' }),
      event(1, '2026-02-13T10:00:00Z', { type: 'begin_verification' }),
      event(1, '2026-02-14T10:00:00Z', { type: 'verify', how: 'called back' }),
    ],
    {},
    ['open: look'],
  ],
  [
    'a disclosure of which nobody was told',
    [
      logged(1),
      event(1, '2026-03-01T10:00:00Z', { type: 'close', items: [{ result: 'disclosed', target: 'a'.repeat(64) }] }),
    ],
    {},
    ['notices: look'],
  ],
  ['a contact that was logged late', [logged(1, '2026-02-19T12:00:00Z'), closed(1)], {}, ['late: look']],
  ['an order after the cut-off', [...done, held(1, '2026-05-01T10:00:00Z')], {}, ['secret-since: blocks']],
  ['an order whose day is over', [...done, held(1, '2026-03-05T10:00:00Z', '2026-05-01')], {}, ['expired: look']],
  [
    'a published request that became secret',
    [...done, held(1, '2026-05-01T10:00:00Z')],
    { isPublished: true, asOf: '2026-05-02T10:00:00Z' },
    ['disappears: blocks'],
  ],
  [
    'one of which two people have decided',
    [...done, held(1, '2026-05-01T10:00:00Z')],
    { isPublished: true, isDisappearanceDecided: true, asOf: '2026-05-02T10:00:00Z' },
    ['disappears: look'],
  ],
  [
    'quarters that are missing',
    done,
    { declared: [{ quarter: '2025-Q3', received: 1, statement: null, sha256: null }] },
    ['gaps: look'],
  ],
])('finds %s', (_what, events, circumstances, expected) => {
  expect(checked(events, circumstances).bad).toEqual(expected);
});

it('names what it is about', () => {
  expect(
    checked([logged(1)])
      .of('unverified')
      ?.cases.map((one) => one.id),
  ).toEqual(['case-1']);
  const declared = [{ quarter: '2025-Q3', received: 1, statement: null, sha256: null }];
  expect(checked(done, { declared }).of('gaps')?.quarters).toEqual(['2025-Q3', '2025-Q4']);
  expect(checked([logged(1), held(1, '2026-03-05T10:00:00Z')]).of('held')?.finding).toContain(
    '1 request under an order',
  );
});

it('asks nothing of requests where only the total is known', () => {
  const declared = [{ quarter: '2026-Q1', received: 4, statement: null, sha256: null }];
  expect(checked([logged(1)], { declared }).bad).toEqual([]);
});

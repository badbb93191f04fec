/** Differences in words: no code and no name of a field reaches a reader. */
import { changesBetween } from '../reports/changes';
import { linesOf, ndjsonOf } from '../reports/report-content';
import { changeInWords } from './changes-in-words';
import { published, someHistory } from './published.fixture';
import { textsOf } from './texts';

const [first, second] = published(someHistory(10), [
  { quarter: '2026-Q1', asOf: '2026-03-05T09:00:00+01:00' },
  { quarter: '2026-Q1', asOf: '2026-04-20T09:00:00+02:00', reason: 'matured' },
]) as [ReturnType<typeof published>[0], ReturnType<typeof published>[0]];
const texts = textsOf('en');

it('says every difference without a code', () => {
  const said = second.report.changes.map((change) => changeInWords(texts, change));
  expect(said.length).toBeGreaterThan(10);
  for (const [what, before, now] of said) {
    expect([what, before, now].join(' ')).not.toMatch(/[a-z]_[a-z]|[a-z][A-Z]|\w\/\w{2}|undefined|null|\[object/);
    expect(before).not.toBe(now);
  }
});

it('names what differs of a request and of a row, and nothing else', () => {
  const said = second.report.changes.map((change) => changeInWords(texts, change));
  expect(said.find(([what]) => what.startsWith('Request '))).toEqual([
    expect.any(String),
    'Outcome: Pending; Closed in: n/a; Days until closed: open',
    expect.stringMatching(/^Outcome: Rejected; Closed in: Q1 2026; Days until closed: \d+$/),
  ]);
  expect(said.find(([what]) => what === 'Country: Switzerland')?.[1]).toMatch(/^Pending: \d+(; |$)/);
});

it('tells a request that is new from one that is gone, and a figure that is unknown from both', () => {
  const [line] = linesOf(second);
  const { figures, flow, breakdowns, rules } = second.report as unknown as Parameters<typeof changesBetween>[0];
  const empty = { figures, flow, breakdowns, rules, ledgerNdjson: '' };
  const [added] = changesBetween(empty, { ...empty, ledgerNdjson: ndjsonOf(line === undefined ? [] : [line]) });
  expect(changeInWords(texts, added as never)[1]).toBe('nothing');
  const change = { path: '/figures/identifiers_distinct/value', from: null, to: 4 };
  expect(changeInWords(texts, change)).toEqual(['Distinct identifiers', 'unknown', '4']);
  expect(changeInWords(texts, { path: '/figures/disclosure_rate/value', from: null, to: 0.25 })[1]).toBe('n/a');
  expect(first.report.changes).toEqual([]);
});

/** What a version changes: the same whether lines are compared as texts or one by one. */
import fc from 'fast-check';
import { canonicalJson } from '../../platform/canonical-json';
import { someEvents } from '../counting/history.fixture';
import { CURRENT_RULES } from '../counting-rules';
import { ledgerText } from '../ledger';
import { asQuarter } from '../quarter';
import { countQuarter, type QuarterCount } from '../quarter-count';
import { changesBetween } from './changes';
import { ndjsonOf } from './report-content';

const QUARTERS = ['2026-Q1', '2026-Q2', '2026-Q3'].map(asQuarter);

const LATER_MS = Date.parse('2030-01-01T00:00:00Z');

const comparable = (count: QuarterCount) => ({
  ...count,
  ledgerNdjson: ndjsonOf(count.ledger),
  rules: CURRENT_RULES,
});

it('writes lines as canonical JSON', () => {
  fc.assert(
    fc.property(someEvents, fc.constantFrom(...QUARTERS), (events, quarter) => {
      const { ledger } = countQuarter({ events, declared: [] }, quarter, LATER_MS);
      for (const line of ledger) expect(ledgerText(line)).toBe(canonicalJson(line));
    }),
  );
});

it('names every line that is new, gone or different, and no other', () => {
  fc.assert(
    fc.property(someEvents, someEvents, fc.constantFrom(...QUARTERS), (one, other, quarter) => {
      const [before, after] = [one, other].map((events) =>
        countQuarter({ events, declared: [] }, quarter, LATER_MS),
      ) as [QuarterCount, QuarterCount];
      const lines = new Map(
        changesBetween(comparable(before), comparable(after)).map(({ path, ...rest }) => [path, rest]),
      );
      for (const ref of new Set([...before.ledger, ...after.ledger].map((line) => line.ref))) {
        const [from = null, to = null] = [before, after].map(({ ledger }) => ledger.find((line) => line.ref === ref));
        const expected = canonicalJson(from) === canonicalJson(to) ? undefined : { from, to };
        expect(lines.get(`ledger/${ref}`)).toEqual(expected);
      }
      expect(changesBetween(comparable(after), comparable(after))).toEqual([]);
    }),
  );
});

/** The files of a version: what they say, and what they never do. */

import { sha256 } from '../../../platform/canonical-json';
import { csv } from '../../../platform/csv';
import { ALL_RULES, CURRENT_RULES } from '../../counting-rules';
import { linesOf } from '../../reports/report-content';
import { published, someHistory } from '../published.fixture';
import { dsaCsv } from './dsa-csv';
import { figuresCsv } from './figures-csv';
import { reportSchema, rulesPath } from './json-files';
import { ledgerCsv } from './ledger-csv';

const versions = published(someHistory(5), [
  { quarter: '2024-Q4', asOf: '2026-04-01T09:00:00+02:00' },
  { quarter: '2026-Q1', asOf: '2026-04-20T09:00:00+02:00' },
]);
const [legacy, counted] = versions as [(typeof versions)[0], (typeof versions)[0]];
const lines = linesOf(counted);

describe('csv', () => {
  it('quotes as RFC 4180 says, and leaves null empty', () => {
    expect(csv(['a', 'b'], [{ a: 'x,"y"', b: null }])).toBe('a,b\r\n"x,""y""",\r\n');
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])('defuses %j', (cell) => {
    expect(
      csv(['a'], [{ a: cell }])
        .split('\r\n')
        .slice(1)
        .join(''),
    ).toMatch(/^"?'/);
  });
});

describe('figures.csv', () => {
  const rows = figuresCsv([legacy.report, counted.report])
    .trim()
    .split('\r\n')
    .map((row) => row.split(','));

  it('has its frozen header and one row per figure', () => {
    expect(rows[0]?.join()).toBe('quarter,version,dimension,code,metric,unit,value_low,value_high,status,rule');
    expect(new Set(rows.map((row) => row.slice(0, 5).join())).size).toBe(rows.length);
    expect(rows.every((row) => row.length === 10)).toBe(true);
  });

  it('never writes 0 for what is unknown', () => {
    const unknown = rows.filter((row) => row[8] === 'unknown');
    expect(unknown.length).toBeGreaterThan(20);
    expect(unknown.every((row) => row[6] === '' && row[7] === '')).toBe(true);
  });

  it('adds up by country', () => {
    const of = (dimension: string) =>
      rows.filter((row) => row[0] === '2026-Q1' && row[2] === dimension && row[4] === 'received');
    expect(of('country').reduce((sum, row) => sum + Number(row[6]), 0)).toBe(Number(of('quarter')[0]?.[6]));
  });
});

it('writes every line of the ledger', () => {
  const text = ledgerCsv(lines, CURRENT_RULES.id);
  expect(text.split('\r\n')).toHaveLength(lines.length + 2);
  for (const { ref } of lines) expect(text).toContain(`${ref},2026-Q1,government,`);
});

describe('the orders by member state', () => {
  const rows = (text: string) =>
    text
      .trim()
      .split('\r\n')
      .map((row) => row.split(','));

  it('counts Germany and France, and knows the others for 0', () => {
    const numbers = new Map(rows(dsaCsv(counted.report, lines)).map((row) => [row[5], row[6]]));
    expect(numbers.size).toBe(29);
    expect([numbers.get('TOTAL'), numbers.get('DE'), numbers.get('FR'), numbers.get('AT')]).toEqual([
      '5',
      '1',
      '1',
      '0',
    ]);
  });

  it('leaves blank what is unknown', () => {
    const undisclosed = lines.map((line, index) => (index === 0 ? { ...line, country: 'undisclosed' } : line));
    for (const text of [dsaCsv(legacy.report, []), dsaCsv(counted.report, undisclosed)]) {
      expect(rows(text).find((row) => row[5] === 'AT')?.[6]).toBe('');
    }
  });
});

it('publishes the wording of the rules under the hash that reports name', () => {
  const { id, json } = CURRENT_RULES;
  expect(counted.report.rules).toEqual({ id, sha256: sha256(json) });
  expect(rulesPath(id)).toBe('/data/rules/counting-rules-2.json');
  for (const rules of ALL_RULES) expect(JSON.parse(rules.json)).toHaveLength(20);
  // Reports are published by it: not a letter of it may change.
  expect(ALL_RULES[0]?.sha256).toBe('5d13a6f5ef7ff6be9d8e9c78cd0dee64842fdc759fcfc93f288a4abc169c688c');
});

it('describes report.json in JSON Schema 2020-12', () => {
  const schema = JSON.parse(reportSchema());
  expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
  expect(schema.required).toEqual(expect.arrayContaining(Object.keys(counted.report)));
});

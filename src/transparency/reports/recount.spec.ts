/** The script for readers, docs/recount.py, counts what we count; skipped where there is no Python. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { someEvents } from '../counting/history.fixture';
import { asQuarter, endOf } from '../quarter';
import { countQuarter } from '../quarter-count';
import { draftReport, publishedJson } from './report-content';

const SCRIPT = join(__dirname, '..', '..', '..', 'docs', 'recount.py');
const hasPython = spawnSync('python3', ['--version']).status === 0;
const withPython = hasPython || process.env.CI === 'true' ? describe : describe.skip;

withPython('docs/recount.py', () => {
  const directory = mkdtempSync(join(tmpdir(), 'recount-'));
  const quarter = asQuarter('2026-Q1');

  function run(events: Parameters<typeof countQuarter>[0]['events'], spoil = (json: string) => json) {
    const count = countQuarter({ events, declared: [] }, quarter, endOf(quarter) + 90 * 86_400_000);
    const dataAsOf = '2026-06-30T00:00:00Z';
    const facts = { count, publisher: 'A foundation', dataAsOf, reason: 'first', declared: null } as const;
    const { substance, ledgerNdjson } = draftReport(facts);
    const json = publishedJson(substance, { publishedAt: dataAsOf, previousReportSha256: null });
    writeFileSync(join(directory, 'report.json'), spoil(json));
    writeFileSync(join(directory, 'ledger.ndjson'), ledgerNdjson);
    const files = ['report.json', 'ledger.ndjson'].map((name) => join(directory, name));
    return spawnSync('python3', [SCRIPT, ...files], { encoding: 'utf8' });
  }

  it('counts random histories as we do', () => {
    fc.assert(
      fc.property(someEvents, (events) => {
        const { status, stdout, stderr } = run(events);
        expect([status, stdout, stderr]).toEqual([0, expect.stringContaining('2026-Q1 version 1 holds'), '']);
      }),
      { numRuns: 8 },
    );
  });

  it('names a figure that was typed', () => {
    const { status, stdout } = run([], (json) => json.replace(/("closed":\{[^}]*"value":)0/, '$17'));
    expect([status, stdout]).toEqual([1, 'flow.closed: printed 7, counted 0\n']);
  });

  it('is short enough to be read', () => {
    expect(readFileSync(SCRIPT, 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(60);
  });
});

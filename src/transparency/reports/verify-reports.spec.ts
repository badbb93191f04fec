/** One flipped byte anywhere in a published report or its ledger is found, and the report is named. */
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { sha256 } from '../../platform/canonical-json';
import { someEvents } from '../counting/history.fixture';
import { dsaCsv } from '../pages/files/dsa-csv';
import { figuresCsv } from '../pages/files/figures-csv';
import { changesJson } from '../pages/files/json-files';
import { ledgerCsv } from '../pages/files/ledger-csv';
import { publishedReport } from '../published-report';
import { asQuarter, endOf } from '../quarter';
import { countQuarter } from '../quarter-count';
import { newSigningKey, sign } from './minisign';
import { draftReport, ledgerOf, publishedJson } from './report-content';
import { type FoundReport, verifyReports } from './verify-reports';

const key = newSigningKey(randomBytes(40));
const Q = asQuarter('2026-Q1');

/** Two versions of a quarter out of the same history, counted at two instants. */
function published(events: Parameters<typeof countQuarter>[0]['events']): FoundReport[] {
  const found: FoundReport[] = [];
  let before: Parameters<typeof draftReport>[0]['before'];
  for (const [index, days] of [10, 200].entries()) {
    const asOf = endOf(Q) + days * 86_400_000;
    const dataAsOf = new Date(asOf).toISOString();
    const { substance, ledgerNdjson } = draftReport({
      count: countQuarter({ events, declared: [] }, Q, asOf),
      publisher: 'A foundation',
      dataAsOf,
      reason: index === 0 ? 'first' : 'matured',
      declared: null,
      before,
    });
    const json = publishedJson(substance, { publishedAt: dataAsOf, previousReportSha256: before?.sha256 ?? null });
    const hash = sha256(json);
    before = { report: JSON.parse(json), sha256: hash, ledgerNdjson };
    found.push({
      name: `v${index + 1}`,
      json: Buffer.from(json),
      ledgerNdjson,
      signature: sign(key, Buffer.from(json), `sha256=${hash}`),
    });
  }
  return found;
}

const flipped = (bytes: Buffer, at: number, bit: number) => {
  const changed = Buffer.from(bytes);
  changed[at % changed.length] = (changed[at % changed.length] as number) ^ (1 << bit);
  return changed;
};
const change = fc.record({ which: fc.nat({ max: 1 }), at: fc.nat(), bit: fc.nat({ max: 7 }) });

describe('verifyReports', () => {
  it('finds nothing in what was published', () => {
    fc.assert(fc.property(someEvents, (events) => expect(verifyReports(published(events), key, true)).toEqual([])));
  });

  it('finds what was taken away, put elsewhere or kept under another name, where all is at hand', () => {
    const [one, two] = published([]) as [FoundReport, FoundReport];
    const faultsOf = (found: FoundReport[]) =>
      verifyReports(found, key, true).map(({ name, message }) => `${name} ${message}`);
    expect(faultsOf([two])).toEqual(['v2 names a report before it, which is missing']);
    expect(faultsOf([two, one])).toEqual([
      'v2 names a report before it, which is missing',
      'v1 was not published next after v2',
    ]);
    expect(faultsOf([one])).toEqual([]);
    expect(faultsOf([{ ...one, keptAs: { quarter: '2026-Q2', version: 1 } }])).toEqual([
      'v1 says that it is 2026-Q1 version 1',
    ]);
  });

  it('finds two reports that are both one version', () => {
    const [one] = published([]) as [FoundReport, FoundReport];
    const json = Buffer.from(one.json.toString().replace('A foundation', 'B foundation'));
    const other = { name: 'other', json, signature: sign(key, json, `sha256=${sha256(json)}`) };
    expect(verifyReports([one, other], key)).toEqual([
      { name: 'other', message: 'is not the same as v1, though both are one version' },
    ]);
  });

  it('finds one flipped bit of the signature, in the line that nobody signs too', () => {
    const [one] = published([]) as [FoundReport, FoundReport];
    const bytes = Buffer.from(one.signature ?? '');
    const unseen = [...bytes.keys()].filter((at) => {
      const signature = flipped(bytes, at, at % 7).toString();
      return verifyReports([{ ...one, signature }], key).length === 0;
    });
    expect(unseen).toEqual([]);
  });

  it('reads the hash beside a report as sha256sum does', () => {
    const [one] = published([]) as [FoundReport, FoundReport];
    const hash = sha256(one.json);
    const faultsWith = (sha256File: string) => verifyReports([{ ...one, sha256File }], key);
    for (const good of [hash, `${hash}\n`, `${hash}  report.json\n`, `${hash} *v1\r\n`]) {
      expect(faultsWith(good)).toEqual([]);
    }
    for (const bad of [
      `${hash} report.json`,
      `${hash}  report.jsom\n`,
      `${hash}  report.json\n\n`,
      hash.slice(1),
      '',
    ]) {
      expect(faultsWith(bad)).toHaveLength(1);
    }
  });

  it('finds one flipped bit of report.json by the signature', () => {
    fc.assert(
      fc.property(someEvents, change, (events, { which, at, bit }) => {
        const reports = published(events);
        const one = reports[which] as FoundReport;
        reports[which] = { ...one, json: flipped(one.json, at, bit) };
        expect(verifyReports(reports, key)).toContainEqual(expect.objectContaining({ name: one.name }));
      }),
    );
  });

  it('finds it in an old version without any key, by what the next version names', () => {
    fc.assert(
      fc.property(someEvents, change, (events, { at, bit }) => {
        const [old, next] = published(events) as [FoundReport, FoundReport];
        const changed = { ...old, json: flipped(old.json, at, bit) };
        expect(verifyReports([changed, next], undefined)).toContainEqual(expect.objectContaining({ name: 'v1' }));
      }),
    );
  });

  it('finds one flipped bit of the ledger', () => {
    fc.assert(
      fc.property(someEvents, change, (events, { which, at, bit }) => {
        const reports = published(events);
        const one = reports[which] as FoundReport;
        fc.pre(one.ledgerNdjson !== '');
        const ledger = flipped(Buffer.from(one.ledgerNdjson ?? ''), at, bit).toString('latin1');
        reports[which] = { ...one, ledgerNdjson: ledger };
        expect(verifyReports(reports, undefined)).toContainEqual(expect.objectContaining({ name: one.name }));
      }),
    );
  });

  it('names the first line of a table that is not what the signed report gives', () => {
    const events = fc.sample(someEvents, { numRuns: 1, seed: 4 })[0] ?? [];
    const [report] = published(events) as [FoundReport, FoundReport];
    const content = publishedReport.parse(JSON.parse(report.json.toString()));
    const lines = ledgerOf(report.ledgerNdjson ?? '');
    const tables = {
      ...{ figuresCsv: figuresCsv([content]), ledgerCsv: ledgerCsv(lines, content.rules.id) },
      ...{ changesJson: changesJson(content), dsaCsv: dsaCsv(content, lines) },
    };
    const faultsWith = (changes: Partial<FoundReport>) =>
      verifyReports([{ ...report, ...tables, ...changes }], key).map(({ message }) => message);
    expect(faultsWith({})).toEqual([]);
    expect(faultsWith({ figuresCsv: tables.figuresCsv.replace(',received,requests,', ',recieved,requests,') })).toEqual(
      [expect.stringMatching(/^figures\.csv line \d+ is "2026-Q1,1,.*recieved.*; the signed report gives "2026-Q1,1,/)],
    );
    expect(faultsWith({ figuresCsv: tables.figuresCsv.replaceAll('\r\n', '\n') })).toEqual([
      expect.stringMatching(/^figures\.csv line 1 is "quarter,.*rule"; the signed report gives "quarter,.*rule\\r"$/),
    ]);
    const cut = tables.ledgerCsv.split('\r\n').slice(0, -2).join('\r\n');
    expect(faultsWith({ ledgerCsv: `${cut}\r\n` })).toEqual([
      expect.stringMatching(/^ledger\.csv line \d+ is nothing; the signed report gives "/),
    ]);
    expect(faultsWith({ ledgerCsv: `${tables.ledgerCsv}more` })).toEqual([
      expect.stringMatching(/^ledger\.csv line \d+ is "more"; the signed report gives nothing$/),
    ]);
    expect(faultsWith({ changesJson: tables.changesJson.replace('first', 'typo') })).toEqual([
      expect.stringMatching(/^changes\.json line 4 is .*typo/),
    ]);
    expect(faultsWith({ dsaCsv: tables.dsaCsv.replace(',AT,', ',XX,') })).toEqual([
      expect.stringMatching(/^dsa-member-state-orders\.csv line 3 is .*,XX,/),
    ]);
    expect(faultsWith({ ledgerNdjson: undefined })).toEqual([
      expect.stringMatching(/^ledger\.csv cannot be checked: put ledger\.ndjson/),
      expect.stringMatching(/^dsa-member-state-orders\.csv cannot be checked/),
    ]);
  });

  it('counts again: figures that do not follow from the ledger are named, however well they are signed', () => {
    const [report] = published([]) as [FoundReport, FoundReport];
    const json = Buffer.from(
      report.json
        .toString()
        .replace(
          '"emergency":{"rules":["R11"],"status":"exact","unit":"requests","value":0}',
          '"emergency":{"rules":["R11"],"status":"exact","unit":"requests","value":3}',
        ),
    );
    const signature = sign(key, json, `sha256=${sha256(json)}`);
    expect(verifyReports([{ ...report, json, signature }], key)).toEqual([
      { name: 'v1', message: 'figures.emergency is 3; its ledger gives 0' },
    ]);
  });
});

/** The file to print and to keep: what PDF/A-2a demands is there, and whatever is taken away is missed. */
import { PDFArray, PDFDict, PDFDocument, PDFName, type PDFRawStream, PDFString } from '@cantoo/pdf-lib';
import { pdfFault } from '../../reports/pdf-beside';
import { published, someHistory } from '../published.fixture';
import { pdfAFaults } from './pdf-a.fixture';
import { reportPdf } from './report-pdf';

const [legacy, counted] = published(someHistory(40), [
  { quarter: '2024-Q4', asOf: '2026-04-01T09:00:00+02:00' },
  { quarter: '2026-Q1', asOf: '2026-04-20T09:00:00+02:00' },
]) as [ReturnType<typeof published>[0], ReturnType<typeof published>[0]];

const name = (text: string) => PDFName.of(text);
const parsed = (pdf: Buffer) => PDFDocument.load(pdf, { updateMetadata: false });
const named = (publisher: string) => ({ ...counted, report: { ...counted.report, publisher } });

async function faultsOf(pdf: Buffer, spoil: (document: PDFDocument) => void = () => undefined): Promise<string[]> {
  const document = await parsed(pdf);
  spoil(document);
  return pdfAFaults(document, pdf);
}

it.each([
  ['a counted quarter', counted],
  ['a declared one', legacy],
  ['a publisher with signs of XML in its name', named('Law & <Order>')],
])('has all that PDF/A-2a demands: %s', async (_what, version) => {
  expect(await faultsOf(await reportPdf('en', version))).toEqual([]);
});

it('is the same each time, and has its hash on every page', async () => {
  const pdf = await reportPdf('en', counted);
  expect((await reportPdf('en', counted)).equals(pdf)).toBe(true);
  const document = await parsed(pdf);
  expect(document.getPageCount()).toBeGreaterThan(1);
  expect(document.getTitle()).toBe('Report for Q1 2026, version 1');
});

it('is found changed, at the byte that was', async () => {
  const pdf = await reportPdf('en', counted);
  const json = Buffer.from(counted.json);
  expect(await pdfFault(json, pdf)).toBeUndefined();
  for (const at of [4_711, pdf.length - 1]) {
    const changed = Buffer.from(pdf);
    changed[at] = (changed[at] as number) ^ 1;
    expect(await pdfFault(json, changed)).toMatch(`report.pdf differs at byte ${at} from what this release makes`);
  }
  expect(await pdfFault(json, pdf.subarray(0, -1))).toContain(`at byte ${pdf.length - 1} `);
  expect(await pdfFault(json, Buffer.concat([pdf, Buffer.from('%')]))).toContain(`at byte ${pdf.length} `);
});

it('leaves no letter out where its fonts have none', async () => {
  const report = { ...counted.report, statement: { secrecy: 'Ελλάς and 中文', declared: null } };
  expect(await faultsOf(await reportPdf('en', { ...counted, report }))).toEqual([]);
});

const each = (document: PDFDocument, work: (dict: PDFDict) => void) => {
  for (const [, object] of document.context.enumerateIndirectObjects()) if (object instanceof PDFDict) work(object);
};
const metadataOf = (document: PDFDocument) => document.catalog.lookup(name('Metadata')) as PDFRawStream;
const rewritten = (document: PDFDocument, change: (xmp: string) => string) => {
  const stream = metadataOf(document);
  Object.assign(stream, { contents: Buffer.from(change(Buffer.from(stream.contents).toString('utf8'))) });
};

it.each<[string, RegExp, (document: PDFDocument) => void]>([
  ['the output intent', /output intent/, ({ catalog }) => catalog.delete(name('OutputIntents'))],
  ['the language', /language/, ({ catalog }) => catalog.delete(name('Lang'))],
  ['the mark', /not marked/, ({ catalog }) => catalog.delete(name('MarkInfo'))],
  ['the metadata', /metadata/, ({ catalog }) => catalog.delete(name('Metadata'))],
  [
    'the conformance',
    /PDF\/A-2a/,
    (document) => rewritten(document, (xmp) => xmp.replace('conformance>A', 'conformance>B')),
  ],
  [
    'an escape in the metadata',
    /no XML/,
    (document) => rewritten(document, (xmp) => xmp.replace('</rdf:li>', ' & more</rdf:li>')),
  ],
  ['the title', /titles differ/, (document) => document.setTitle('Another')],
  ['the structure', /no structure/, ({ catalog }) => catalog.delete(name('StructTreeRoot'))],
  ['the ID', /no ID/, ({ context }) => Object.assign(context.trailerInfo, { ID: undefined })],
  ['an embedded font', /not embedded/, (document) => each(document, (dict) => dict.delete(name('FontFile2')))],
  ['the letters of a font', /tell its letters/, (document) => each(document, (dict) => dict.delete(name('ToUnicode')))],
  [
    'the scope of a heading',
    /no scope/,
    (document) => each(document, (dict) => dict.get(name('S')) === name('TH') && dict.delete(name('A'))),
  ],
  [
    'a row of a table',
    /stands in/,
    (document) => each(document, (dict) => dict.get(name('S')) === name('TR') && dict.set(name('S'), name('P'))),
  ],
  [
    'what a text belongs to',
    /does not belong/,
    (document) =>
      each(
        document,
        (dict) => dict.get(name('S')) === name('H1') && dict.set(name('K'), PDFArray.withContext(document.context)),
      ),
  ],
  [
    'nothing, with a script',
    /JavaScript/,
    ({ catalog }) => catalog.lookup(name('Names'), PDFDict).set(name('JavaScript'), PDFString.of('x')),
  ],
])('misses %s', async (_what, found, spoil) => {
  expect(await faultsOf(await reportPdf('en', counted), spoil)).toEqual(
    expect.arrayContaining([expect.stringMatching(found)]),
  );
});

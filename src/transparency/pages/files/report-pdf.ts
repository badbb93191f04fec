/**
 * A version to print and to keep: PDF/A-2a (ISO 19005-2), tagged, in its language, with the hash of report.json on every
 * page. A function of the signed report alone: whoever makes it again gets the same bytes and can compare.
 */
import { OUTCOMES } from '../../enumerations';
import type { PublishedReport, ReportVersion } from '../../published-report';
import { codeInWords } from '../code-in-words';
import { disclosureInWords, figureInWords, type ShownFigure } from '../figures';
import type { Language } from '../language';
import { categoryRows, heldInWords } from '../report-categories';
import { type Texts, textsOf } from '../texts';

const MARGIN = 56;
const FIGURE_WIDTH = 120;
const PADDING = 4;
const LINE = 20;

const FONTS = {
  text: require.resolve('@fontsource/noto-sans/files/noto-sans-latin-400-normal.woff'),
  strong: require.resolve('@fontsource/noto-sans/files/noto-sans-latin-700-normal.woff'),
} as const;

/** What the fonts have no letter for; a file to keep may not leave a gap where one belongs. */
const MISSING = /[^\n\u0020-\u007e\u00a0-\u00ff\u2013\u2014\u2018-\u201d\u2022\u2026\u20ac\u2212]/gu;

type Cells = readonly [string, string];

/** What is printed: the report, and the hash by which it is known. */
export type Printed = Pick<ReportVersion, 'report' | 'sha256'>;

export async function reportPdf(language: Language, version: Printed): Promise<Buffer> {
  // With its fonts it takes a tenth of a second to load, and few processes ever write a PDF.
  const { default: PDFDocument } = await import('pdfkit');
  const texts = textsOf(language);
  const { report } = version;
  const title = texts.reports.report.titleOf(texts.quarter(report.quarter), report.version);
  const document = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    pdfVersion: '1.7',
    subset: 'PDF/A-2a',
    tagged: true,
    lang: language,
    displayTitle: true,
    // What a compressor writes depends on the machine it runs on; the text of a report is short.
    compress: false,
    font: FONTS.text,
    // The time is that of the publication, not of the writing: the bytes must not vary.
    info: { Title: title, CreationDate: new Date(report.publishedAt) },
  });
  for (const [name, file] of Object.entries(FONTS)) document.registerFont(name, file);
  // The library writes what it is given into the metadata as it stands.
  document.appendXML(creator(report.publisher));
  const chunks: Buffer[] = [];
  document.on('data', (chunk: Buffer) => chunks.push(chunk));
  const written = new Promise<Buffer>((resolve, reject) => {
    document.on('end', () => resolve(Buffer.concat(chunks)));
    document.on('error', reject);
  });
  new Sheet(document, texts, `${title} · SHA-256 ${version.sha256}`).write(title, version);
  document.end();
  return written;
}

class Sheet {
  private readonly root: PDFKit.PDFStructureElement;

  constructor(
    private readonly document: PDFKit.PDFDocument,
    private readonly texts: Texts,
    private readonly footer: string,
  ) {
    this.root = document.struct('Document');
    document.addStructure(this.root);
    this.foot();
  }

  write(title: string, { report, sha256 }: Printed): void {
    const { date, instant, reports, codes } = this.texts;
    const text = reports.report;
    this.say('H1', title);
    this.say('P', report.publisher);
    this.say('P', `${date(report.periodStart)} – ${date(report.periodEnd)}`);
    this.say(
      'P',
      `${reports.asOf} ${instant(report.dataAsOf)}. ${text.facts.published}: ${instant(report.publishedAt)}.`,
    );
    if (report.legacy) this.say('P', text.legacy);
    const outcomes = ['received', ...OUTCOMES];
    this.figures(text.outcomesTitle, named(outcomes, report.figures), report);
    const flow = Object.fromEntries(Object.entries(report.flow).map(([name, one]) => [`flow.${name}`, one]));
    this.figures(text.flowTitle, named(Object.keys(codes.figures), flow), report);
    const others = Object.keys(codes.figures).filter((name) => !outcomes.includes(name));
    this.figures(text.figuresTitle, named(others, report.figures), report);
    for (const dimension of ['country', 'process', 'kind'] as const) {
      const rows = report.breakdowns.filter((row) => row.dimension === dimension);
      if (rows.length === 0) continue;
      this.say('H2', text.breakdownTitle[dimension]);
      this.table([
        [text.code[dimension], codes.figures.received ?? ''],
        ...rows.map((row): Cells => [codeInWords(this.texts, dimension, row.code), String(row.received)]),
      ]);
    }
    this.categories(report);
    this.say('H2', text.secrecyTitle);
    this.say('P', report.statement.secrecy);
    this.say('H2', text.versionTitle);
    this.say('P', `${reports.pdfHash}: ${sha256}`);
    this.say('P', `${text.facts.ledger}: ${report.ledgerSha256}`);
    this.root.end();
  }

  private categories(report: PublishedReport): void {
    const text = this.texts.reports.report;
    const rows = categoryRows(report);
    if (rows.length === 0) return;
    this.say('H2', text.categoriesTitle);
    this.table([
      [text.code.category, text.categoriesBriefly],
      ...rows.map(
        (row): Cells => [
          codeInWords(this.texts, 'category', row.code),
          `${row.received} / ${heldInWords(this.texts, row)} / ${row.disclosed ?? 0}`,
        ],
      ),
    ]);
  }

  private figures(title: string, figures: readonly (readonly [string, ShownFigure])[], report: PublishedReport): void {
    const { reports, codes } = this.texts;
    if (figures.length === 0) return;
    this.say('H2', title);
    this.table([
      [reports.report.figure, reports.report.value],
      ...figures.map(
        ([name, figure]): Cells => [
          codes.figures[name] ?? name,
          name === 'disclosure_rate' ? disclosureInWords(report, this.texts) : figureInWords(figure, this.texts),
        ],
      ),
    ]);
  }

  private say(tag: 'H1' | 'H2' | 'P', text: string): void {
    const { document } = this;
    const size = { H1: 20, H2: 13, P: 10 }[tag];
    if (tag === 'H2') document.moveDown(0.8);
    document.font(tag === 'P' ? 'text' : 'strong', size);
    // A heading stays with the first of what it is the heading of.
    this.demand(document.heightOfString(shown(text)) + (tag === 'H2' ? 3 * LINE : 0));
    document.font(tag === 'P' ? 'text' : 'strong', size);
    this.root.add(document.struct(tag, {}, () => void document.text(shown(text), MARGIN)));
    document.moveDown(tag === 'P' ? 0.3 : 0.5);
  }

  /** The first row names the columns, the first column the rows. */
  private table(rows: readonly Cells[]): void {
    const { document } = this;
    const table = document.struct('Table');
    this.root.add(table);
    for (const [index, cells] of rows.entries()) this.row(table, cells, index === 0);
    table.end();
    document.x = MARGIN;
    document.moveDown(0.5);
  }

  private row(table: PDFKit.PDFStructureElement, cells: Cells, isHead: boolean): void {
    const { document } = this;
    const whole = document.page.width - 2 * MARGIN;
    const columns = [
      { x: MARGIN, width: whole - FIGURE_WIDTH, align: 'left' },
      { x: MARGIN + whole - FIGURE_WIDTH, width: FIGURE_WIDTH, align: 'right' },
    ] as const;
    const font = () => document.font(isHead ? 'strong' : 'text', 10);
    font();
    const texts = cells.map(shown);
    const height = Math.max(...columns.map(({ width }, n) => document.heightOfString(texts[n] ?? '', { width })));
    this.demand(height + 2 * PADDING);
    font();
    const top = document.y + PADDING;
    const row = document.struct('TR');
    table.add(row);
    for (const [n, { x, width, align }] of columns.entries()) {
      const write = () => void document.text(texts[n] ?? '', x, top, { width, align });
      const scope = scoped(isHead ? 'Column' : 'Row');
      row.add(isHead || n === 0 ? document.struct('TH', scope, write) : document.struct('TD', {}, write));
    }
    row.end();
    document.y = top + height + PADDING;
    this.asArtifact(() =>
      document
        .lineWidth(0.5)
        .moveTo(MARGIN, document.y)
        .lineTo(MARGIN + whole, document.y)
        .stroke('#888888'),
    );
  }

  /** Goes on to another page where so much does not fit on this one. */
  private demand(height: number): void {
    const { document } = this;
    if (document.y + height <= document.page.maxY()) return;
    document.addPage();
    this.foot();
  }

  private foot(): void {
    const { document } = this;
    const { x, y, page } = document;
    // Nothing is written below the margin but this.
    page.margins.bottom = 0;
    this.asArtifact(() => document.font('text', 7).text(shown(this.footer), MARGIN, page.height - MARGIN / 2));
    page.margins.bottom = MARGIN;
    Object.assign(document, { x, y });
  }

  /** What is no part of the text that is read aloud. */
  private asArtifact(draw: () => unknown): void {
    this.document.markContent('Artifact');
    draw();
    this.document.endMarkedContent();
  }
}

/** The types of the library leave it out. */
function scoped(scope: 'Row' | 'Column'): PDFKit.Mixins.StructureElementOptions {
  return { scope } as PDFKit.Mixins.StructureElementOptions;
}

function shown(text: string): string {
  return text.replace(MISSING, '?');
}

function creator(name: string): string {
  const escaped = name.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `
        <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
            <dc:creator><rdf:Seq><rdf:li>${escaped}</rdf:li></rdf:Seq></dc:creator>
        </rdf:Description>`;
}

function named(names: readonly string[], figures: Readonly<Record<string, ShownFigure>>): [string, ShownFigure][] {
  return names.flatMap((name): [string, ShownFigure][] => {
    const figure = figures[name];
    return figure === undefined ? [] : [[name, figure]];
  });
}

/** A version to print: tagged, in its language, with the hash of report.json; the same bytes each time. */
import { OUTCOMES } from '../../enumerations';
import type { PublishedReport, ReportVersion } from '../../published-report';
import { codeInWords } from '../code-in-words';
import { disclosureInWords, figureInWords, type ShownFigure } from '../figures';
import type { Language } from '../language';
import { type Texts, textsOf } from '../texts';

const MARGIN = 56;

/** The types of the library leave out where a table belongs in the structure. */
type TaggedTable = PDFKit.Mixins.TableOptionsWithData & { readonly structParent: PDFKit.PDFStructureElement };

export async function reportPdf(language: Language, version: ReportVersion): Promise<Buffer> {
  // With its fonts it takes a tenth of a second to load, and few processes ever write a PDF.
  const { default: PDFDocument } = await import('pdfkit');
  const texts = textsOf(language);
  const { report } = version;
  const title = texts.reports.report.titleOf(texts.quarter(report.quarter), report.version);
  const published = new Date(report.publishedAt);
  const document = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    pdfVersion: '1.7',
    tagged: true,
    lang: language,
    displayTitle: true,
    // The times are those of the publication, not of the writing: the bytes must not vary.
    info: { Title: title, Author: report.publisher, CreationDate: published, ModDate: published },
  });
  const chunks: Buffer[] = [];
  document.on('data', (chunk: Buffer) => chunks.push(chunk));
  const written = new Promise<Buffer>((resolve, reject) => {
    document.on('end', () => resolve(Buffer.concat(chunks)));
    document.on('error', reject);
  });
  new Sheet(document, texts).write(title, version);
  document.end();
  return written;
}

class Sheet {
  private readonly root: PDFKit.PDFStructureElement;

  constructor(
    private readonly document: PDFKit.PDFDocument,
    private readonly texts: Texts,
  ) {
    this.root = document.struct('Document');
    document.addStructure(this.root);
  }

  write(title: string, { report, sha256 }: ReportVersion): void {
    const { date, instant, reports, codes } = this.texts;
    const text = reports.report;
    this.say('H1', title);
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
        ...rows.map((row) => [codeInWords(this.texts, dimension, row.code), String(row.received)]),
      ]);
    }
    this.say('H2', text.secrecyTitle);
    this.say('P', report.statement.secrecy);
    this.say('H2', text.versionTitle);
    this.say('P', `${reports.pdfHash}: ${sha256}`);
    this.say('P', `${text.facts.ledger}: ${report.ledgerSha256}`);
    this.root.end();
  }

  private figures(title: string, figures: [string, ShownFigure][], report: PublishedReport): void {
    const { reports, codes } = this.texts;
    if (figures.length === 0) return;
    this.say('H2', title);
    this.table([
      [reports.report.figure, reports.report.value],
      ...figures.map(([name, figure]) => [
        codes.figures[name] ?? name,
        name === 'disclosure_rate' ? disclosureInWords(report, this.texts) : figureInWords(figure, this.texts),
      ]),
    ]);
  }

  private say(tag: 'H1' | 'H2' | 'P', text: string): void {
    const { document } = this;
    const size = { H1: 20, H2: 13, P: 10 }[tag];
    const element = document.struct(tag, {}, () => {
      document.font(tag === 'P' ? 'Helvetica' : 'Helvetica-Bold', size).text(text, MARGIN);
    });
    if (tag === 'H2') document.moveDown(0.8);
    this.root.add(element);
    document.moveDown(tag === 'P' ? 0.3 : 0.5);
  }

  private table(rows: string[][]): void {
    this.document.font('Helvetica', 10);
    const options: TaggedTable = {
      structParent: this.root,
      columnStyles: ['*', 120],
      defaultStyle: { border: { top: 0, right: 0, bottom: 0.5, left: 0 }, borderColor: '#888888', padding: [3, 6] },
      data: rows.map((cells, row) =>
        cells.map((text, column) => ({
          text,
          type: row === 0 || column === 0 ? 'TH' : 'TD',
          align: { x: column === 0 ? 'left' : 'right', y: 'top' },
        })),
      ),
    };
    this.document.table(options);
    this.document.moveDown(0.5);
  }
}

function named(names: readonly string[], figures: Readonly<Record<string, ShownFigure>>): [string, ShownFigure][] {
  return names.flatMap((name): [string, ShownFigure][] => {
    const figure = figures[name];
    return figure === undefined ? [] : [[name, figure]];
  });
}

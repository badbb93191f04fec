/** One version of one quarter's report, whole; the newest at the quarter's own address. */
import { OUTCOMES, type Outcome } from '../enumerations';
import type { PublishedReport, ReportVersion } from '../published-report';
import { codeInWords } from './code-in-words';
import { disclosureInWords, figureInWords, type ShownFigure, topLine } from './figures';
import type { Language } from './language';
import { page } from './layout';
import { originOf } from './origin';
import { ReportCategories } from './report-categories';
import { ReportChanges } from './report-changes';
import { ReportOrigin } from './report-origin';
import { ReportFacts, ReportVersions } from './report-versions';
import { Table } from './table';
import { type Texts, textsOf } from './texts';
import { Day, Instant, Rules, versionPath } from './words';

export interface ReportOnShow {
  readonly shown: ReportVersion;
  /** All of the quarter, first to last. */
  readonly versions: readonly ReportVersion[];
  /** Whether this is the quarter's own address, which shows the newest. */
  readonly isNewestAddress: boolean;
  /** The newest version of every quarter; without them, as before publication, nothing is added up over quarters. */
  readonly latest?: readonly { readonly report: PublishedReport }[];
  /** It is shown to staff before it is published: what only its publication gives is not there yet. */
  readonly isPreview?: boolean;
}

export function reportPage(language: Language, onShow: ReportOnShow): string {
  const { shown, versions, isNewestAddress, isPreview = false } = onShow;
  const latest = onShow.latest?.map((one) => one.report);
  const { report } = shown;
  const { quarter: quarterOf, reports } = textsOf(language);
  const label = quarterOf(report.quarter);
  const title = isNewestAddress ? reports.report.title(label) : reports.report.titleOf(label, report.version);
  const newest = versions.at(-1)?.report ?? report;
  return page({ language, title, menu: '/transparency-reports' }, (texts) => (
    <>
      {isPreview ? <p class="warn">{texts.reports.report.preview}</p> : null}
      {newest.version === report.version ? null : (
        <p class="warn">
          {`${texts.reports.report.older} `}
          <a href={versionPath(newest)}>{texts.reports.report.titleOf(label, newest.version)}</a>
        </p>
      )}
      <p class="soft">
        <Day texts={texts} day={report.periodStart} /> – <Day texts={texts} day={report.periodEnd} />
        {` · ${texts.reports.asOf} `}
        <Instant texts={texts} at={report.dataAsOf} />
      </p>
      {report.legacy ? <p>{texts.reports.report.legacy}</p> : <p class="lead">{topLine(texts, report)}</p>}
      <Figures texts={texts} report={report} />
      <Breakdowns texts={texts} report={report} />
      {report.legacy || latest === undefined ? null : <ReportOrigin texts={texts} origin={originOf(report, latest)} />}
      <ReportCategories texts={texts} report={report} />
      <Secrecy texts={texts} report={report} />
      <ReportChanges texts={texts} report={report} />
      <ReportFacts texts={texts} shown={shown} isPreview={isPreview} />
      <ReportVersions texts={texts} versions={versions} preview={isPreview ? shown : undefined} />
    </>
  ));
}

function Figures({ texts, report }: { texts: Texts; report: PublishedReport }) {
  const text = texts.reports.report;
  const outcomes = new Set<string>(['received', ...OUTCOMES]);
  const own = Object.entries(report.figures);
  const named = (prefix: string, entries: [string, ShownFigure][]) =>
    entries.map(([name, figure]): [string, ShownFigure] => [`${prefix}${name}`, figure]);
  return (
    <>
      <h2>{text.outcomesTitle}</h2>
      <FigureTable
        texts={texts}
        report={report}
        caption={text.outcomesCaption}
        figures={own.filter(([name]) => outcomes.has(name))}
      />
      <h2>{text.flowTitle}</h2>
      <FigureTable
        texts={texts}
        report={report}
        caption={text.flowCaption}
        figures={named('flow.', Object.entries(report.flow))}
      />
      <h2>{text.figuresTitle}</h2>
      <FigureTable
        texts={texts}
        report={report}
        caption={text.figuresCaption}
        figures={own.filter(([name]) => !outcomes.has(name))}
      />
    </>
  );
}

interface FigureTableFacts {
  readonly texts: Texts;
  readonly report: PublishedReport;
  readonly caption: string;
  readonly figures: [string, ShownFigure][];
}

/** In the order of the words for figures; JSON's own order is that of the alphabet. */
function FigureTable({ texts, report, caption, figures: shown }: FigureTableFacts) {
  const text = texts.reports.report;
  const order = Object.keys(texts.codes.figures);
  const place = (name: string) => (order.indexOf(name) + order.length + 1) % (order.length + 1);
  const figures = [...shown].sort(([a], [b]) => place(a) - place(b));
  return (
    <Table
      caption={caption}
      columns={[{ name: text.figure }, { name: text.value, isNumber: true }, { name: text.rules }]}
      rows={figures.map(([name, figure]) => [
        texts.codes.figures[name] ?? name,
        name === 'disclosure_rate' ? disclosureInWords(report, texts) : figureInWords(figure, texts),
        <Rules key="rules" rules={figure.rules} />,
      ])}
    />
  );
}

function Breakdowns({ texts, report }: { texts: Texts; report: PublishedReport }) {
  const text = texts.reports.report;
  return (['country', 'process', 'kind'] as const).map((dimension) => {
    const rows = report.breakdowns.filter((row) => row.dimension === dimension);
    const outcomes = OUTCOMES.filter((outcome) => rows.some((row) => (row.outcomes[outcome] ?? 0) > 0));
    if (rows.length === 0) return null;
    return (
      <>
        <h2>{text.breakdownTitle[dimension]}</h2>
        <Table
          caption={text.breakdownCaption[dimension]}
          columns={[
            { name: text.code[dimension] },
            { name: texts.codes.figures.received ?? '', isNumber: true },
            ...outcomes.map((outcome) => ({ name: texts.codes.outcomes[outcome], isNumber: true })),
          ]}
          rows={rows.map((row) => [
            codeInWords(texts, dimension, row.code),
            row.received,
            ...outcomes.map((outcome: Outcome) => row.outcomes[outcome] ?? 0),
          ])}
        />
      </>
    );
  });
}

function Secrecy({ texts, report }: { texts: Texts; report: PublishedReport }) {
  const text = texts.reports.report;
  return (
    <>
      <h2>{text.secrecyTitle}</h2>
      <p>{report.statement.secrecy}</p>
      {report.statement.declared === null ? null : (
        <>
          <h2>{text.declared}</h2>
          <p>{report.statement.declared}</p>
        </>
      )}
    </>
  );
}

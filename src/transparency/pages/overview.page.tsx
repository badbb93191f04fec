/** All reports at a glance: the newest in words and figures, the row of quarters, files, recent corrections. */
import type { ReportVersion } from '../published-report';
import { barChart } from './chart';
import { disclosedIn, disclosureInWords, figureInWords, numberOf, topLine } from './figures';
import type { Language } from './language';
import { page } from './layout';
import { ScrollBox } from './scroll-box';
import type { QuarterOnShow } from './series';
import { type Column, Table } from './table';
import { type Texts, textsOf } from './texts';
import { Day, Instant, quarterPath, Rules, versionPath } from './words';

export interface Overview {
  /** Oldest first. */
  readonly series: readonly QuarterOnShow[];
  /** Versions after a first one of the last twelve months, the newest first. */
  readonly corrections: readonly ReportVersion[];
  /** The quarter whose report is to be expected next, and the day on which it will be due. */
  readonly next: { readonly quarter: string; readonly due: string };
}

export function overviewPage(language: Language, overview: Overview): string {
  const title = textsOf(language).reports.title;
  return page({ language, title, menu: '/transparency-reports' }, (texts) => (
    <>
      <Newest texts={texts} overview={overview} />
      <Series texts={texts} series={overview.series} />
      <h2>{texts.reports.filesTitle}</h2>
      <p>
        {`${texts.reports.filesText} `}
        <a href="/data">{texts.nav['/data']}</a> · <a href="/verify">{texts.nav['/verify']}</a> ·{' '}
        <a href="/feed.atom">{texts.reports.feedLink}</a>
      </p>
      <h2>{texts.reports.correctionsTitle}</h2>
      <Corrections texts={texts} corrections={overview.corrections} />
    </>
  ));
}

function Newest({ texts, overview }: { texts: Texts; overview: Overview }) {
  const { reports } = texts;
  const newest = overview.series.findLast((one) => one.newest !== undefined)?.newest;
  const overdue = overview.series.filter((one) => one.isOverdue).at(-1);
  return (
    <>
      {newest === undefined ? <p class="lead">{reports.nothing}</p> : <TopLine texts={texts} newest={newest} />}
      {overdue === undefined ? null : (
        <p class="warn">
          {`${reports.overdue(texts.quarter(overdue.quarter))} `}
          <Day texts={texts} day={overdue.due} />.
        </p>
      )}
      <p>
        {`${reports.next(texts.quarter(overview.next.quarter))} `}
        <Day texts={texts} day={overview.next.due} />.
      </p>
    </>
  );
}

function TopLine({ texts, newest }: { texts: Texts; newest: ReportVersion }) {
  const { reports } = texts;
  const { report } = newest;
  return (
    <>
      <p class="lead">{topLine(texts, report)}</p>
      <p class="soft">
        {`${reports.asOf} `}
        <Instant texts={texts} at={report.dataAsOf} />
        {` · ${reports.version} ${report.version} · `}
        <a href={quarterPath(report.quarter)}>{reports.fullReport(texts.quarter(report.quarter))}</a>
      </p>
      <dl class="four">
        <Four texts={texts} name={reports.fourReceived} report={newest} figure="received" />
        <Four texts={texts} name={reports.fourDisclosed} report={newest} figure="disclosure_rate" />
        <Four texts={texts} name={reports.fourIdentifiers} report={newest} figure="identifiers_specified" />
        <Four texts={texts} name={reports.fourAccounts} report={newest} figure="accounts_disclosed" />
      </dl>
    </>
  );
}

function Four(props: { texts: Texts; name: string; report: ReportVersion; figure: string }) {
  const { texts, name, figure } = props;
  const { report } = props.report;
  const shown = report.figures[figure];
  const words = figure === 'disclosure_rate' ? disclosureInWords(report, texts) : figureInWords(shown, texts);
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <span class="figure">{words}</span>
        <br />
        {`${texts.howCounted}: `}
        <Rules rules={shown?.rules ?? []} />
      </dd>
    </div>
  );
}

function Series({ texts, series }: { texts: Texts; series: readonly QuarterOnShow[] }) {
  const { reports } = texts;
  const shown = series.map(({ quarter, newest, declared }) => ({
    name: `${texts.quarter(quarter).slice(0, 2)}\n${quarter.slice(0, 4)}`,
    value: newest === undefined ? (declared ?? null) : numberOf(newest.report, 'received'),
    isHatched: newest?.report.legacy ?? declared !== undefined,
  }));
  const inWords = series.map((one, index) => {
    const bar = shown[index];
    const state = bar?.isHatched ? ` (${reports.chartHatched})` : '';
    return `${texts.quarter(one.quarter)}: ${bar?.value ?? reports.chartGap}${state}`;
  });
  return (
    <>
      <h2>{reports.seriesTitle}</h2>
      <ScrollBox class="chart" label={reports.chartTitle}>
        <div
          role="img"
          aria-label={reports.chart(inWords.join('; '))}
          // The text is made by the chart library from numbers and labels of ours.
          dangerouslySetInnerHTML={{ __html: barChart(shown) }}
        />
      </ScrollBox>
      <p class="soft">{reports.chartLegend}</p>
      <Table
        caption={reports.seriesCaption}
        columns={seriesColumns(texts)}
        rows={series.map((one) => seriesRow(texts, one)).reverse()}
      />
    </>
  );
}

function seriesColumns({ reports: { seriesColumns: names } }: Texts): Column[] {
  return Object.entries(names).map(([key, name]) => ({ name, isNumber: key !== 'quarter' && key !== 'status' }));
}

function seriesRow(texts: Texts, one: QuarterOnShow) {
  const { reports } = texts;
  const label = <span class="nowrap">{texts.quarter(one.quarter)}</span>;
  const { newest } = one;
  if (one.declared !== undefined) {
    const legacyState = <span class="nowrap">{reports.stateLegacy}</span>;
    return [label, one.declared, ...Array<string>(5).fill(texts.unknown), legacyState];
  }
  if (newest === undefined) {
    const state = one.isOverdue ? reports.stateOverdue : `${reports.stateMissing}; ${reports.stateDue}`;
    const said = (
      <span class={one.isOverdue ? 'warn' : undefined}>
        {`${state} `}
        <Day texts={texts} day={one.due} />
      </span>
    );
    return [label, reports.stateMissing, ...Array<string>(5).fill('–'), said];
  }
  const { report } = newest;
  const figure = (name: string) => figureInWords(report.figures[name], texts);
  const disclosed = disclosedIn(report);
  return [
    <a key="quarter" href={quarterPath(one.quarter)}>
      {label}
    </a>,
    figure('received'),
    inNumber(texts, disclosed),
    figure('rejected'),
    figure('no_data'),
    inNumber(texts, otherwiseClosed(report)),
    figure('pending'),
    <span key="status" class="nowrap">
      {report.legacy ? reports.stateLegacy : reports.stateCounted(report.version)}
    </span>,
  ];
}

function inNumber(texts: Texts, value: number | null): string {
  return value === null ? texts.unknown : String(value);
}

/** With it the columns add up to what was received. */
function otherwiseClosed(report: ReportVersion['report']): number | null {
  const [answered, withdrawn] = [numberOf(report, 'answered_public_info'), numberOf(report, 'withdrawn')];
  return answered === null || withdrawn === null ? null : answered + withdrawn;
}

function Corrections({ texts, corrections }: { texts: Texts; corrections: readonly ReportVersion[] }) {
  if (corrections.length === 0) return <p>{texts.reports.correctionsNone}</p>;
  return (
    <ul>
      {corrections.map(({ report }) => (
        <li key={versionPath(report)}>
          <a href={versionPath(report)}>
            {texts.reports.corrections.itemTitle(texts.quarter(report.quarter), report.version)}
          </a>
          {`: ${texts.codes.reasons[report.reason]}, `}
          <Instant texts={texts} at={report.publishedAt} />
        </li>
      ))}
    </ul>
  );
}

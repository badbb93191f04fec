/** What a version is (dates, hashes, files), and which other versions there are. */
import type { ReportVersion } from '../published-report';
import { VERSION_FILES } from './files/version-files';
import { Table } from './table';
import type { Texts } from './texts';
import { Day, Instant, versionPath } from './words';

export function ReportFacts(props: { texts: Texts; shown: ReportVersion; isPreview: boolean }) {
  const { texts, shown, isPreview } = props;
  const { report, sha256 } = shown;
  const { report: text, files } = texts.reports;
  const hash = (value: string) => <span class="hash">{value}</span>;
  const once = <T,>(value: T) => (isPreview ? text.setOnPublication : value);
  const previous = report.previousReportSha256 === null ? text.firstOfAll : hash(report.previousReportSha256);
  const facts = {
    version: report.version,
    published: once(<Instant texts={texts} at={report.publishedAt} />),
    asOf: <Instant texts={texts} at={report.dataAsOf} />,
    due: <Day texts={texts} day={report.dueAt} />,
    reason: texts.codes.reasons[report.reason],
    hash: once(hash(sha256)),
    ledger: hash(report.ledgerSha256),
    previous: once(previous),
  };
  return (
    <>
      <h2 id="version">{text.versionTitle}</h2>
      <dl class="facts">
        {Object.entries(text.facts).map(([key, name]) => (
          <>
            <dt>{name}</dt>
            <dd>{facts[key as keyof typeof facts]}</dd>
          </>
        ))}
      </dl>
      <h2>{text.filesTitle}</h2>
      <ul>
        {VERSION_FILES.map((file) => (
          <li key={file}>
            {isPreview ? file : <a href={`${versionPath(report)}/${file}`}>{file}</a>}
            {` – ${files[file]}`}
          </li>
        ))}
      </ul>
    </>
  );
}

/** `preview` is one of the versions that is not published yet. */
export function ReportVersions(props: {
  texts: Texts;
  versions: readonly ReportVersion[];
  preview: ReportVersion | undefined;
}) {
  const { texts, versions, preview } = props;
  const text = texts.reports.report;
  return (
    <>
      <h2 id="versions">{text.versionsTitle}</h2>
      <Table
        asCards
        caption={text.versionsCaption}
        columns={[text.facts.version, text.facts.published, text.facts.reason].map((name) => ({ name }))}
        rows={versions.map((version) => versionRow(texts, version, version === preview)).reverse()}
      />
    </>
  );
}

function versionRow(texts: Texts, { report }: ReportVersion, isPreview: boolean) {
  const name = `${texts.reports.version} ${report.version}`;
  const { setOnPublication } = texts.reports.report;
  return [
    isPreview ? (
      name
    ) : (
      <a key="version" href={versionPath(report)}>
        {name}
      </a>
    ),
    isPreview ? setOnPublication : <Instant key="published" texts={texts} at={report.publishedAt} />,
    texts.codes.reasons[report.reason],
  ];
}

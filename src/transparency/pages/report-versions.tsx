/** What a version is (dates, hashes, files), and which other versions there are. */
import type { ReportVersion } from '../published-report';
import { VERSION_FILES } from './files/version-files';
import { Table } from './table';
import type { Texts } from './texts';
import { Day, Instant, versionPath } from './words';

export function ReportFacts({ texts, shown }: { texts: Texts; shown: ReportVersion }) {
  const { report, sha256 } = shown;
  const { report: text, files } = texts.reports;
  const hash = (value: string) => <span class="hash">{value}</span>;
  const facts = {
    version: report.version,
    published: <Instant texts={texts} at={report.publishedAt} />,
    asOf: <Instant texts={texts} at={report.dataAsOf} />,
    due: <Day texts={texts} day={report.dueAt} />,
    reason: texts.codes.reasons[report.reason],
    hash: hash(sha256),
    ledger: hash(report.ledgerSha256),
    previous: report.previousReportSha256 === null ? text.firstOfAll : hash(report.previousReportSha256),
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
            <a href={`${versionPath(report)}/${file}`}>{file}</a>
            {` – ${files[file]}`}
          </li>
        ))}
      </ul>
    </>
  );
}

export function ReportVersions({ texts, versions }: { texts: Texts; versions: readonly ReportVersion[] }) {
  const text = texts.reports.report;
  return (
    <>
      <h2 id="versions">{text.versionsTitle}</h2>
      <Table
        caption={text.versionsCaption}
        columns={[text.facts.version, text.facts.published, text.facts.reason].map((name) => ({ name }))}
        rows={versions
          .map(({ report }) => [
            <a key="version" href={versionPath(report)}>
              {`${texts.reports.version} ${report.version}`}
            </a>,
            <Instant key="published" texts={texts} at={report.publishedAt} />,
            texts.codes.reasons[report.reason],
          ])
          .reverse()}
      />
    </>
  );
}

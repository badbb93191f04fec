/** How to check a report without trusting us: key, commands, the chain of versions. */
import type { ReportVersion } from '../published-report';
import type { Language } from './language';
import { page } from './layout';
import { Table } from './table';
import { textsOf } from './texts';
import { Instant, versionPath } from './words';

/** `chain`: every version in the order of publication. `publicKey`: minisign's text; undefined when none is set. */
export function verifyPage(language: Language, chain: readonly ReportVersion[], publicKey: string | undefined): string {
  const { verify: text } = textsOf(language);
  return page({ language, title: text.title, menu: '/verify' }, (texts) => (
    <>
      <p class="lead">{text.lead}</p>
      <h2>{text.stepsTitle}</h2>
      {text.steps.map((step) => (
        <>
          <h3>{step.title}</h3>
          <p>{step.text}</p>
          <pre>
            <code>{step.command}</code>
          </pre>
        </>
      ))}
      <h2>{text.keyTitle}</h2>
      {publicKey === undefined ? (
        <p class="warn">{text.keyMissing}</p>
      ) : (
        <pre>
          <code>{publicKey}</code>
        </pre>
      )}
      <h2>{text.chainTitle}</h2>
      {chain.length === 0 ? (
        <p>{text.chainEmpty}</p>
      ) : (
        <Table
          asCards
          caption={text.chainCaption}
          columns={Object.values(text.columns).map((name) => ({ name }))}
          rows={chain
            .map(({ report, sha256 }) => [
              <a key="version" href={versionPath(report)}>
                {texts.reports.corrections.itemTitle(texts.quarter(report.quarter), report.version)}
              </a>,
              <Instant key="published" texts={texts} at={report.publishedAt} />,
              <span key="hash" class="hash">
                {sha256}
              </span>,
              <span key="previous" class="hash">
                {report.previousReportSha256 ?? texts.reports.report.firstOfAll}
              </span>,
            ])
            .reverse()}
        />
      )}
      <h2>{text.failureTitle}</h2>
      <ul>
        {text.failures.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
    </>
  ));
}

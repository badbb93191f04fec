/** Every version that followed another one, with its reason and its differences. */
import type { ReportVersion } from '../published-report';
import type { Language } from './language';
import { page } from './layout';
import { textsOf } from './texts';
import { Instant, versionPath } from './words';

/** `corrections`: versions after a first one, the newest first. */
export function correctionsPage(language: Language, corrections: readonly ReportVersion[]): string {
  const { title } = textsOf(language).reports.corrections;
  return page({ language, title, menu: '/corrections' }, (texts) => {
    const text = texts.reports.corrections;
    return (
      <>
        <p class="lead">{text.lead}</p>
        <p>
          <a href="/corrections.atom">{text.feed}</a>
        </p>
        {corrections.length === 0 ? <p>{text.none}</p> : null}
        {corrections.map(({ report }) => (
          <article key={versionPath(report)}>
            <h2>{text.itemTitle(texts.quarter(report.quarter), report.version)}</h2>
            <p>
              <Instant texts={texts} at={report.publishedAt} />
              {`: ${texts.codes.reasons[report.reason]}. `}
              <a href={versionPath(report)}>{text.changes(report.changes.length)}</a>
            </p>
          </article>
        ))}
      </>
    );
  });
}

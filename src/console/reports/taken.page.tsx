/** Somebody else was quicker: what was to be published is, or is no longer what is counted. */
import type { StatedReport } from '../../transparency/published-report';
import { type Quarter, slugOf } from '../../transparency/quarter';
import { quarterInWords } from '../../transparency/report-words';
import type { StaffContext } from '../frame/page-context';
import { When } from '../frame/pieces';
import { consolePage } from '../frame/shell';
import { quarterPath } from './words';

export interface TakenFacts {
  readonly quarter: Quarter;
  /** The version that was to be made. */
  readonly version: number;
  /** The newest that is published. */
  readonly newest: StatedReport | undefined;
  readonly reason: string;
}

export function takenPage(context: StaffContext, { quarter, version, newest, reason }: TakenFacts): string {
  const isPublished = newest !== undefined && newest.report.version >= version;
  const title = isPublished ? 'It is published already' : 'It was not published';
  return consolePage(context, { title, menu: '/reports' }, () => (
    <>
      {isPublished ? (
        <p class="lead">
          {`Version ${newest.report.version} of ${quarterInWords(quarter)} was published `}
          <When at={newest.report.publishedAt} />. Nothing was published twice.
        </p>
      ) : (
        <p class="lead">{`Nothing was published: ${reason}.`}</p>
      )}
      <p>
        <a href={quarterPath(quarter)}>{`Report for ${quarterInWords(quarter)}`}</a>
        {isPublished && (
          <>
            {' · '}
            <a href={`/reports/${slugOf(quarter)}/v${newest.report.version}/verify`}>Verify it from outside</a>
          </>
        )}
      </p>
    </>
  ));
}

/** That what is published is no longer what is counted: since when, what differs, what to do. */
import type { QuarterDrift } from '../../transparency/quarter-drift';
import type { QuarterWork } from '../../transparency/report-work';
import { When } from '../frame/pieces';
import { Changes } from './pieces';
import { ageInWords, countOf, quarterPath, REQUIRED_WORDS } from './words';

interface DriftProps {
  readonly work: QuarterWork;
  readonly drift: QuarterDrift;
  readonly nowMs: number;
}

export function Drift({ work, drift, nowMs }: DriftProps) {
  return (
    <section class="panel" aria-labelledby="drift">
      <h2 id="drift">{`Version ${drift.version} is no longer what is counted`}</h2>
      <p>
        {`${countOf(drift.changes.length, 'difference')} since `}
        <When at={drift.since} />
        {` (${ageInWords(drift.since, nowMs)}). ${REQUIRED_WORDS[drift.required]}`}
      </p>
      {drift.required === 'decision' && (
        <p>
          <a class="button quiet" href={`${quarterPath(work.quarter)}/disappearance`}>
            What would disappear
          </a>
        </p>
      )}
      <details>
        <summary>What differs now</summary>
        <Changes caption={`Version ${drift.version} and what is counted now`} changes={drift.changes} />
      </details>
    </section>
  );
}

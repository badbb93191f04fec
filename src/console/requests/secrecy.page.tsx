/** Orders of secrecy by their last day: what is over waits for two people, what has no end is asked about. */
import { isOver } from '../../transparency/case-clocks';
import { caseNumber } from '../../transparency/case-number';
import { SECRECY_SOON_DAYS } from '../../transparency/case-query';
import type { CaseSummary } from '../../transparency/case-summary';
import { laterDate, zurichDate } from '../../transparency/zurich-time';
import type { StaffContext } from '../frame/page-context';
import { Badge, Table } from '../frame/pieces';
import { consolePage } from '../frame/shell';
import { countryName } from './countries';
import { countOf, dayInWords, W } from './words';

export interface SecrecyFacts {
  readonly cases: readonly CaseSummary[];
  readonly total: number;
  readonly nowMs: number;
}

export function secrecyPage(context: StaffContext, { cases, total, nowMs }: SecrecyFacts): string {
  return consolePage(context, { title: 'Secrecy', menu: '/cases' }, () => (
    <>
      <p>
        A case whose existence is secret is in no public figure, list or file, until its last day is over in Zurich and
        two people have confirmed the end. No date lifts an order by itself, and none makes one longer.
      </p>
      <Table
        hasKeys
        caption={`${countOf(total, 'case')} under an order of secrecy, the first to end at the top`}
        columns={[
          { name: 'Case' },
          { name: 'What is secret' },
          { name: 'Last day' },
          { name: 'State' },
          { name: 'From' },
        ]}
        rows={cases.map((one) => [
          <a key="case" href={`/cases/${one.id}#secrecy`}>
            {caseNumber(one)}
          </a>,
          one.holdScopes.map((scope) => W.scopes[scope]).join('; '),
          one.holdUntil === null ? 'None named' : dayInWords(one.holdUntil),
          <State key="state" until={one.holdUntil} nowMs={nowMs} />,
          countryName(one.country),
        ])}
        empty="No order of secrecy stands. One is recorded on the page of its case, under Next steps."
      />
      {total > cases.length && (
        <p>
          <a href="/cases?secrecy=any">All of them</a>
        </p>
      )}
    </>
  ));
}

function State({ until, nowMs }: { until: string | null; nowMs: number }) {
  if (until === null) return <Badge>Ask whether it still stands</Badge>;
  if (isOver(until, nowMs)) return <Badge tone="warn">Over: confirm or extend</Badge>;
  const isSoon = until <= laterDate(zurichDate(nowMs), SECRECY_SOON_DAYS);
  return isSoon ? <Badge tone="warn">Ends soon</Badge> : <Badge tone="bad">In force</Badge>;
}

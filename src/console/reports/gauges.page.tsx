/** What Swiss law ties duties to, counted over twelve months; for staff only, since secret cases count as well. */
import type { LegalGauges } from '../../transparency/legal-gauges';
import { dayInWords } from '../../transparency/report-words';
import type { StaffContext } from '../frame/page-context';
import { Table } from '../frame/pieces';
import { consolePage } from '../frame/shell';

const LEAD =
  'The SPTO ties further duties of a provider to two numbers, each counted from 1 July to 30 June. Cases whose existence is secret count here: nothing of this page may be published or passed on.';
const LIMITS =
  'Whether a number is reached that brings a duty is for counsel to say. Identifiers of two calendar years cannot be compared, so a target that was named in both counts twice.';

/** The newest first. */
export function gaugesPage(context: StaffContext, gauges: readonly LegalGauges[]): string {
  return consolePage(context, { title: 'Legal gauges', menu: '/reports' }, () => (
    <>
      <p>{LEAD}</p>
      <Table
        caption="Twelve months each, the current ones first"
        columns={[
          { name: 'Twelve months' },
          { name: 'Verified requests for information (Art. 22)', isNumber: true },
          { name: 'Targets of surveillance orders (Art. 52)', isNumber: true },
        ]}
        rows={gauges.map(({ from, to, informationRequests, surveillanceTargets }) => [
          `${dayInWords(from)} to ${dayInWords(to)}`,
          String(informationRequests),
          String(surveillanceTargets),
        ])}
        empty="Nothing is counted."
        asCards
      />
      <p class="hint">{LIMITS}</p>
    </>
  ));
}

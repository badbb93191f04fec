/** What was just logged: its number and where it counts, for whoever wrote it down. */

import { caseNumber } from '../../transparency/case-number';
import type { CaseSummary } from '../../transparency/case-summary';
import { quarterInWords } from '../../transparency/report-words';
import type { StaffContext } from '../frame/page-context';
import { Facts } from '../frame/pieces';
import { consolePage } from '../frame/shell';
import { may } from '../frame/visitor';
import { dayInWords, W } from './words';

/** `Counts in Q1 2026: received on 11 Feb 2026 in Zurich.` */
export function countsInWords(quarter: string, receivedDate: string): string {
  return `Counts in ${quarterInWords(quarter)} (Zurich): received on ${dayInWords(receivedDate)}.`;
}

export function contactLoggedPage(context: StaffContext, summary: CaseSummary, papers: number): string {
  const number = caseNumber(summary);
  const facts = { title: `Logged as ${number}`, menu: '/contacts/new' };
  return consolePage(context, facts, () => (
    <>
      <p class="lead">{countsInWords(summary.quarter, summary.receivedDate)}</p>
      <Facts
        rows={[
          ['Number', number],
          ['Kind', W.kinds[summary.kind]],
          ['Papers', String(papers)],
          ['Emergency', summary.emergency ? 'Yes: tell a case officer now' : 'No'],
        ]}
      />
      <p>Write the number on the paper. A case officer finds it on their list already.</p>
      <div class="actions">
        {may(context.visitor, 'requests.read') && (
          <a class="button" href={`/cases/${summary.id}`}>
            Open the case
          </a>
        )}
        <a class="button quiet" href="/contacts/new">
          Log another contact
        </a>
      </div>
    </>
  ));
}

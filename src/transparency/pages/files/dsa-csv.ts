/**
 * Orders to provide information by member state, in the columns of Implementing Regulation (EU) 2024/2835, Annex I,
 * part 3: counts, medians in hours; 0 where it could have happened, blank where it is not known.
 */

import { csv } from '../../../platform/csv';
import type { LedgerLine } from '../../ledger';
import { UNDISCLOSED } from '../../ledger';
import type { PublishedReport } from '../../published-report';

const MEMBER_STATES = 'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' ');

const COLUMNS = [
  'Applicability',
  'Service',
  'Reporting period',
  'Category of illegal content',
  'Description of the sub-category "Other"',
  'Scope',
  'Number of orders to provide information',
  'Median time to inform the authority of the receipt of the order to provide information',
  'Median time to give effect to the order to provide information',
  'Contextual information',
] as const;

/** `lines`: the ledger of the report. */
export function dsaCsv(report: PublishedReport, lines: readonly LedgerLine[]): string {
  const orders = lines.filter(
    (line) => line.quarter === report.quarter && line.requester === 'government' && line.kind === 'information_demand',
  );
  // Where some countries are not told, no state's number is known: it may be among them.
  const isKnown = !report.legacy && orders.every((line) => line.country !== UNDISCLOSED && line.country !== null);
  const from = (country: string) => (isKnown ? orders.filter((line) => line.country === country).length : null);
  return csv(COLUMNS, [
    row(report, 'TOTAL', report.figures.information_demands?.value ?? null),
    ...MEMBER_STATES.map((country) => row(report, country, from(country))),
  ]);
}

function row(report: PublishedReport, scope: string, orders: number | null) {
  const median = (name: string) => (scope === 'TOTAL' ? (report.figures[name]?.value ?? null) : null);
  return {
    Applicability: 'Intermediary services',
    Service: report.publisher,
    'Reporting period': `${report.periodStart}/${report.periodEnd}`,
    'Category of illegal content': 'STATEMENT_CATEGORY_NOT_SPECIFIED_ORDER',
    'Description of the sub-category "Other"': null,
    Scope: scope,
    'Number of orders to provide information': orders,
    'Median time to inform the authority of the receipt of the order to provide information':
      median('median_hours_to_confirmation'),
    'Median time to give effect to the order to provide information': median('median_hours_to_decision'),
    'Contextual information':
      scope === 'TOTAL' ? 'All countries, the European Union and others; medians over all requests' : null,
  };
}

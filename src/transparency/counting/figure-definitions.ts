/** Every published figure: its name, its rules, and how it is folded from the lines of the ledger. */
import { OUTCOMES } from '../enumerations';
import type { Unit } from '../figure';
import type { LedgerLine } from '../ledger';
import type { Quarter } from '../quarter';

/** The lines of a quarter's ledger, sorted out once for all figures. */
export interface QuarterLines {
  readonly quarter: Quarter;
  readonly all: readonly LedgerLine[];
  /** Of the requests received in the quarter; the others are there for the flow. */
  readonly cohort: readonly LedgerLine[];
  /** Of those the ones that are headline figures. */
  readonly headline: readonly LedgerLine[];
}

export interface Definition {
  readonly name: string;
  readonly unit: Unit;
  readonly rules: readonly string[];
  /** Null when it cannot be known, or when there is nothing to divide by. */
  of(lines: QuarterLines): number | null;
  /** What null means; `unknown` where nothing is said. */
  readonly nullMeans?: 'none' | 'unknown';
}

type Test = (line: LedgerLine) => boolean;

const fromGovernment: Test = (line) => line.requester === 'government';
export const isHeadline: Test = (line) =>
  fromGovernment(line) && (line.kind === 'information_demand' || line.kind === 'informal_inquiry');
const ofKind =
  (kind: LedgerLine['kind']): Test =>
  (line) =>
    fromGovernment(line) && line.kind === kind;

export function quarterLines(all: readonly LedgerLine[], quarter: Quarter): QuarterLines {
  const cohort = all.filter((line) => line.quarter === quarter);
  return { quarter, all, cohort, headline: cohort.filter(isHeadline) };
}

function requests(name: string, rules: string, test: Test): Definition {
  return {
    name,
    unit: 'requests',
    rules: rules.split(' '),
    of: ({ cohort }) => cohort.filter(test).length,
  };
}

function sum(name: string, unit: Unit, rules: string, value: (line: LedgerLine) => number | null): Definition {
  return {
    name,
    unit,
    rules: rules.split(' '),
    of: ({ headline }) =>
      headline.reduce<number | null>((total, line) => {
        const more = value(line);
        return total === null || more === null ? null : total + more;
      }, 0),
  };
}

/** How often something happened in the quarter, whenever the request was received. */
function inQuarter(name: string, unit: Unit, rules: string, when: (line: LedgerLine) => readonly string[]): Definition {
  return {
    name,
    unit,
    rules: rules.split(' '),
    of: ({ all, quarter }) => all.flatMap(when).filter((one) => one === quarter).length,
  };
}

export const LEDGER_FIGURES: readonly Definition[] = [
  requests('received', 'R1 R2 R3 R4 R12 R15', isHeadline),
  ...OUTCOMES.map((outcome) => requests(outcome, 'R5 R6 R9', (line) => isHeadline(line) && line.outcome === outcome)),
  requests('information_demands', 'R3', ofKind('information_demand')),
  requests('informal_inquiries', 'R3', ofKind('informal_inquiry')),
  requests('emergency', 'R11', (line) => isHeadline(line) && line.emergency),
  requests('real_time', 'R11', (line) => isHeadline(line) && line.realTime),
  requests('preservation_received', 'R3', ofKind('preservation')),
  requests('technical_assistance_received', 'R3', ofKind('technical_assistance_demand')),
  requests('removal_received', 'R3', ofKind('removal')),
  requests('other_received', 'R3', ofKind('other')),
  requests('non_government_received', 'R3', (line) => line.requester === 'non_government'),
  requests('impostor_excluded', 'R3', (line) => line.requester === 'impostor'),
  requests('bulk_requests', 'R10', (line) => isHeadline(line) && line.bulk),
  sum('identifiers_specified', 'identifiers', 'R10', (line) => line.identifiers),
  sum('accounts_disclosed', 'accounts', 'R10', (line) => line.accountsDisclosed),
  sum('notified_before', 'accounts', 'R18', (line) => line.notifiedBefore),
  sum('notified_after', 'accounts', 'R18', (line) => line.notifiedAfter),
  sum('delayed_by_order', 'accounts', 'R18', (line) => line.delayedByOrder),
  sum('not_possible', 'accounts', 'R18', (line) => line.notPossible),
  {
    name: 'disclosure_rate',
    unit: 'ratio',
    rules: ['R7'],
    nullMeans: 'none',
    of: ({ headline }) => {
      const outcomes = headline.map((line) => line.outcome);
      const decided = outcomes.filter((outcome) => outcome !== 'pending').length;
      const disclosed = outcomes.filter((one) => one === 'disclosed_partial' || one === 'disclosed_full').length;
      return decided === 0 ? null : disclosed / decided;
    },
  },
  inQuarter('lookups_run', 'searches', 'R12', (line) => line.lookups),
  inQuarter('holds_ended', 'orders', 'R12', (line) => line.holdsEnded),
];

const turnsBefore = (line: LedgerLine, quarter: Quarter) =>
  line.closed.filter((one) => one < quarter).length - line.reopened.filter((one) => one < quarter).length;

const openAt = ({ all, quarter }: QuarterLines, received: Test) =>
  all.filter((line) => isHeadline(line) && received(line) && turnsBefore(line, quarter) === 0).length;

const flow = (name: string, of: Definition['of']): Definition => ({ name, unit: 'requests', rules: ['R8', 'R9'], of });

/** R8: open_start + received + reopened − closed = open_end. */
export const FLOW_FIGURES: readonly Definition[] = [
  flow('open_start', (lines) => openAt(lines, (line) => line.quarter < lines.quarter)),
  flow('received', ({ headline }) => headline.length),
  flow('reopened', (lines) => turnsIn(lines, (line) => line.reopened)),
  flow('closed', (lines) => turnsIn(lines, (line) => line.closed)),
  flow('open_end', ({ all, quarter }) => {
    const turnsUpTo = (line: LedgerLine) =>
      line.closed.filter((one) => one <= quarter).length - line.reopened.filter((one) => one <= quarter).length;
    return all.filter((line) => isHeadline(line) && line.quarter <= quarter && turnsUpTo(line) === 0).length;
  }),
];

function turnsIn({ all, quarter }: QuarterLines, turns: (line: LedgerLine) => readonly string[]) {
  return all
    .filter(isHeadline)
    .flatMap(turns)
    .filter((one) => one === quarter).length;
}

/** What people look at before a quarter is published: what must hold, what may still change, what is missing. */
import { holdInForce, isPastItsDay } from './case-holds';
import type { CaseState } from './case-state';
import { type CountedRequest, visibleRequests } from './counting/requests';
import { OUTCOMES } from './enumerations';
import type { Figures } from './figure';
import type { LogAsOf } from './log-as-of';
import type { StatedReport } from './published-report';
import { endOf, type Quarter, shifted } from './quarter';
import type { QuarterCount, QuarterFlow } from './quarter-count';
import { secretIn } from './reports/report-drift';
import { laterDate, zurichDate } from './zurich-time';

/** `blocks`: no version can be made like this. `look`: somebody should know before they approve. */
export type CheckResult = 'good' | 'look' | 'blocks';

export interface ReportCheck {
  /** The anchor of the check on a page. */
  readonly id: string;
  readonly title: string;
  readonly result: CheckResult;
  readonly finding: string;
  /** What it is about, to be opened. */
  readonly cases: readonly CaseState[];
  readonly quarters: readonly Quarter[];
}

export interface CheckFacts {
  readonly quarter: Quarter;
  /** At the data cut-off: at least what the quarter and the one before can depend on. */
  readonly cutOff: LogAsOf;
  /** What is counted of this quarter, and how the one before flows into it, at the data cut-off. */
  readonly count: QuarterCount;
  readonly before: QuarterFlow;
  /** At least what the quarter can depend on, and all that is under an order of existence, now. */
  readonly now: LogAsOf;
  /** The newest version of every quarter. */
  readonly latest: readonly StatedReport[];
  /** ledger.ndjson of the newest version of this one; undefined when none is published. */
  readonly publishedLedger: string | undefined;
  /** Whether two people have decided that what is secret now disappears. */
  readonly isDisappearanceDecided: boolean;
}

/** A contact that is written down later than this after it came is pointed out. */
const LATE_DAYS = 7;

export function reportChecks(facts: CheckFacts): ReportCheck[] {
  const { quarter, cutOff, count, before } = facts;
  const cohort = visibleRequests(cutOff).filter((one) => one.quarter === quarter);
  return [
    isOver(facts),
    ...(count.legacy ? [declared()] : [addsUp(count), flows(count, before), ...soundness(cohort)]),
    ...secrecy(facts, count),
    gaps(facts),
  ];
}

type Found = Partial<Pick<ReportCheck, 'cases' | 'quarters'>>;

function check(id: string, title: string, [result, finding]: readonly [CheckResult, string], found: Found = {}) {
  return { id, title, result, finding, cases: [], quarters: [], ...found } satisfies ReportCheck;
}

function isOver({ quarter, cutOff: { asOfMs } }: CheckFacts): ReportCheck {
  const title = 'The quarter is over';
  if (asOfMs >= endOf(quarter)) return check('over', title, ['good', 'It was over at the data cut-off.']);
  return check('over', title, ['blocks', 'It was not over at the data cut-off: choose a later one.']);
}

function declared(): ReportCheck {
  const finding = 'A publisher before us stated the total; everything else is unknown, not zero (R16).';
  return check('declared', 'Declared quarter', ['good', finding]);
}

const value = (figures: Figures, name: string) => figures[name]?.value ?? 0;

function addsUp({ figures }: QuarterCount): ReportCheck {
  const received = value(figures, 'received');
  const sum = OUTCOMES.reduce((total, outcome) => total + value(figures, outcome), 0);
  const holds = sum === received;
  const finding = `${received} received, ${sum} by outcome${holds ? '.' : ': they must be the same.'}`;
  return check('outcomes', 'Outcomes add up (R6)', [holds ? 'good' : 'blocks', finding]);
}

function flows({ flow }: QuarterCount, before: QuarterFlow): ReportCheck {
  const [start, received, reopened, closed, end] = ['open_start', 'received', 'reopened', 'closed', 'open_end'].map(
    (name) => value(flow, name),
  ) as [number, number, number, number, number];
  const title = 'The flow adds up (R8)';
  const sum = `${start} open + ${received} received + ${reopened} reopened − ${closed} closed = ${end} open`;
  if (start + received + reopened - closed !== end) return check('flow', title, ['blocks', `Not true: ${sum}.`]);
  if (before.legacy) {
    return check('flow', title, ['good', `${sum}. Of the quarter before only the total is known.`]);
  }
  const openBefore = value(before.flow, 'open_end');
  if (openBefore === start)
    return check('flow', title, ['good', `${sum}. The quarter before ended with ${start} too.`]);
  return check('flow', title, ['blocks', `${sum}, but the quarter before ended with ${openBefore}.`]);
}

const isUnverified = ({ step }: CaseState) => step === 'received' || step === 'triaged' || step === 'verifying';
const requests = (count: number) => (count === 1 ? '1 request' : `${count} requests`);

/** What is known of the requests themselves. */
function soundness(cohort: readonly CountedRequest[]): ReportCheck[] {
  const headline = cohort.filter((one) => one.line === 'headline').map((one) => one.state);
  const about = (id: string, title: string, cases: readonly CaseState[], finding: string, none: string) =>
    check(id, title, cases.length === 0 ? ['good', none] : ['look', `${requests(cases.length)} ${finding}`], { cases });
  return [
    about(
      'unverified',
      'Senders are verified',
      headline.filter(isUnverified),
      'of which the sender is not verified yet; they count until the verification fails (R3).',
      'Every sender is verified.',
    ),
    about(
      'open',
      'Outcomes are known',
      headline.filter((one) => one.isOpen && !isUnverified(one)),
      'will be published as pending; their outcome comes with a later version.',
      'No verified request is open.',
    ),
    about(
      'notices',
      'User notices are recorded (R18)',
      headline.filter(({ disclosed, notices }) => [...disclosed].some((target) => !notices.has(target))),
      'handed over data without a record of what the holder was told: these figures will be unknown.',
      'What holders were told is recorded of every disclosed account.',
    ),
    about(
      'late',
      'Contacts were logged in time',
      cohort.map((one) => one.state).filter(isLoggedLate),
      `logged more than ${LATE_DAYS} days after they came: ask whether others are still missing.`,
      `Every contact was logged within ${LATE_DAYS} days.`,
    ),
  ];
}

function isLoggedLate({ loggedAtMs, facts }: CaseState): boolean {
  return zurichDate(loggedAtMs) > laterDate(facts.receivedDate, LATE_DAYS);
}

/** Orders of existence: what is left out, what came after the cut-off, what was public already. */
function secrecy(facts: CheckFacts, count: QuarterCount): ReportCheck[] {
  const {
    quarter,
    now: { cases, asOfMs: nowMs },
  } = facts;
  const own = cases.filter((one) => one.quarter === quarter);
  const held = own.filter((one) => holdInForce(one.holds, 'existence', nowMs));
  const expired = held.filter((one) => {
    const hold = one.holds.get('existence');
    return hold !== undefined && !hold.lifted && isPastItsDay(hold, nowMs);
  });
  const since = secretIn(count.ledger, cases, nowMs);
  const shown = secretIn(facts.publishedLedger ?? '', cases, nowMs);
  return [
    check('held', 'Secret requests are left out (R12)', ['good', leftOut(held.length)]),
    check('expired', 'Orders of secrecy are confirmed', expiredFinding(expired.length), { cases: expired }),
    check('secret-since', 'Nothing became secret after the cut-off', sinceFinding(since.length), { cases: since }),
    check('disappears', 'Nothing published disappears in silence', disappearsFinding(shown.length, facts), {
      cases: shown,
    }),
  ];
}

function leftOut(count: number): string {
  return count === 0
    ? 'No request of this quarter is under an order of existence.'
    : `${requests(count)} under an order of existence: no figure, line or size tells of ${count === 1 ? 'it' : 'them'}.`;
}

function expiredFinding(count: number): readonly [CheckResult, string] {
  if (count === 0) return ['good', 'No order of existence is past its day.'];
  return ['look', `${requests(count)} under an order whose day is over: until two people lift it, it stays secret.`];
}

function sinceFinding(count: number): readonly [CheckResult, string] {
  if (count === 0) return ['good', 'No order of existence was recorded after the data cut-off.'];
  return ['blocks', `${requests(count)} became secret after the data cut-off: choose a later one.`];
}

function disappearsFinding(count: number, facts: CheckFacts): readonly [CheckResult, string] {
  if (count === 0) return ['good', 'No published request is under an order of existence.'];
  if (facts.isDisappearanceDecided) return ['look', `${requests(count)} will disappear, as two people have decided.`];
  return ['blocks', `${requests(count)} would disappear from what is published: two people must decide first.`];
}

/** Quarters before this one that a reader will miss. */
function gaps({ now: { declared }, quarter, latest }: CheckFacts): ReportCheck {
  const title = 'No quarter before is missing';
  const published = new Set(latest.map((one) => one.report.quarter));
  const first = [...published, ...declared.map((one) => one.quarter)].sort()[0];
  const missing: Quarter[] = [];
  for (let at = shifted(quarter, -1); first !== undefined && at >= first; at = shifted(at, -1)) {
    if (!published.has(at)) missing.unshift(at);
  }
  if (missing.length === 0) return check('gaps', title, ['good', 'Every quarter before is published.']);
  const finding = missing.length === 1 ? 'One quarter is' : `${missing.length} quarters are`;
  return check('gaps', title, ['look', `${finding} not published.`], { quarters: missing });
}

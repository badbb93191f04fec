/** From the form of a step to what is recorded, or to every fault with what to write instead. */
import type { Amendment } from '../../transparency/amendment';
import type { Authority } from '../../transparency/authority';
import type { CaseItem, EventBody } from '../../transparency/case-event';
import type { CaseState } from '../../transparency/case-state';
import {
  DATA_CATEGORIES,
  HOLD_SCOPES,
  KINDS,
  PROCESSES,
  REJECTION_REASONS,
  USER_NOTICES,
} from '../../transparency/enumerations';
import type { ApprovableBody } from '../../transparency/needed-approval';
import type { StaffStep } from '../../transparency/next-steps';
import type { CheckOfSender, CheckResult } from '../../transparency/sender-check';
import { calendarDate } from '../../transparency/zurich-time';
import type { Faults } from '../frame/form';
import { readCheck } from './check-form';
import { readAuthorityId, readDeadline } from './contact-form';
import { identifiersOf } from './identifiers';
import { type Draft, forgottenCell, readItems } from './items-form';
import { Posted } from './posted';

/** What is to be done with a case. */
export type Command =
  | { readonly do: 'take'; readonly body: EventBody }
  | { readonly do: 'ask'; readonly body: ApprovableBody }
  | { readonly do: 'note'; readonly text: string }
  | { readonly do: 'check'; readonly check: CheckOfSender }
  | { readonly do: 'amend'; readonly given: Amendment };

export type StepReading = { readonly command: Command } | { readonly faults: Faults };

/** Steps whose forms are read here; papers and searches have their own. */
export type FormStep = Exclude<StaffStep, 'document' | 'lookup_run'>;

interface Reading {
  readonly posted: Posted;
  readonly state: CaseState;
  /** Of the case to merge into, found by its number. */
  readonly into: string | undefined;
  readonly nowMs: number;
  /** Those of the directory. */
  readonly authorities: readonly Authority[];
  /** Noted by the name of the field. */
  readonly faults: Record<string, string>;
}

type Reader = (reading: Reading) => Command | undefined;

const LONGEST = 4_000;

/** Undefined text is a fault that is noted. */
function demanded({ posted, faults }: Reading, name: string, message: string, longest = LONGEST): string | undefined {
  const text = posted.given(name);
  if (text === undefined) faults[name] = message;
  else if (text.length > longest) faults[name] = `Shorten this to ${longest} letters`;
  return text;
}

const take = (body: EventBody): Command => ({ do: 'take', body });
const plain =
  (
    type:
      | 'triage'
      | 'confirm_receipt'
      | 'begin_verification'
      | 'ask_clarification'
      | 'clarified'
      | 'submit_decision'
      | 'submit_disclosure'
      | 'contest'
      | 'reopen'
      | 'withdraw_notice'
      | 'retain',
  ): Reader =>
  () =>
    take({ type });

const READERS: Readonly<Record<FormStep, Reader>> = {
  triage: plain('triage'),
  confirm_receipt: plain('confirm_receipt'),
  begin_verification: plain('begin_verification'),
  verify: (reading) => checked('verified', reading),
  attempt_verification: (reading) => checked('not_reached', reading),
  authenticity_failed: (reading) => checked('failed', reading),
  ask_clarification: plain('ask_clarification'),
  clarified: plain('clarified'),
  draft_decision: ({ posted, state, faults }) => {
    const items = readItems('draft_decision', posted, state);
    demandWhole('draft_decision', posted, state, faults);
    const reasons = posted.chosen('draft_decision_reasons', REJECTION_REASONS);
    const isRejected = items.some((item) => item.result === 'rejected');
    if (isRejected && reasons.length === 0) faults.draft_decision_reasons = 'Choose why it is rejected';
    if (!isRejected && reasons.length > 0) faults.draft_decision_reasons = 'Nothing is rejected: take the reasons away';
    return take({ type: 'draft_decision', items, reasons });
  },
  submit_decision: plain('submit_decision'),
  return_draft: ({ posted }) =>
    take({ type: 'return_draft', note: posted.given('return_draft_note')?.slice(0, LONGEST) }),
  approve_lookup: () => ({ do: 'ask', body: { type: 'approve_lookup' } }),
  draft_disclosure: ({ posted, state, faults }) => {
    demandWhole('draft_disclosure', posted, state, faults);
    return take({ type: 'draft_disclosure', items: readItems('draft_disclosure', posted, state) });
  },
  submit_disclosure: plain('submit_disclosure'),
  approve_reply: () => ({ do: 'ask', body: { type: 'approve_reply' } }),
  user_notice: ({ posted, state, faults }) => {
    const target = state.facts.targets.find((one) => one.hash === posted.text('user_notice_target'))?.hash;
    const notice = posted.choice('user_notice_notice', USER_NOTICES);
    if (target === undefined) faults.user_notice_target = 'Choose whose holder it is about';
    if (notice === undefined) faults.user_notice_notice = 'Choose what the holder was told';
    return target === undefined || notice === undefined ? undefined : take({ type: 'user_notice', target, notice });
  },
  close: ({ posted, state }) => take(closing(state, posted)),
  contest: plain('contest'),
  reopen: plain('reopen'),
  withdraw_notice: plain('withdraw_notice'),
  merge: ({ into, faults }) => {
    if (into === undefined) faults.merge_into = 'Write the number of the case that remains, such as LER-2026-0042';
    return into === undefined ? undefined : take({ type: 'merge', into });
  },
  hold: (reading) => {
    const { posted, faults } = reading;
    const scope = posted.choice('hold_scope', HOLD_SCOPES);
    if (scope === undefined) faults.hold_scope = 'Choose what the order keeps secret';
    const until = readDay(reading, 'hold_until');
    const basis = demanded(reading, 'hold_basis', 'Write which order or law it is');
    return scope === undefined || basis === undefined ? undefined : take({ type: 'hold', scope, until, basis });
  },
  extend_hold: (reading) => {
    const scope = reading.posted.choice('extend_hold_scope', HOLD_SCOPES);
    return take({ type: 'extend_hold', scope, until: readDay(reading, 'extend_hold_until') });
  },
  hold_lift: ({ posted }) => ({
    do: 'ask',
    body: { type: 'hold_lift', scope: posted.choice('hold_lift_scope', HOLD_SCOPES) },
  }),
  redact: (reading) => {
    const narrative = demanded(reading, 'redact_narrative', 'Write what may be told; it names nobody');
    return narrative === undefined ? undefined : { do: 'ask', body: { type: 'redact', narrative } };
  },
  retain: plain('retain'),
  erase: () => ({ do: 'ask', body: { type: 'erase' } }),
  reclassify: (reading) => reclassified(reading),
  amend: (reading) => amended(reading),
  note: (reading) => {
    const text = demanded(reading, 'note_text', 'Write the note', 20_000);
    return text === undefined ? undefined : { do: 'note', text };
  },
};

export function readStep(
  type: FormStep,
  posted: Posted,
  { state, into, nowMs, authorities }: Omit<Reading, 'posted' | 'faults'>,
): StepReading {
  const faults: Record<string, string> = {};
  const command = READERS[type]({ posted, state, into, nowMs, authorities, faults });
  return command === undefined || Object.keys(faults).length > 0 ? { faults } : { command };
}

function checked(result: CheckResult, { posted, state, nowMs, faults }: Reading): Command | undefined {
  const check = readCheck(result, { posted, receivedDate: state.facts.receivedDate, nowMs, faults });
  return check === undefined ? undefined : { do: 'check', check };
}

function demandWhole(draft: Draft, posted: Posted, state: CaseState, faults: Record<string, string>): void {
  const cell = forgottenCell(draft, posted, state);
  if (cell !== undefined) faults[cell] = 'Choose an answer for everything that was asked for';
}

/** Null when the order names no last day. */
function readDay({ posted, faults }: Reading, name: string): string | null {
  const day = posted.text(name);
  if (day !== '' && !calendarDate.safeParse(day).success) {
    faults[name] = 'Write the last day, such as 2026-05-01, or leave it empty when the order names none';
  }
  return day === '' ? null : day;
}

/** What the authority withdrew is withdrawn; an inquiry without items was answered with what is public. */
function closing({ step, items, kind }: CaseState, posted: Posted): EventBody {
  if (items.length === 0) {
    if (step === 'withdrawn') return { type: 'close', outcome: 'withdrawn' };
    const isAnswered = kind === 'informal_inquiry' && posted.isChecked('close_public_info');
    return isAnswered ? { type: 'close', outcome: 'answered_public_info' } : { type: 'close' };
  }
  if (step !== 'withdrawn') return { type: 'close' };
  const withdrawn = (item: CaseItem): CaseItem => (item.result === 'pending' ? { ...item, result: 'withdrawn' } : item);
  return { type: 'close', items: items.map(withdrawn) };
}

/** One at a time: each has its own event. */
function reclassified({ posted, state, faults }: Reading): Command | undefined {
  const country = posted.text('reclassify_country').toUpperCase();
  const wanted = [
    { field: 'kind', to: posted.choice('reclassify_kind', KINDS), from: state.kind },
    { field: 'process', to: posted.choice('reclassify_process', PROCESSES), from: state.process },
    { field: 'country', to: /^[A-Z]{2}$/.test(country) ? country : undefined, from: state.country },
  ] as const;
  const [first, second] = wanted.filter(({ to, from }) => to !== undefined && to !== from);
  if (first?.to === undefined) faults.reclassify_kind = 'Choose what it is instead: nothing is another than before';
  else if (second !== undefined)
    faults.reclassify_kind = 'Correct one of them, then the next: each is an entry of its own';
  else return take({ type: 'reclassify', field: first.field, to: first.to });
  return undefined;
}

function amended({ posted, authorities, faults }: Reading): Command | undefined {
  const named = identifiersOf(posted.text('amend_identifiers'));
  if (named.fault !== undefined) faults.amend_identifiers = named.fault;
  const authority = readAuthorityId(posted.text('amend_authority'), authorities, faults, 'amend_authority');
  const deadline: Record<string, string> = {};
  const asContact = {
    deadline_on: posted.text('amend_deadline_on'),
    deadline_time: posted.text('amend_deadline_time'),
  };
  const deadlineAt = readDeadline(new Posted(asContact), deadline);
  if (deadline.deadline_on !== undefined) faults.amend_deadline_on = deadline.deadline_on;
  const categories = posted.chosen('amend_categories', DATA_CATEGORIES);
  const flags = { emergency: 'amend_emergency', realTime: 'amend_real_time', bulk: 'amend_bulk' } as const;
  const given: Amendment = {
    ...(deadlineAt === null ? {} : { deadlineAt }),
    ...(named.targets.length === 0 ? {} : { targets: named.targets.map((target) => ({ ...target })) }),
    ...(authority === undefined ? {} : { authorityId: authority.id }),
    ...(categories.length === 0 ? {} : { categories }),
    ...Object.fromEntries(
      Object.entries(flags).flatMap(([flag, name]) => (posted.isChecked(name) ? [[flag, true]] : [])),
    ),
    ...textsOf(posted, faults),
  };
  if (Object.keys(given).length === 0 && Object.keys(faults).length === 0) {
    faults.amend_identifiers = 'Write what was learned: every field is empty';
  }
  return { do: 'amend', given };
}

function textsOf(posted: Posted, faults: Record<string, string>): Pick<Amendment, 'contact' | 'reference' | 'details'> {
  const texts: Record<string, string> = {};
  for (const name of ['contact', 'reference', 'details']) {
    const text = posted.given(`amend_${name}`);
    if (text === undefined) continue;
    if (text.length > 20_000) faults[`amend_${name}`] = 'Shorten this to 20000 letters, or add a file';
    texts[name] = text;
  }
  return texts;
}

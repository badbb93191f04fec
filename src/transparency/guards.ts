/** Why an event may not be recorded now: the steps of the workflow and what each demands. */

import { isSamePerson } from './approval';
import type { EventBody } from './case-event';
import type { CaseState } from './case-state';
import { transition } from './workflow';

interface Guard {
  readonly when: (body: EventBody) => boolean;
  readonly unless: (state: CaseState, body: EventBody, actor: string) => boolean;
  readonly reason: string;
}

const ofType =
  (...types: EventBody['type'][]) =>
  (body: EventBody) =>
    types.includes(body.type);

/** Demands beside the step; approvals are demanded where events are recorded, for they are kept elsewhere. */
const GUARDS: readonly Guard[] = [
  {
    when: ofType('confirm_receipt'),
    unless: ({ confirmedAtMs }) => confirmedAtMs === undefined,
    reason: 'its receipt was confirmed already',
  },
  {
    when: ofType('verify'),
    unless: (state, _body, actor) => !needsTwoToVerify(state) || !isSamePerson(state.loggedBy, actor),
    reason: 'an emergency, or a request from abroad, is verified by somebody other than who logged it',
  },
  {
    when: ofType('verify'),
    unless: (_state, body) => body.type === 'verify' && (body.check !== undefined || body.how !== undefined),
    reason: 'a verification says how it was made',
  },
  {
    when: ofType('approve_lookup'),
    unless: ({ items }) => items.some((item) => item.result === 'pending'),
    reason: 'nothing is to be searched for: every item is decided',
  },
  {
    when: ofType('approve_reply'),
    unless: ({ items }) => items.every((item) => item.result !== 'pending'),
    reason: 'every item must be decided before the reply',
  },
  {
    when: ofType('close'),
    unless: (state) => state.step === 'withdrawn' || state.documents.some((one) => one.direction === 'out'),
    reason: 'a case is closed when an outgoing document, with its sha256, is recorded',
  },
  {
    when: ofType('close'),
    unless: ({ items }, body) =>
      body.type === 'close' && !(body.items ?? items).some((one) => one.result === 'pending'),
    reason: 'every item must be decided before closing',
  },
  {
    when: (body) => body.type === 'close' && body.outcome !== undefined,
    unless: (state, body) =>
      body.type === 'close' &&
      state.items.length === 0 &&
      body.outcome === (state.step === 'withdrawn' ? 'withdrawn' : 'answered_public_info') &&
      (state.step === 'withdrawn' || state.kind === 'informal_inquiry'),
    reason:
      'the outcome follows from the items (R5); only an inquiry without items is answered with public information',
  },
  {
    when: ofType('extend_hold', 'hold_lift'),
    unless: ({ holds }) => [...holds.values()].some((hold) => !hold.lifted),
    reason: 'there is no order of secrecy to change',
  },
  {
    when: ofType('merge'),
    unless: (state, body) => body.type === 'merge' && body.into !== state.id && state.mergedInto === undefined,
    reason: 'a case is merged once, into another',
  },
];

/** Whether it is verified by somebody other than who logged it. */
export function needsTwoToVerify({ facts, country }: Pick<CaseState, 'facts' | 'country'>): boolean {
  return facts.emergency || country !== 'CH';
}

/** The reasons, in words for whoever wants to act; empty when it may be recorded. */
export function whyNot(state: CaseState, body: EventBody, actor: string): string[] {
  if (body.type === 'received') return ['a case is logged once'];
  if (state.isErased) return ['the case is erased'];
  if (transition(state.step, body.type) === undefined) {
    return [
      `a case that is ${state.step.replaceAll('_', ' ')} does not take the step "${body.type.replaceAll('_', ' ')}"`,
    ];
  }
  return GUARDS.filter((guard) => guard.when(body) && !guard.unless(state, body, actor)).map((guard) => guard.reason);
}

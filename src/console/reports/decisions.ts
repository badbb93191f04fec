/** What the second person sent: about which bytes, yes or no, and why. */
import type { Approval } from '../../transparency/approval';
import type { Faults } from '../frame/form';
import { type Body, textOf } from '../frame/form-text';
import { UnfitForm } from '../frame/refusals';

export interface Decided {
  readonly decision: 'approved' | 'refused';
  /** Undefined where nothing was written. */
  readonly note: string | undefined;
  readonly faults: Faults;
}

const LONGEST_NOTE = 2_000;

/** Throws UnfitForm for what no page of ours sends. */
export function decidedIn(form: Body): Decided {
  const decision = textOf(form, 'decision');
  if (decision !== 'approved' && decision !== 'refused') throw new UnfitForm('choose to approve or to refuse');
  const note = textOf(form, 'note').trim();
  return { decision, note: note === '' ? undefined : note, faults: faultsOf(decision, note) };
}

function faultsOf(decision: string, note: string): Faults {
  if (note.length > LONGEST_NOTE) return { note: `Write at most ${LONGEST_NOTE} characters` };
  return decision === 'refused' && note === '' ? { note: 'Say why you refuse' } : {};
}

/** The approval that the form names, if it is about the very bytes that were seen. Throws UnfitForm. */
export function approvalIn(form: Body, approvals: readonly Approval[]): Approval {
  const [id, seen] = [textOf(form, 'approval'), textOf(form, 'sha256')];
  const approval = approvals.find((one) => one.id === id);
  if (approval === undefined || approval.subjectHash !== seen) {
    throw new UnfitForm('what was to be decided has changed: open its page again');
  }
  return approval;
}

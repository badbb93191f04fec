/** What a second person approves: exactly the bytes of which they saw the hash. */

export type ApprovalSubject =
  | 'disclosure'
  | 'rejection'
  | 'lookup'
  | 'publish_report'
  | 'correction'
  | 'hold_lift'
  | 'redaction'
  | 'erase'
  | 'canary';

export interface ApprovalRequest {
  readonly subject: ApprovalSubject;
  /** The case, the draft or the quarter it is about. */
  readonly subjectId: string;
  /** SHA-256 of exactly what is approved, in hexadecimal. */
  readonly subjectHash: string;
  /** The bytes of which it is the hash, where the second person is to read them here. */
  readonly subjectJson?: string;
  readonly by: string;
}

export interface Approval {
  readonly id: string;
  readonly subject: ApprovalSubject;
  readonly subjectId: string;
  readonly subjectHash: string;
  /** What is approved, as it was when somebody asked; null where it is kept elsewhere. */
  readonly subjectJson: string | null;
  readonly requestedBy: string;
  readonly requestedAtMs: number;
  /** Who decided, either way. */
  readonly approvedBy: string | null;
  readonly decidedAtMs: number | null;
  readonly decision: 'approved' | 'refused' | null;
  readonly note: string | null;
}

/** What was to be done is not allowed; the message says what is missing, and nothing was changed. */
export class NotAllowed extends Error {
  override readonly name = 'NotAllowed';
}

/** Names of people are compared without regard to case and blanks around them. */
export function isSamePerson(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}

/** Why this approval does not allow it; undefined when it does. */
export function whyNotApproved(
  approval: Approval | undefined,
  wanted: Pick<Approval, 'subject' | 'subjectId' | 'subjectHash'>,
): string | undefined {
  if (approval === undefined) return 'there is no such approval';
  if (approval.subject !== wanted.subject || approval.subjectId !== wanted.subjectId) {
    return 'the approval is about something else';
  }
  if (approval.subjectHash !== wanted.subjectHash) return 'what was approved has changed since: ask for approval again';
  if (approval.decision !== 'approved') return 'no second person has approved it';
  if (approval.approvedBy === null || isSamePerson(approval.requestedBy, approval.approvedBy)) {
    return 'whoever asks for an approval cannot give it';
  }
  return undefined;
}

/** What is sealed in a case, in the clear. */

export interface OpenedCase {
  readonly contact: string | null;
  readonly reference: string | null;
  readonly details: string | null;
  readonly identifiers: readonly OpenedTarget[];
  /** Whom staff asked, and through which contact, in the order in which it was recorded. */
  readonly checks: readonly OpenedCheck[];
  /** In the order in which they were written. */
  readonly notes: readonly { readonly at: string; readonly by: string; readonly text: string }[];
}

export interface OpenedCheck {
  readonly at: string;
  readonly by: string;
  /** The number or address, and where it stood. */
  readonly where: string;
  /** Undefined when nobody answered. */
  readonly person: string | undefined;
}

export interface OpenedTarget {
  readonly hash: string;
  readonly type?: string;
  readonly identifier: string;
}

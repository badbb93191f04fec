/** What is sealed in a case, in the clear. */

export interface OpenedCase {
  readonly contact: string | null;
  readonly reference: string | null;
  readonly details: string | null;
  readonly identifiers: readonly OpenedTarget[];
  /** In the order in which they were written. */
  readonly notes: readonly { readonly at: string; readonly by: string; readonly text: string }[];
}

export interface OpenedTarget {
  readonly hash: string;
  readonly type?: string;
  readonly identifier: string;
}

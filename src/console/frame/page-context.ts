/** What a page must know besides its content: who looks at it, the token of its forms, what is alarming. */
import type { Visitor } from './visitor';

export interface PageContext {
  /** Undefined on the pages for those who are not signed in. */
  readonly visitor: Visitor | undefined;
  /** Goes into every form that changes something. */
  readonly formToken: string;
  /** Path and query of the request. */
  readonly path: string;
  /** Sentences that stand above every page until somebody has dealt with them. */
  readonly alarms: readonly string[];
  /** Whether everything shown is invented, to show what the console can do. */
  readonly isDemo: boolean;
}

/** A member of staff has passed the door. */
export interface StaffContext extends PageContext {
  readonly visitor: Visitor;
}

/** Who stands at the door: a member of staff with a living session. */
import { type Permission, permissionsOf, type StaffRole } from './permissions';

export interface Visitor {
  readonly staffId: string;
  /** The stable name under which everything this person does is recorded. */
  readonly name: string;
  readonly roles: readonly StaffRole[];
  readonly sessionId: string;
  /** When they last proved again who they are, in ms; undefined for never. */
  readonly steppedUpAt: number | undefined;
}

/** How long a proof counts for acts that demand one. */
export const STEP_UP_MS = 5 * 60_000;

export function may(visitor: Visitor | undefined, permission: Permission): boolean {
  return visitor !== undefined && permissionsOf(visitor.roles).has(permission);
}

export function hasSteppedUp(visitor: Visitor, now: number): boolean {
  return visitor.steppedUpAt !== undefined && now - visitor.steppedUpAt < STEP_UP_MS;
}

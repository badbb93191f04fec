/** Orders of secrecy: what they forbid, and until when. A date never ends one; two people do, and not before the date. */
import { isOver } from './case-clocks';
import type { BodyOf } from './case-event';
import { HOLD_SCOPES, type HoldScope } from './enumerations';

export interface Hold {
  readonly scope: HoldScope;
  /** The last day in Zurich; null when the order names none. */
  readonly until: string | null;
  readonly lifted: boolean;
}

/** At most one hold of each scope: a second order of the same scope makes the first one longer, never shorter. */
export type Holds = ReadonlyMap<HoldScope, Hold>;

export type HoldEvent = BodyOf<'hold'> | BodyOf<'extend_hold'> | BodyOf<'hold_lift'>;

export function isHoldEvent(body: { readonly type: string }): body is HoldEvent {
  return body.type === 'hold' || body.type === 'extend_hold' || body.type === 'hold_lift';
}

export function withHold(holds: Holds, event: HoldEvent, atMs: number): Holds {
  const next = new Map(holds);
  if (event.type === 'hold') next.set(event.scope, placed(holds.get(event.scope), event));
  // Without a scope, an event speaks of every hold of the case.
  const scopes = event.scope === undefined ? HOLD_SCOPES : [event.scope];
  for (const scope of scopes) {
    const hold = holds.get(scope);
    // One that was lifted before its day is in force to the end of it, and can be made longer until then.
    if (hold === undefined || !isInForce(hold, atMs)) continue;
    if (event.type === 'extend_hold') next.set(scope, { ...hold, until: later(hold.until, event.until) });
    if (event.type === 'hold_lift') next.set(scope, { ...hold, lifted: true });
  }
  return next;
}

function placed(before: Hold | undefined, order: BodyOf<'hold'>): Hold {
  const standing = before !== undefined && !before.lifted;
  const until = standing ? later(before.until, order.until) : order.until;
  return { scope: order.scope, until, lifted: false };
}

function later(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return null;
  return a > b ? a : b;
}

/** Whether the last day of the order is over in Zurich; an order without one is never over by itself. */
export function isPastItsDay(hold: Hold, asOfMs: number): boolean {
  return hold.until !== null && isOver(hold.until, asOfMs);
}

/** R12: in force to the end of its last day, and until two people have lifted it. */
export function isInForce(hold: Hold, asOfMs: number): boolean {
  if (!hold.lifted) return true;
  return hold.until !== null && !isPastItsDay(hold, asOfMs);
}

export function holdInForce(holds: Holds, scope: HoldScope, asOfMs: number): boolean {
  const hold = holds.get(scope);
  return hold !== undefined && isInForce(hold, asOfMs);
}

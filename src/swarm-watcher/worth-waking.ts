/** Which messages wake anybody, judged anew at every telling: a lie of one member never speaks for what another tells. */
import type { SwarmMessage } from './message-source';

/** Typing indicators live 20 seconds; nothing that people read lives so short. */
const SHORT_LIFE_MS = 30_000;
/** No message lives longer in the network, whatever a member says. */
const LONGEST_LIFE_MS = 31 * 24 * 60 * 60 * 1000;
/** Both members tell a message within this time even if it is said to be about to expire. */
const SHORTEST_MARK_MS = 600_000;

export function isWorthWaking(message: SwarmMessage): boolean {
  return message.expiresAt - message.storedAt > SHORT_LIFE_MS;
}

/** When the message was stored, ms by our clock; never later than now. `ahead`: network time minus ours. */
export function storedByOurClock(message: SwarmMessage, ahead: number, now: number): number {
  return Math.min(Math.max(message.storedAt - ahead, message.storedAfter ?? 0), now);
}

/** Until when it has to be remembered that the message was told, ms by our clock. */
export function rememberUntil(message: SwarmMessage, ahead: number, now: number): number {
  return Math.min(Math.max(message.expiresAt - ahead, now + SHORTEST_MARK_MS), now + LONGEST_LIFE_MS);
}

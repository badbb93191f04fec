/** Which of the messages read marks the place where the next reading begins. */
import type { StoredMessage } from '../../protocol/storage-requests';

/**
 * A place in one member's own order: the member tells only what it stored after this message.
 * When the message expires the place is lost and the member begins again at its oldest.
 */
export interface Anchor {
  /** 43 characters of base64. */
  readonly hash: string;
  /** ms since 1970 by the network's clock. */
  readonly expiresAt: number;
}

/** An anchor that lives at least this long is good: accounts are read again long before. */
export const LONG_LIFE_MS = 600_000;
/** An anchor that lives no longer than this may be gone when it is used. */
const SHORT_LIFE_MS = 300_000;
/** Enough for an anchor that is used at once, for the next page. */
const PAGE_LIFE_MS = 60_000;
/** 32 bytes in base64 have one spelling: the last character carries four bits. */
const HASH = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]$/;

/**
 * The place after reading `messages` (in the member's order) from `old` on: the last message that lives long. When only
 * short-lived ones came, the old place stays as long as it holds: reading them again costs little, beginning again much.
 * With `more` to come the place is behind this page, or a page full of short-lived messages would hide what follows it.
 * `now`: ms by the network's clock.
 */
export function anchorAfter(
  old: Anchor | undefined,
  messages: readonly StoredMessage[],
  more: boolean,
  now: number,
): Anchor | undefined {
  const needed = more ? PAGE_LIFE_MS : LONG_LIFE_MS;
  for (let index = messages.length - 1; index >= 0; index -= 1) {
    const message = messages[index] as StoredMessage;
    if (message.expiresAt - now >= needed && HASH.test(message.hash)) return anchorOf(message);
  }
  if (old !== undefined && old.expiresAt - now >= SHORT_LIFE_MS) return old;
  let best = old;
  for (const message of messages) {
    // Of two that live equally long the later one spares more reading.
    if (message.expiresAt >= (best?.expiresAt ?? 0) && HASH.test(message.hash)) best = anchorOf(message);
  }
  return best;
}

function anchorOf(message: StoredMessage): Anchor {
  return { hash: message.hash, expiresAt: message.expiresAt };
}

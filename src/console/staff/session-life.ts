/** How long a session lives. */

const MINUTE_MS = 60_000;

/** Without a page for this long a session is over. */
export const IDLE_MS = 30 * MINUTE_MS;
/** After this long it is over in any case. */
export const LONGEST_MS = 8 * 60 * MINUTE_MS;
/** The last use is written down no oftener than this: a page with ten requests is one use. */
export const NOTED_EVERY_MS = MINUTE_MS;

/** How patient tests are. Only one that fails ever waits so long: a machine may be busy with much else, or stand still. */

/** For a condition that is waited for. */
export const PATIENCE_MS = 90_000;
/** For a connection to a store, or its turn in a pool: longer than this process may stand still. */
export const CONNECT_MS = 45_000;

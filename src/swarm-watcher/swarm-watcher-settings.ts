/** The settings of the watcher. */
import { wholeNumber } from '../platform/config/setting-types';
import { section } from '../platform/config/settings';

export const swarmWatcherSettings = section(
  'Polling swarms',
  { POLL_INTERVAL_MS: wholeNumber(50, 60_000).default(3_000) },
  { POLL_INTERVAL_MS: 'Shortest time between two polls of an account at one member; quiet ones wait up to a minute' },
);

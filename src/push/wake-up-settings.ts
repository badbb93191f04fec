/** The settings of wake-ups: how bursts are merged and which messages count. */

import { wholeNumber } from '../platform/config/setting-types';
import { section } from '../platform/config/settings';

export const wakeUpSettings = section(
  'Wake-ups',
  {
    WAKE_WINDOW_MS: wholeNumber(0, 600_000).default(3_000),
    WAKE_CONCURRENCY: wholeNumber(1, 500).default(100),
  },
  {
    WAKE_WINDOW_MS: 'A device is woken at most once in this many milliseconds; messages in between share a wake-up',
    WAKE_CONCURRENCY: 'Wake-ups that one pusher has under way at once',
  },
);

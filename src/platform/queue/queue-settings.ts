/** The settings of the queues. */

import { urlOf } from '../config/setting-types';
import { section } from '../config/settings';

export const queueSettings = section(
  'Queues',
  { REDIS_URL: urlOf('redis:', 'rediss:').optional() },
  {
    REDIS_URL:
      'Redis or Valkey with appendonly, for many processes and machines; without it the queues live in Postgres',
  },
);

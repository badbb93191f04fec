/** Where a process listens. */

import { z } from 'zod';
import { port, urlOf } from '../config/setting-types';
import { section } from '../config/settings';

const host = () => z.string().min(1).max(255);

export const publicSettings = section(
  'Public listener',
  {
    PORT: port().default(3000),
    PUBLIC_HOST: host().default('0.0.0.0'),
    PUBLIC_URL: urlOf('https:', 'http:').optional(),
  },
  {
    PORT: 'Port of the client API and the public pages',
    PUBLIC_HOST: 'Address the public listener binds to',
    PUBLIC_URL: 'Address at which phones and readers reach the public listener',
  },
);

export const opsSettings = section(
  "Operator's listener",
  { OPS_PORT: port().default(3002), OPS_HOST: host().default('127.0.0.1') },
  { OPS_PORT: 'Port of /health and /metrics', OPS_HOST: 'Address they bind to' },
);

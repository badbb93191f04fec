/** Where the console listens and where staff find it. */
import { z } from 'zod';
import { onOff, port, urlOf } from '../platform/config/setting-types';
import { section } from '../platform/config/settings';

export const consoleSettings = section(
  "Staff's console",
  {
    CONSOLE_PORT: port().default(3001),
    CONSOLE_HOST: z.string().min(1).max(255).default('127.0.0.1'),
    CONSOLE_URL: urlOf('https:', 'http:').optional(),
  },
  {
    CONSOLE_PORT: 'Port of the console',
    CONSOLE_HOST: 'Address the console binds to; put a TLS proxy in front before it is anything but loopback',
    CONSOLE_URL: 'Address at which staff reach the console; passkeys belong to its host name',
  },
);

/** Of the public pages too, where they show the same inventions. */
export const demoSettings = section(
  'Demonstration',
  { CONSOLE_DEMO: onOff().default(false) },
  { CONSOLE_DEMO: 'Whether every page says that what it shows is invented' },
);

/** The settings of subscriptions: the keys phones talk to, and what is watched. */
import { key32, listOf, onOff, wholeNumber } from '../platform/config/setting-types';
import { section } from '../platform/config/settings';
import { MasterKeys } from './master-keys';

/** For the api role only: the secret that opens what phones send through an onion. */
export const onionSettings = section(
  'Onion requests from phones',
  { ONION_KEY_FILE: key32() },
  { ONION_KEY_FILE: 'File with the X25519 secret key of this service, 64 hexadecimal characters' },
);

/** For the roles that make or use delegate keys: api and watcher. */
export const delegationSettings = section(
  'Delegation',
  { RELAY_MASTER_KEYS_FILE: MasterKeys.file },
  {
    RELAY_MASTER_KEYS_FILE:
      'File {"current":"1","keys":{"1":"<64 hex>"}}; keep an old key 14 days after another became current',
  },
);

export const watchSettings = section(
  'Watching',
  {
    WATCH_MONITOR: onOff().default(true),
    WAKE_NAMESPACES: listOf(wholeNumber(-32_768, 32_767), 'namespace').default([0, 11]),
  },
  {
    WATCH_MONITOR:
      'on: phones that send no delegation are watched over connections that show our address to their swarm; off: refused',
    WAKE_NAMESPACES: 'Namespaces whose messages wake a phone, separated by commas',
  },
);

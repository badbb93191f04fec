/** The settings of the session network: where the first list of nodes comes from. */
import { httpsUrl, listOf } from '../platform/config/setting-types';
import { section } from '../platform/config/settings';

export const sessionNetworkSettings = section(
  'Session network',
  { SEED_NODES: listOf(httpsUrl(), 'https URL of a storage node') },
  {
    SEED_NODES:
      'Storage nodes that give the first list of nodes, as https URLs separated by commas; more than half of them must agree, so name one or at least three',
  },
);

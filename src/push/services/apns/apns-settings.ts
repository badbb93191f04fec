/** Apple's section of the settings. */
import { z } from 'zod';
import { certificates, httpsHost } from '../../../platform/config/setting-types';
import { allOrNone, type SettingsOf, section } from '../../../platform/config/settings';
import { readProviderKey } from './provider-token';

/** What its courier needs. */
export interface ApnsSettings {
  /** The text of the .p8 file. */
  readonly keyPem: string;
  /** Ten characters each, as Apple shows them. */
  readonly keyId: string;
  readonly teamId: string;
  /** The app's bundle id. */
  readonly topic: string;
  /** https URLs of other hosts than Apple's own, for tests and proxies; only host and port count. */
  readonly endpoint?: string;
  readonly sandboxEndpoint?: string;
  /** PEM certificates, trusted instead of the public roots. */
  readonly caPem?: string;
}

export const apnsSection = section(
  'Apple',
  {
    APNS_KEY_FILE: z.string().refine(isProviderKey, 'must hold an EC private key on P-256 in PEM form').optional(),
    APNS_KEY_ID: z.string().optional(),
    APNS_TEAM_ID: z.string().optional(),
    APNS_TOPIC: z.string().optional(),
    APNS_ENDPOINT: httpsHost().optional(),
    APNS_SANDBOX_ENDPOINT: httpsHost().optional(),
    APNS_CA_FILE: certificates().optional(),
  },
  {
    APNS_KEY_FILE: 'File with the .p8 key that signs provider tokens; without it the service is not offered',
    APNS_KEY_ID: 'Ten characters that Apple shows beside the key',
    APNS_TEAM_ID: 'Ten characters that Apple shows for the team',
    APNS_TOPIC: 'Bundle id of the app',
    APNS_ENDPOINT: 'https URL of another host than api.push.apple.com, for tests and proxies',
    APNS_SANDBOX_ENDPOINT: 'The same for apns-sandbox',
    APNS_CA_FILE: 'File with PEM certificates to trust instead of the public roots',
  },
  allOrNone('Apple', 'APNS_KEY_FILE', 'APNS_KEY_ID', 'APNS_TEAM_ID', 'APNS_TOPIC'),
);

/** What the courier needs, out of a section in which Apple is set up. */
export function apnsSettingsOf(values: SettingsOf<typeof apnsSection>): ApnsSettings {
  return {
    keyPem: values.APNS_KEY_FILE ?? '',
    keyId: values.APNS_KEY_ID ?? '',
    teamId: values.APNS_TEAM_ID ?? '',
    topic: values.APNS_TOPIC ?? '',
    ...(values.APNS_ENDPOINT === undefined ? {} : { endpoint: values.APNS_ENDPOINT }),
    ...(values.APNS_SANDBOX_ENDPOINT === undefined ? {} : { sandboxEndpoint: values.APNS_SANDBOX_ENDPOINT }),
    ...(values.APNS_CA_FILE === undefined ? {} : { caPem: values.APNS_CA_FILE }),
  };
}

function isProviderKey(pem: string): boolean {
  try {
    readProviderKey(pem);
    return true;
  } catch {
    return false;
  }
}

/** Google's section of the settings. */
import { z } from 'zod';
import { httpsUrl } from '../../../platform/config/setting-types';
import { type SettingsOf, section } from '../../../platform/config/settings';

/** What its courier needs. */
export interface FirebaseSettings {
  /** The text of the service account file; its `token_uri` is where access tokens are asked for. */
  readonly serviceAccountJson: string;
  /** https URL of another host than Google's own, for tests and proxies; only host and port count. */
  readonly endpoint?: string;
  /** PEM certificates, trusted instead of the public roots at `endpoint`, and at a `token_uri` that is not Google's. */
  readonly caPem?: string;
}

export const firebaseSection = section(
  'Google',
  {
    FCM_SERVICE_ACCOUNT_FILE: z.string().optional(),
    FCM_ENDPOINT: httpsUrl().optional(),
    FCM_CA_FILE: z.string().optional(),
  },
  {
    FCM_SERVICE_ACCOUNT_FILE: 'File with the JSON of the service account; without it the service is not offered',
    FCM_ENDPOINT: 'https URL of another host than fcm.googleapis.com, for tests and proxies',
    FCM_CA_FILE: 'File with PEM certificates to trust instead of the public roots',
  },
);

/** What the courier needs, out of a section in which Google is set up. */
export function firebaseSettingsOf(values: SettingsOf<typeof firebaseSection>): FirebaseSettings {
  return {
    serviceAccountJson: values.FCM_SERVICE_ACCOUNT_FILE ?? '',
    ...(values.FCM_ENDPOINT === undefined ? {} : { endpoint: values.FCM_ENDPOINT }),
    ...(values.FCM_CA_FILE === undefined ? {} : { caPem: values.FCM_CA_FILE }),
  };
}

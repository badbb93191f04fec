/** Google's section of the settings. */
import { z } from 'zod';
import { certificates, httpsHost } from '../../../platform/config/setting-types';
import { type SettingsOf, section } from '../../../platform/config/settings';
import { readServiceAccount } from './service-account';

/** What its courier needs. */
export interface FirebaseSettings {
  /** The text of the service account file; its `token_uri` is where access tokens are asked for. */
  readonly serviceAccountJson: string;
  /** https URL of another host than Google's own, for tests and proxies; only host and port count. */
  readonly endpoint?: string;
  /** PEM certificates, trusted instead of the public roots at `endpoint`, and at a `token_uri` that is not Google's. */
  readonly caPem?: string;
}

const serviceAccount = z.string().superRefine((json, context) => {
  const account = readServiceAccount(json);
  if ('projectId' in account) return;
  for (const fault of account) context.addIssue({ code: 'custom', message: `cannot be used: ${fault}` });
});

export const firebaseSection = section(
  'Google',
  {
    FCM_SERVICE_ACCOUNT_FILE: serviceAccount.optional(),
    FCM_ENDPOINT: httpsHost().optional(),
    FCM_CA_FILE: certificates().optional(),
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

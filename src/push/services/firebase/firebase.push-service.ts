/** Google's push service (wire name firebase): what phones hand us for it, and its settings. */
import { z } from 'zod';
import { BadPushSettings, BadServiceInfo, type PushAddress, type PushService } from '../../push-service';
import type { FirebaseCourier } from './firebase.courier';
import type { FirebaseSettings } from './firebase-settings';
import { readServiceAccount } from './service-account';

const NAME = 'firebase';

const shape = z.strictObject({
  serviceAccountJson: z.string('is missing').min(1, 'is empty').max(100_000, 'is too long'),
  endpoint: z
    .string()
    .refine(isHost, 'must be an https URL of a host and port, with no path')
    .default('https://fcm.googleapis.com'),
  caPem: z.string().includes('-----BEGIN CERTIFICATE-----', { error: 'holds no PEM certificate' }).optional(),
});

export const firebasePushService: PushService<FirebaseSettings> = {
  names: [NAME],

  readAddress(service: string, serviceInfo: unknown): PushAddress {
    if (service !== NAME) throw new BadServiceInfo('the service must be firebase');
    const token =
      typeof serviceInfo === 'object' && serviceInfo !== null && 'token' in serviceInfo && serviceInfo.token;
    // Google promises no form; what is not printable ASCII cannot be one of its tokens.
    if (typeof token !== 'string' || !/^[\x21-\x7e]{1,4096}$/.test(token)) {
      throw new BadServiceInfo('service_info.token must be 1 to 4096 printable ASCII characters');
    }
    return { service, token };
  },

  courier(settings: FirebaseSettings): FirebaseCourier {
    const read = shape.safeParse(settings);
    if (!read.success) throw new BadPushSettings(NAME, read.error.issues.map(faultOf));
    const { serviceAccountJson, endpoint, caPem } = read.data;
    const account = readServiceAccount(serviceAccountJson);
    if (!('projectId' in account)) throw new BadPushSettings(NAME, account);
    // Google's library is loaded by who opens a link to Google, and by nobody else.
    const { FirebaseCourier } = require('./firebase.courier') as typeof import('./firebase.courier');
    return new FirebaseCourier({ account, endpoint: new URL(endpoint), caPem });
  },
};

function isHost(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === 'https:' && url.pathname === '/' && url.username === '' && url.search === '';
}

function faultOf(issue: z.core.$ZodIssue): string {
  return `${issue.path.join('.') || 'settings'}: ${issue.message}`;
}

/** Apple's push service (wire names apns and apns-sandbox): what phones hand us for it, and its settings. */
import { z } from 'zod';
import { BadPushSettings, BadServiceInfo, type PushAddress, type PushService } from '../../push-service';
import type { ApnsCourier } from './apns.courier';
import type { ApnsSettings } from './apns-settings';
import { readProviderKey } from './provider-token';

const NAMES = ['apns', 'apns-sandbox'] as const;

const name = z.string('is missing').min(1, 'is empty').max(255, 'is too long');
const certificates = z.string().includes('-----BEGIN CERTIFICATE-----', { error: 'holds no PEM certificate' });
const endpoint = z.string().refine(isHost, 'must be an https URL of a host and port, with no path');

const shape = z.strictObject({
  keyPem: name.max(10_000, 'is too long'),
  keyId: name,
  teamId: name,
  topic: name,
  endpoint: endpoint.default('https://api.push.apple.com'),
  sandboxEndpoint: endpoint.default('https://api.sandbox.push.apple.com'),
  caPem: certificates.optional(),
});

export const apnsPushService: PushService<ApnsSettings> = {
  names: NAMES,

  readAddress(service: string, serviceInfo: unknown): PushAddress {
    if (!NAMES.some((known) => known === service)) throw new BadServiceInfo('the service must be apns or apns-sandbox');
    const token =
      typeof serviceInfo === 'object' && serviceInfo !== null && 'token' in serviceInfo && serviceInfo.token;
    if (typeof token !== 'string' || !/^[0-9a-fA-F]{64}$/.test(token)) {
      throw new BadServiceInfo('service_info.token must be 64 hexadecimal characters');
    }
    return { service, token: token.toLowerCase() };
  },

  courier(settings: ApnsSettings): ApnsCourier {
    const read = shape.safeParse(settings);
    if (!read.success) throw new BadPushSettings('apns', read.error.issues.map(faultOf));
    const { endpoint: production, sandboxEndpoint: sandbox, ...rest } = read.data;
    const endpoints = new Map([
      [NAMES[0], new URL(production)],
      [NAMES[1], new URL(sandbox)],
    ]);
    // Apple's library is loaded by who opens a link to Apple, and by nobody else.
    const { ApnsCourier } = require('./apns.courier') as typeof import('./apns.courier');
    return new ApnsCourier({ ...rest, key: keyOf(rest.keyPem), endpoints });
  },
};

function keyOf(keyPem: string) {
  try {
    return readProviderKey(keyPem);
  } catch (error) {
    throw new BadPushSettings('apns', [`keyPem: ${error instanceof Error ? error.message : 'cannot be read'}`]);
  }
}

function isHost(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === 'https:' && url.pathname === '/' && url.username === '' && url.search === '';
}

function faultOf(issue: z.core.$ZodIssue): string {
  return `${issue.path.join('.') || 'settings'}: ${issue.message}`;
}

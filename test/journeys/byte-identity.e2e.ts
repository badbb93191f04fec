/** The wake-ups of one service are the same bytes for every account, token and message, before and after a restart. */
import { randomBytes } from 'node:crypto';
import { AccountOwner } from '../fakes/phone/account-signer';
import type { Phone } from '../fakes/phone/phone';
import { freshDatabase } from '../support/stores';
import { until } from '../support/until';
import { World } from '../support/world';
import { CALM } from './calm';
import { type TappedRequest, VendorTap } from './searching/vendor-tap';

const THREE_DAYS_S = 3 * 24 * 3_600;
const DAY_MS = 24 * 3_600_000;
/** For a machine that is busy with much else. */
const PATIENCE_MS = 60_000;

const BODY_FOR_APPLE = {
  aps: {
    alert: { title: 'Session', body: "You've got a new message" },
    badge: 1,
    sound: 'default',
    'mutable-content': 1,
    category: 'SECRET',
  },
  spns: 1,
  enc_payload: Buffer.alloc(296).toString('base64'),
};

let world: World;
let toApple: VendorTap;
let toGoogle: VendorTap;
let phones: { readonly apns: Phone[]; readonly sandbox: Phone[]; readonly firebase: Phone[] };

beforeAll(async () => {
  world = await World.start({ stores: { databaseUrl: await freshDatabase() }, devnet: CALM });
  toApple = VendorTap.onApple(world.apple);
  toGoogle = VendorTap.onGoogle(world.google);
  phones = {
    apns: [world.phone(), world.phone(), group(), world.phone()],
    sandbox: [world.phone({ service: 'apns-sandbox' }), world.phone({ service: 'apns-sandbox' })],
    firebase: [30, 163, 250].map((length) => world.phone({ service: 'firebase', token: tokenOf(length) })),
  };
  for (const phone of everybody()) await phone.subscribe();
  await wakeAll(1);
  await world.relay('all').stop();
  await world.startRelay('all');
  await wakeAll(2);
}, 3 * PATIENCE_MS);

afterAll(() => world?.stop());

it.each(['apns', 'sandbox'] as const)('says the same to every phone of %s', (service) => {
  const tokens = phones[service].map((phone) => phone.token);
  const requests = toApple.requests.filter((request) => tokens.some((token) => pathOf(request).endsWith(token)));
  expect(requests.length).toBeGreaterThanOrEqual(2 * tokens.length);
  const told = requests.map((request) => ({
    headers: without(request, ':path', 'authorization', 'apns-expiration', 'apns-id'),
    body: request.body.toString('latin1'),
  }));
  for (const each of told) expect(each).toEqual(told[0]);
  expect(JSON.parse(told[0]?.body ?? '')).toEqual(BODY_FOR_APPLE);
  for (const request of requests) expect(pathOf(request)).toMatch(/^\/3\/device\/[0-9a-f]{64}$/);
});

it('says the same to the phones of both of Apple’s hosts', () => {
  expect(new Set(toApple.requests.map((request) => request.body.toString('latin1'))).size).toBe(1);
});

it('lets Apple keep a wake-up for three days from now, whatever the message’s own life', () => {
  for (const { headers, at } of world.apple.pushes.all) {
    expect(Math.abs(Number(headers['apns-expiration']) - at / 1_000 - THREE_DAYS_S)).toBeLessThan(PATIENCE_MS / 1_000);
  }
});

it('says the same to every phone of firebase but for its token', () => {
  const requests = toGoogle.requests.filter((request) => pathOf(request).endsWith('messages:send'));
  expect(requests.length).toBeGreaterThanOrEqual(2 * phones.firebase.length);
  const told = requests.map((request) => {
    const body = request.body.toString('latin1');
    const { token } = JSON.parse(body).message;
    const length = Number(headerOf(request, 'content-length'));
    return {
      headers: without(request, 'authorization', 'content-length'),
      body: body.replace(JSON.stringify(token), '"a token"'),
      lengthWithoutToken: length - token.length,
    };
  });
  for (const each of told) expect(each).toEqual(told[0]);
  expect(told[0]?.body).toContain(BODY_FOR_APPLE.enc_payload);
});

function everybody(): Phone[] {
  return Object.values(phones).flat();
}

function group(): Phone {
  return world.phone({ signer: AccountOwner.ofGroup() });
}

function tokenOf(length: number): string {
  return randomBytes(length).toString('base64url').slice(0, length);
}

/** No two messages have a size, a life or a namespace in common. */
async function wakeAll(round: number): Promise<void> {
  for (const [index, phone] of everybody().entries()) {
    const size = 1 + (index + round) ** 4;
    const namespace = phone.account.prefix === 0x03 ? 11 : 0;
    await phone.swarm.store({ namespace, data: randomBytes(size), ttlMs: DAY_MS * (1 + index) });
  }
  for (const phone of everybody()) await until(() => world.wakeUps(phone).length >= round, PATIENCE_MS);
}

function pathOf(request: TappedRequest): string {
  return headerOf(request, ':path');
}

function headerOf({ headers }: TappedRequest, name: string): string {
  return headers[headers.findIndex((each, index) => index % 2 === 0 && each.toLowerCase() === name) + 1] ?? '';
}

/** Names and values in their order, but for these. */
function without({ headers }: TappedRequest, ...names: readonly string[]): string[] {
  const isLeftOut = (index: number) => names.includes((headers[index - (index % 2)] as string).toLowerCase());
  return headers.filter((_, index) => !isLeftOut(index));
}

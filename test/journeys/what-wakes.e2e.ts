/** Which messages wake: new ones that people read, once for each device however many groups it is in. */
import { readFile } from 'node:fs/promises';
import { AccountOwner } from '../fakes/phone/account-signer';
import type { Phone } from '../fakes/phone/phone';
import { Claims } from '../faults/claims';
import { freshDatabase } from '../support/stores';
import { until as untilSoon } from '../support/until';
import { World } from '../support/world';
import { isAsked, isAskedAgain } from './asked';
import { CALM } from './calm';

const WINDOW_MS = 1_000;
const PATIENCE_MS = 60_000;
const until: typeof untilSoon = (ask) => untilSoon(ask, PATIENCE_MS);

let world: World;
/** Apple may take one wake-up later than the next; the database knows when each was begun. */
let claims: Claims;

beforeAll(async () => {
  const databaseUrl = await freshDatabase();
  const settings = { WAKE_WINDOW_MS: String(WINDOW_MS) };
  world = await World.start({ stores: { databaseUrl }, settings, devnet: CALM });
  claims = await Claims.witness(databaseUrl, await readFile(world.settings.DATA_KEYS_FILE ?? '', 'utf8'));
}, 2 * PATIENCE_MS);

afterAll(async () => {
  await world?.stop();
  await claims?.close();
});

/** Both members that the relay asks have told all they keep, and a wake-up for it would have been sent. */
async function settled(phone: Phone): Promise<void> {
  await isAskedAgain(world.devnet, phone);
  await isAskedAgain(world.devnet, phone);
  await until(async () => (await devices()).every((row) => row.owed_since === null));
}

async function wakes(phone: Phone, namespace = 0): Promise<void> {
  const before = world.wakeUps(phone).length;
  await phone.swarm.store({ namespace });
  await until(() => world.wakeUps(phone).length > before);
}

function devices(): Promise<{ owed_since: Date | null }[]> {
  return claims.query('SELECT owed_since FROM devices');
}

it('wakes nobody for what was there before the subscription, at its first look and at all later ones', async () => {
  const phone = world.phone();
  // Far enough back that no difference of clocks makes it newer than the subscription.
  const timestamp = Date.now() - 20_000;
  for (let count = 0; count < 5; count += 1) await phone.swarm.store({ timestamp });
  await phone.subscribe();
  await isAsked(world.devnet, phone);
  await settled(phone);
  expect(world.wakeUps(phone)).toEqual([]);
  await wakes(phone);
  await settled(phone);
  expect(world.wakeUps(phone)).toHaveLength(1);
});

it('wakes for what came between the subscription and the first look', async () => {
  const phone = world.phone();
  const { members } = world.devnet.swarmOf(phone.account);
  for (const node of members) node.faults.always = 406;
  try {
    await phone.subscribe({ via: 'direct' });
    await isAsked(world.devnet, phone);
    await phone.swarm.store();
  } finally {
    for (const node of members) node.heal();
  }
  await until(() => world.wakeUps(phone).length === 1);
});

it('wakes nobody for a message that lives 30 seconds or less', async () => {
  const phone = world.phone();
  await phone.subscribe();
  await isAsked(world.devnet, phone);
  for (const ttlMs of [20_000, 30_000]) await phone.swarm.store({ ttlMs });
  await settled(phone);
  expect(world.wakeUps(phone)).toEqual([]);
  await phone.swarm.store({ ttlMs: 31_000 });
  await until(() => world.wakeUps(phone).length === 1);
});

it('wakes nobody for namespaces other than 0 and 11, though the phone named them', async () => {
  const phone = world.phone();
  const namespaces = [-10, 0, 2, 3, 4, 5, 11, 12];
  await phone.subscribe({ namespaces });
  await isAsked(world.devnet, phone);
  for (const namespace of namespaces) if (namespace !== 0 && namespace !== 11) await phone.swarm.store({ namespace });
  await settled(phone);
  expect(world.wakeUps(phone)).toEqual([]);
  await wakes(phone, 0);
  await wakes(phone, 11);
});

it('wakes for namespace 11 of a group, and for none of its others', async () => {
  const phone = world.phone({ signer: AccountOwner.ofGroup() });
  await phone.subscribe();
  await isAsked(world.devnet, phone, 11);
  for (const namespace of [-11, 12, 13, 14]) await phone.swarm.store({ namespace });
  await settled(phone);
  expect(world.wakeUps(phone)).toEqual([]);
  await wakes(phone, 11);
});

it('wakes nobody for a namespace the phone did not name', async () => {
  const phone = world.phone();
  await phone.subscribe({ namespaces: [0] });
  await isAsked(world.devnet, phone);
  await phone.swarm.store({ namespace: 11 });
  await settled(phone);
  expect(world.wakeUps(phone)).toEqual([]);
});

it('wakes one phone with many groups as one device: at once, and then once in a window', async () => {
  const before = (await devices()).length;
  const self = world.phone();
  const groups = Array.from({ length: 6 }, () => world.phone({ signer: AccountOwner.ofGroup(), token: self.token }));
  const all = [self, ...groups];
  const elements = [];
  for (const phone of all) {
    const delegation = phone.signDelegation(await phone.delegationKey('direct'));
    elements.push(phone.subscription({ delegation }));
  }
  const { body } = await self.send('/subscribe', elements);
  expect(body).toEqual(all.map(() => expect.objectContaining({ added: true })));
  expect(await devices()).toHaveLength(before + 1);
  for (const phone of all) await isAsked(world.devnet, phone, phone === self ? 0 : 11);

  const rounds = 4;
  let lastToldAt = 0;
  for (let round = 0; round < rounds; round += 1) {
    lastToldAt = Date.now();
    await Promise.all(all.map((phone) => phone.swarm.store({ namespace: phone === self ? 0 : 11 })));
    const stored = Date.now();
    await until(() => Date.now() > stored + WINDOW_MS / 2);
  }
  await until(() => (world.wakeUps(self).at(-1)?.at ?? 0) >= lastToldAt);
  await settled(self);
  const begun = (await claims.all()).get((await claims.device(self))?.id ?? '') ?? [];
  expect(begun).toHaveLength(world.wakeUps(self).length);
  expect(begun.length).toBeGreaterThanOrEqual(2);
  expect(begun.length).toBeLessThan(rounds * all.length);
  for (let index = 1; index < begun.length; index += 1) {
    expect((begun[index] as number) - (begun[index - 1] as number)).toBeGreaterThanOrEqual(WINDOW_MS);
  }
});

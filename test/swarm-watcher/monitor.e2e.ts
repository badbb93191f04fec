/** Phones without a delegation, over a local storage network: monitored, renewed, moved, whatever nodes say. */
import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { type BencodeValue, encodeBencode } from '../../src/protocol/bencode';
import { Devnet } from '../fakes/devnet/devnet';
import type { StorageNode } from '../fakes/devnet/storage-node';
import { AccountOwner, GroupMember } from '../fakes/phone/account-signer';
import type { Phone, PhoneOptions, SubscriptionOptions } from '../fakes/phone/phone';
import { patientPhone } from '../support/patient-phone';
import { freshDatabase, ownPostgres } from '../support/stores';
import { until } from '../support/until';
import { House, type HouseKeys, networkOver, newKeys } from './house';

const DAY_MS = 86_400_000;
/** Notices at once: more than may wait singly. */
const FLOOD = 32_000;

let devnet: Devnet;
let house: House;
let databaseUrl: string;
let keys: HouseKeys;

const open = () => House.open({ databaseUrl, keys, network: networkOver(devnet.seedUrls), monitorOn: true });

beforeAll(async () => {
  devnet = await Devnet.start({ swarms: 2, nodesPerSwarm: 3 });
  databaseUrl = await freshDatabase();
  keys = newKeys();
  house = await open();
});

afterAll(async () => {
  await house.close();
  await devnet.stop();
});

afterEach(() => {
  for (const node of devnet.nodes) node.heal();
});

const newPhone = (options: Partial<PhoneOptions> = {}) =>
  patientPhone({ seedUrls: devnet.seedUrls, relay: { url: house.url }, ...options });
const membersOf = (phone: Phone) => devnet.swarmOf(phone.account).members;
const monitorsAt = (node: StorageNode, phone: Phone) =>
  node.monitor.monitors.filter((each) => each.account === phone.account.hex);
const isMonitored = (phone: Phone, by = membersOf(phone)) =>
  until(() => by.every((node) => monitorsAt(node, phone).length > 0));

async function subscribed(phone = newPhone(), options: SubscriptionOptions = {}): Promise<Phone> {
  expect((await phone.subscribe({ delegates: false, ...options })).body).toMatchObject({ success: true });
  await isMonitored(phone);
  return phone;
}

/** Another phone whose account the same nodes keep. */
function inSwarmOf(phone: Phone, options: Partial<PhoneOptions> = {}): Phone {
  for (let other = newPhone(options); ; other = newPhone(options)) {
    if (membersOf(other)[0] === membersOf(phone)[0]) return other;
  }
}

/** The node forgets everything, and is asked for everybody; `phone` is one of them. */
async function startAnew(node: StorageNode, phone: Phone): Promise<void> {
  await node.takeDown();
  await node.bringUp();
  await isMonitored(phone, [node]);
}

const owedTo = (phone: Phone) => house.owedTo(phone);

const isOwed = (phone: Phone, messages: number) => until(async () => (await owedTo(phone)) === messages);
const counts = () => ({ ...house.stats.counts });

function sayAll(node: StorageNode, frames: readonly Buffer[]): void {
  for (const connection of node.monitor.connections) node.monitor.say(connection, frames);
}

function notice(fields: Record<string, BencodeValue>): Buffer[] {
  return [Buffer.from('notify.message'), encodeBencode(new Map(Object.entries(fields)))];
}

function goodNotice(phone: Phone, changes: Record<string, BencodeValue> = {}): Buffer[] {
  const hash = randomBytes(32).toString('base64').slice(0, 43);
  const now = Date.now();
  return notice({ '@': phone.account.bytes, h: Buffer.from(hash), n: 0, t: now, z: now + 3_600_000, ...changes });
}

function randomFrames(): Buffer[] {
  const word = () => randomBytes(Math.floor(64 * Math.random()));
  return [Buffer.from('notify.message'), word(), word()].slice(0, 1 + Math.ceil(2 * Math.random()));
}

it('owes one wake-up for each message in namespaces that wake, however many members tell it', async () => {
  const phone = newPhone();
  await phone.swarm.store();
  await subscribed(phone, { namespaces: [0, 2, 3, 4, 5] });
  await phone.swarm.store();
  await phone.swarm.store({ namespace: 2 });
  await phone.swarm.store({ ttlMs: 20_000 });
  await phone.swarm.store();
  await isOwed(phone, 2);
  await until(() => house.stats.counts.notices >= 12);
  expect(await owedTo(phone)).toBe(2);
});

it('monitors groups for members who hold no more than a right that was lent', async () => {
  const group = AccountOwner.ofGroup();
  const member = await subscribed(newPhone({ signer: new GroupMember(group) }));
  const owner = newPhone({ signer: group });
  await owner.swarm.store({ namespace: 11 });
  await isOwed(member, 1);
});

it('asks anew over the same connections when devices want other namespaces, and never for less', async () => {
  const signer = AccountOwner.ofGroup();
  const first = await subscribed(newPhone({ signer }), { namespaces: [0] });
  const second = newPhone({ signer });
  await second.subscribe({ delegates: false, namespaces: [11] });
  const [node] = membersOf(first);
  await until(() => {
    const covered = new Set(monitorsAt(node!, first).flatMap((each) => each.namespaces));
    return covered.has(0) && covered.has(11);
  });
  const one = newPhone({ signer: AccountOwner.ofGroup() });
  await subscribed(one, { namespaces: [0] });
  await one.subscribe({ delegates: false, namespaces: [0, 11, 12] });
  await until(() => membersOf(one).every((each) => monitorsAt(each, one)[0]?.namespaces.length === 3));
  expect(monitorsAt(membersOf(one)[0]!, one)).toHaveLength(1);
});

it('stops when the phone unsubscribes', async () => {
  const phone = await subscribed();
  // A node that is asked for nobody any more is left alone: somebody else of the swarm stays.
  await subscribed(inSwarmOf(phone));
  const before = house.stats.monitored;
  await phone.unsubscribe();
  await until(() => house.stats.monitored === before - 1);
  const { notices_unwatched } = counts();
  await phone.swarm.store();
  await until(() => counts().notices_unwatched >= notices_unwatched + 3);
});

it('shows nobody who has unsubscribed, not even in a request that was put together before', async () => {
  const leaving = await subscribed();
  const staying = await subscribed(inSwarmOf(leaving));
  const [first, second] = membersOf(leaving);
  await startAnew(first!, staying);
  const before = house.stats.monitored;
  await leaving.unsubscribe();
  await until(() => house.stats.monitored === before - 1);
  await startAnew(second!, staying);
  expect(monitorsAt(second!, leaving)).toEqual([]);
});

it('leaves an account to the onion way as soon as it lends a delegation, and takes it back when that is revoked', async () => {
  const phone = await subscribed();
  const monitored = house.stats.monitored;
  const watched = house.stats.accounts;
  const later = Math.floor(Date.now() / 1000) + 1;
  expect((await phone.subscribe({ signedAt: later })).body).toMatchObject({ success: true });
  await until(() => house.stats.monitored === monitored - 1 && house.stats.accounts === watched + 1);
  await phone.swarm.store();
  await isOwed(phone, 1);
  await phone.revokeDelegation();
  await until(() => house.stats.monitored === monitored && house.stats.accounts === watched);
  for (const node of membersOf(phone)) node.monitor.forget();
  // Its next signature finds the way open.
  await phone.subscribe({ delegates: false, signedAt: later + 1, namespaces: [0, 2] });
  await isMonitored(phone);
  await phone.swarm.store();
  await isOwed(phone, 2);
});

it('asks nothing anew when a subscription is repeated or renewed', async () => {
  const owner = AccountOwner.ofSessionId();
  const phone = await subscribed(newPhone({ signer: owner }));
  const timesAsked = () =>
    membersOf(phone)
      .flatMap((node) => node.sightings.all)
      .filter(({ seen }) => seen.some((frame) => frame.includes(owner.key.publicKey))).length;
  const before = timesAsked();
  expect(before).toBeGreaterThanOrEqual(3);
  const monitored = house.stats.monitored;
  const signedAt = Math.floor(Date.now() / 1000);
  const element = phone.subscription({ signedAt: signedAt + 1 });
  for (let time = 0; time < 5; time += 1) {
    const { body } = await phone.send(
      '/subscribe',
      Array.from({ length: 200 }, () => element),
    );
    expect(body).toHaveLength(200);
  }
  // Whoever comes after them is asked for: so the others would have been by now.
  await subscribed(inSwarmOf(phone));
  expect(timesAsked()).toBe(before);
  expect(house.stats.monitored).toBe(monitored + 1);
});

it('asks again at once after a node has started anew, and calls itself by a name that nobody can guess', async () => {
  const phone = await subscribed();
  const [node] = membersOf(phone);
  const names = () => devnet.nodes.flatMap(({ monitor }) => [...monitor.connections]);
  const before = names();
  await startAnew(node!, phone);
  const all = [...new Set([...before, ...node!.monitor.connections])];
  expect(all.length).toBeGreaterThan(before.length);
  expect(all.every((name) => name.length >= 2 * 16)).toBe(true);
  // None is made of another one.
  expect(new Set(all.map((name) => name.slice(0, 16))).size).toBe(all.length);
});

describe('a hostile node', () => {
  it('wakes nobody outside its swarm, and nobody for whom nobody asked', async () => {
    const phone = await subscribed();
    const stranger = newPhone();
    const node = devnet.nodes.find((each) => !membersOf(phone).includes(each))!;
    // It has a connection to speak over when it has somebody to monitor.
    await until(async () => {
      if (node.monitor.connections.size === 0) await subscribed();
      return node.monitor.connections.size > 0;
    });
    const before = counts();
    sayAll(node, goodNotice(phone));
    sayAll(node, goodNotice(stranger));
    await until(() => counts().notices_misplaced > before.notices_misplaced);
    await until(() => counts().notices_unwatched > before.notices_unwatched);
    expect(await owedTo(phone)).toBe(0);
  });

  const MALFORMED: readonly (readonly Buffer[])[] = [
    [Buffer.from('notify.message'), Buffer.from('nonsense')],
    notice({ h: Buffer.alloc(43, 'x'), n: 0, t: 1, z: 2 }),
    [Buffer.from('notify.message'), Buffer.from('d1:@99999999999999999999:')],
    [Buffer.from('notify.message'), Buffer.alloc(100_000, 'l')],
    notice({ '@': Buffer.alloc(33, 5), h: 1, n: Buffer.alloc(1), t: [], z: [] }),
    [Buffer.from('notify.message')],
    [Buffer.from('REPLY')],
  ];

  it('may say nonsense in every form, a thousand times at random, and is heard as long as it makes sense too', async () => {
    const phone = await subscribed();
    const [rogue] = membersOf(phone);
    const before = counts();
    const forms = [...MALFORMED, ...Array.from({ length: 1_000 }, randomFrames)];
    for (const frames of forms) {
      sayAll(rogue!, frames);
      sayAll(rogue!, goodNotice(phone));
    }
    await isOwed(phone, forms.length);
    // The node says everything over every connection it ever had; only those that still stand are heard.
    const heard = counts().notices_malformed - before.notices_malformed;
    expect(heard).toBeGreaterThan(0);
    expect(heard % forms.length).toBe(0);
    expect(counts().links_malformed).toBe(before.links_malformed);
  });

  it('that says three things in a row that are none is left alone for a while; the others are heard', async () => {
    const phone = await subscribed();
    const [rogue] = membersOf(phone);
    const before = counts();
    for (const frames of MALFORMED.slice(0, 3)) sayAll(rogue!, frames);
    await until(() => counts().links_malformed > before.links_malformed);
    await phone.swarm.store();
    await isOwed(phone, 1);
    // Nobody else has to wait until it is heard again.
    await devnet.removeNode(rogue!);
    await isMonitored(phone, [await devnet.addNode(rogue!.swarm)]);
  });

  it('that sends a longer part than any answer has loses its connection, and is asked again over another', async () => {
    const phone = await subscribed();
    const [rogue] = membersOf(phone);
    const { links_broken } = counts();
    sayAll(rogue!, [Buffer.from('notify.message'), Buffer.alloc(300_000)]);
    await until(() => counts().links_broken > links_broken);
    rogue!.monitor.forget();
    await isMonitored(phone, [rogue!]);
  });

  it('that tells without end forgets no device, and keeps nobody else waiting; what waits together is counted', async () => {
    const flooded = await subscribed();
    const other = await subscribed();
    const before = counts();
    // Nothing can be booked meanwhile, so that on any machine more waits than may wait singly.
    const blocker = new Client({ connectionString: databaseUrl });
    await blocker.connect();
    await blocker.query('BEGIN');
    await blocker.query('LOCK TABLE devices');
    // Over one connection: what came over two would be counted twice, and half of it be all that waits.
    const rogue = membersOf(flooded)[0]!;
    const [monitor] = monitorsAt(rogue, flooded);
    for (let sent = 0; sent < FLOOD; sent += 1) rogue.monitor.say(monitor!.connection, goodNotice(flooded));
    await other.swarm.store();
    await until(() => counts().notices - before.notices >= FLOOD + membersOf(other).length);
    await blocker.end();
    await until(async () => (await owedTo(other)) === 1);
    const since = (name: keyof typeof before) => counts()[name] - before[name];
    await until(async () => (await owedTo(flooded)) + 1 === since('pairs_fresh') && house.stats.waitingNotices === 0);
    // Each was booked by itself, was known already, or waits no more because another one stands for it.
    const told = () => since('pairs_fresh') + since('pairs_known');
    await until(() => told() + since('notices_collapsed') + since('notices_repeated') >= since('notices'));
    expect(since('notices_collapsed')).toBeGreaterThan(0);
    expect(await owedTo(flooded)).toBeGreaterThan(0);
  });

  it('that refuses every signature silences nobody', async () => {
    const phone = newPhone();
    const [rogue, ...honest] = membersOf(phone);
    rogue!.faults.clockSkewMs = 30 * 86_400_000;
    await phone.subscribe({ delegates: false });
    await isMonitored(phone, honest);
    await until(() => counts().monitor_items_wrong_clock > 0);
    rogue!.heal();
    await phone.swarm.store();
    await isOwed(phone, 1);
  });
});

it('books what it was told while the database was away', async () => {
  const postgres = await ownPostgres();
  const own = await House.open({
    databaseUrl: postgres.url,
    network: networkOver(devnet.seedUrls),
    monitorOn: true,
  });
  try {
    const phone = newPhone({ relay: { url: own.url } });
    await phone.subscribe({ delegates: false });
    await isMonitored(phone);
    await postgres.kill();
    await phone.swarm.store();
    await until(() => own.stats.counts.notices >= 3);
    await postgres.restart();
    await until(async () => (await own.owedInAll().catch(() => 0)) === 1);
  } finally {
    await own.close();
    await postgres.stop();
  }
});

it('asks for nobody whose subscription has ended, with no sweep, unless it was renewed', async () => {
  let ahead = 0;
  const clock = { now: () => Date.now() + ahead };
  const own = await House.open({
    databaseUrl: await freshDatabase(),
    network: networkOver(devnet.seedUrls),
    monitorOn: true,
    clock,
  });
  try {
    const relay = { url: own.url };
    const ending = newPhone({ relay });
    const [renewed, staying] = [inSwarmOf(ending, { relay }), inSwarmOf(ending, { relay })];
    const signedAt = Math.floor((Date.now() - 13 * DAY_MS) / 1000);
    for (const phone of [ending, renewed]) await subscribed(phone, { signedAt });
    // Nobody is told of a renewal that changes nothing.
    for (const phone of [renewed, staying]) await subscribed(phone);
    expect(own.stats.monitored).toBe(3);
    ahead = DAY_MS + 1_000;
    await until(() => own.stats.monitored === 2);
    const [node] = membersOf(ending);
    await startAnew(node!, staying);
    await isMonitored(renewed, [node!]);
    expect(monitorsAt(node!, ending)).toEqual([]);
    expect(await own.count('accounts')).toBe(3);
  } finally {
    await own.close();
  }
});

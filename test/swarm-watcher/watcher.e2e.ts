/** The watcher over a local storage network: whoever fails, lies or goes away, phones are owed what they are owed. */
import { KnownNodes } from '../../src/session-network/directory/known-nodes.repository';
import type { Share } from '../../src/swarm-watcher/share';
import { Devnet } from '../fakes/devnet/devnet';
import type { StorageNode } from '../fakes/devnet/storage-node';
import type { Phone } from '../fakes/phone/phone';
import { patientPhone } from '../support/patient-phone';
import { freshDatabase, ownPostgres } from '../support/stores';
import { until } from '../support/until';
import { House, type HouseKeys, networkOver, newKeys } from './house';

const DAY = 86_400_000;
/** Accounts that are taken over count as quiet: they are asked for four times a minute, or less often on a busy machine. */
const TAKEOVER_MS = 200_000;

describe('watcher', () => {
  let devnet: Devnet;
  let house: House;
  let databaseUrl: string;
  let keys: HouseKeys;

  const open = () => House.open({ databaseUrl, keys, network: networkOver(devnet.seedUrls) });

  const newPhone = () => phoneOf(devnet, house);

  beforeAll(async () => {
    devnet = await Devnet.start({ swarms: 2, nodesPerSwarm: 4 });
    databaseUrl = await freshDatabase();
    keys = newKeys();
    house = await open();
  });

  afterAll(async () => {
    await house.close();
    await devnet.stop();
  });

  const subscribers: Phone[] = [];

  afterEach(async () => {
    for (const node of devnet.nodes) node.heal();
    // Nobody is polled for whom no test waits any more; the door of a house that was closed is closed.
    await Promise.allSettled(subscribers.splice(0).map((phone) => phone.unsubscribe()));
  });

  async function subscribed(): Promise<Phone> {
    const phone = newPhone();
    expect((await phone.subscribe({ namespaces: [0, 11] })).body).toMatchObject({ success: true });
    subscribers.push(phone);
    return phone;
  }

  const owedTo = (phone: Phone) => house.owedTo(phone);
  const isOwed = (phone: Phone, messages: number) => until(async () => (await owedTo(phone)) === messages);

  /** Polls at the time of the call and all those after it are over twice for every account that is watched. */
  async function polledOften(phone: Phone, times = 6): Promise<void> {
    const asked = () => devnet.swarmOf(phone.account).members.reduce((sum, node) => sum + askedFor(node, phone), 0);
    const before = asked();
    await until(() => asked() >= before + times);
  }

  function askedFor(node: StorageNode, phone: Phone): number {
    return node.sightings.all.filter((one) => one.role === 'destination' && one.accounts.includes(phone.account.hex))
      .length;
  }

  it('owes one wake-up for each message in namespaces that wake, and none for what was there before', async () => {
    const phone = newPhone();
    await phone.swarm.store();
    await phone.subscribe({ namespaces: [0, 2, 11] });
    await phone.swarm.store();
    await phone.swarm.store({ namespace: 11 });
    await phone.swarm.store({ namespace: 2 });
    await phone.swarm.store({ ttlMs: 20_000 });
    await isOwed(phone, 2);
    await polledOften(phone, 12);
    expect(await owedTo(phone)).toBe(2);
  });

  it('learns of a message that only one member has', async () => {
    const phone = await subscribed();
    const [first, ...others] = devnet.swarmOf(phone.account).members;
    await polledOften(phone);
    for (const node of others) node.faults.missesStores = true;
    const view = await phone.view.swarmOf(phone.account);
    await phone.swarm.store({ member: view.members.find((node) => node.ed25519 === first?.ed25519)! });
    // Whoever is not polled now gets its turn only after minutes: so the others fail.
    for (const node of others) node.faults.always = 406;
    await isOwed(phone, 1);
  });

  it.each([
    ['invents hashes that are none', { inventsHashes: 'invalid' }],
    ['speaks garbage', { garbage: 'json' }],
    ['nests its garbage deeply', { garbage: 'deep' }],
    ['says nothing new has come', { omitsMessages: true }],
    ['says that everything lives 20 seconds', { claimsShortLived: true }],
    ['says that everything was stored yesterday', { falseTimestampBy: -DAY }],
    ['says that everything will be stored in ten years', { falseTimestampBy: 3_650 * DAY }],
    ['refuses every delegation', { always: 401 }],
    ['sends everybody elsewhere', { always: 421 }],
    ['doubts every time stamp', { always: 406 }],
    ['tells a false time', { falseTBy: 3 * DAY }],
    ['is down', 'down'],
    ['takes requests and never answers', { stalls: true, only: 'asDestination' }],
    ['answers with absurd messages', { rewrites: () => [null, 7, [], { hash: {} }] as unknown }],
    ['answers with far too many messages', { rewrites: flood }],
  ] as const)('owes exactly what the others tell when a member %s', async (_what, faults) => {
    const phone = await subscribed();
    await polledOften(phone);
    const { members } = devnet.swarmOf(phone.account);
    const rogue = members.find((node) => askedFor(node, phone) > 0) as StorageNode;
    if (faults === 'down') await rogue.takeDown();
    else Object.assign(rogue.faults, faults);
    await polledOften(phone);
    const view = await phone.view.swarmOf(phone.account);
    const member = view.members.find((node) => node.ed25519 !== rogue.ed25519);
    await phone.swarm.store({ member });
    await phone.swarm.store({ member, namespace: 11 });
    const isFlood = faults !== 'down' && 'rewrites' in faults && faults.rewrites === flood;
    if (isFlood) await until(async () => (await owedTo(phone)) >= 2);
    else await isOwed(phone, 2);
    await polledOften(phone);
    if (!isFlood) expect(await owedTo(phone)).toBe(2);
    expect(await isWatched(phone)).toBe(true);
    if (faults === 'down') await rogue.bringUp();
  });

  async function isWatched(phone: Phone): Promise<boolean> {
    const rows = await house.database.query<{ revoked: boolean }>(
      'SELECT delegation_revoked_at IS NOT NULL AS revoked FROM accounts WHERE lookup = $1',
      [keys.dataKeys.lookup('accounts.account', phone.account.bytes)],
    );
    return rows[0]?.revoked === false;
  }

  it('stops asking when the owner took the delegation back, and asks again after a new subscription', async () => {
    const phone = await subscribed();
    await phone.swarm.store();
    await isOwed(phone, 1);
    await phone.revokeDelegation();
    await until(async () => !(await isWatched(phone)));
    const other = await subscribed();
    await until(() => house.stats.counts.delegations_revoked > 0);
    const asked = () => devnet.nodes.reduce((sum, node) => sum + askedFor(node, phone), 0);
    await polledOften(other);
    const before = asked();
    await polledOften(other, 12);
    expect(asked()).toBe(before);
  });

  it('asks nobody for an account that unsubscribed', async () => {
    const [phone, control] = [await subscribed(), await subscribed()];
    await polledOften(phone);
    await phone.unsubscribe();
    const asked = () => devnet.nodes.reduce((sum, node) => sum + askedFor(node, phone), 0);
    await polledOften(control, 12);
    const before = asked();
    await polledOften(control, 12);
    expect(asked()).toBe(before);
  });

  it('begins again where it was after a restart, and tells nothing twice', async () => {
    const phone = await subscribed();
    await phone.swarm.store();
    await isOwed(phone, 1);
    await house.close();
    for (const node of devnet.nodes) node.sightings.clear();
    const hash = (await phone.swarm.store()).hash;
    house = await open();
    await isOwed(phone, 2);
    await polledOften(phone);
    expect(await owedTo(phone)).toBe(2);
    const cursors = await house.database.query<{ cursors_sealed: Buffer }>('SELECT cursors_sealed FROM watch_cursors');
    expect(cursors.length).toBeGreaterThan(0);
    for (const { cursors_sealed } of cursors) expect(cursors_sealed.includes(Buffer.from(hash, 'latin1'))).toBe(false);
  });

  it('keeps the list of nodes for its own seeds, in whatever order they stand', async () => {
    const kept = house.app.get(KnownNodes, { strict: false });
    await until(async () => (await kept.recall(devnet.seedUrls)).length === devnet.nodes.length);
    const nodes = await kept.recall([...devnet.seedUrls].reverse());
    expect(nodes.map(({ ed25519 }) => ed25519).sort()).toEqual(devnet.nodes.map(({ ed25519 }) => ed25519).sort());
    expect(await kept.recall(devnet.seedUrls.slice(1))).toEqual([]);
  });

  it('follows an account to its new swarm', async () => {
    const phone = await subscribed();
    await polledOften(phone);
    const position = BigInt(`0x${swarmPositionOf(phone)}`);
    const added = await devnet.addNode(position.toString(16));
    await devnet.addNode(position.toString(16));
    expect(devnet.swarmOf(phone.account).id).toBe(added.swarm);
    await phone.view.refresh();
    await phone.swarm.store();
    await isOwed(phone, 1);
    for (const node of devnet.nodes.filter((one) => one.swarm === added.swarm)) await devnet.removeNode(node);
    await phone.view.refresh();
    await phone.swarm.store();
    await isOwed(phone, 2);
  });
});

describe('two watchers', () => {
  it('share the swarms, and each takes over from the other before it ends', async () => {
    const devnet = await Devnet.start({ swarms: 4, nodesPerSwarm: 2 });
    const [databaseUrl, keys] = [await freshDatabase(), newKeys()];
    const open = () => House.open({ databaseUrl, keys, network: networkOver(devnet.seedUrls) });
    const sharesOf = (...houses: House[]) => houses.map((house) => house.stats.swarms);
    const first = await open();
    await until(() => first.stats.swarms === 4);
    const phones = oneInEachSwarm(devnet, first);
    for (const phone of phones) await phone.subscribe();
    const second = await open();
    await until(() => sharesOf(first, second).join() === '2,2');
    for (const phone of phones) await phone.swarm.store();
    await until(async () => (await second.owedInAll()) === phones.length, TAKEOVER_MS);
    expect([first, second].every((house) => house.stats.counts.retrieves > 0)).toBe(true);
    expect(first.stats.watchers).toBe(2);
    await first.close();
    // Nobody has waited for a lease to run out: the share was complete before the other one ended.
    expect(sharesOf(second)).toEqual([4]);
    for (const phone of phones) await phone.swarm.store();
    await until(async () => (await second.owedInAll()) === 2 * phones.length, TAKEOVER_MS);
    await second.close();
    await devnet.stop();
  }, 600_000);

  it('wake once for what both of them find', async () => {
    const devnet = await Devnet.start({ swarms: 1, nodesPerSwarm: 4 });
    const [databaseUrl, keys] = [await freshDatabase(), newKeys()];
    const open = () => House.open({ databaseUrl, keys, network: networkOver(devnet.seedUrls) });
    const houses = [await open(), await open()] as const;
    const phone = phoneOf(devnet, houses[0]);
    await phone.subscribe();
    await until(() => houses.every((house) => house.stats.watchers === 2));
    const everything: Share = { owns: () => true };
    const allPollAll = () => {
      for (const house of houses) house.poller.share(everything);
    };
    allPollAll();
    for (let count = 0; count < 5; count += 1) await phone.swarm.store();
    const found = (house: House) => house.stats.counts.pairs_fresh + house.stats.counts.pairs_known;
    // One of them may count a message of two members twice before it has heard of the last.
    await until(async () => {
      // A lease that ran out meanwhile would make them share again.
      allPollAll();
      return houses.every((house) => found(house) >= 5) && (await houses[0].owedInAll()) >= 5;
    });
    expect(await houses[0].owedInAll()).toBe(5);
    // What is booked is counted a moment later.
    const fresh = () => houses.reduce((sum, house) => sum + house.stats.counts.pairs_fresh, 0);
    await until(() => fresh() >= 5);
    expect(fresh()).toBe(5);
    await Promise.all(houses.map((house) => house.close()));
    await devnet.stop();
  });
});

describe('watcher without its database', () => {
  it('asks on, loses nothing, and books everything when the database is back', async () => {
    const devnet = await Devnet.start({ swarms: 1, nodesPerSwarm: 4 });
    const postgres = await ownPostgres();
    const house = await House.open({ databaseUrl: postgres.url, network: networkOver(devnet.seedUrls) });
    const phones = [1, 2, 3].map(() => phoneOf(devnet, house));
    for (const phone of phones) await phone.subscribe();
    for (const phone of phones) await phone.swarm.store();
    await until(async () => (await house.owedInAll()) === 3);
    await postgres.kill();
    for (const phone of phones) for (let count = 0; count < 3; count += 1) await phone.swarm.store();
    await until(() => house.stats.counts.tellings_put_off > 0);
    await postgres.restart();
    await until(async () => (await house.owedInAll().catch(() => 0)) === 12);
    await house.close();
    await postgres.stop();
    await devnet.stop();
  });
});

function phoneOf(devnet: Devnet, house: House): Phone {
  return patientPhone({ seedUrls: devnet.seedUrls, relay: { url: house.url } });
}

/** So that each watcher has somebody to watch, whichever swarms are its own. */
function oneInEachSwarm(devnet: Devnet, house: House): Phone[] {
  const swarms = new Set(devnet.nodes.map(({ swarm }) => swarm));
  const phones = new Map<string, Phone>();
  while (phones.size < swarms.size) {
    const phone = phoneOf(devnet, house);
    phones.set(devnet.swarmOf(phone.account).id, phone);
  }
  return [...phones.values()];
}

function flood(): unknown {
  const timestamp = Date.now();
  const random = () => Buffer.from(Array.from({ length: 32 }, () => Math.floor(256 * Math.random())));
  return Array.from({ length: 400 }, () => ({
    hash: random().toString('base64').slice(0, 43),
    timestamp,
    expiration: timestamp + DAY,
    data: '',
  }));
}

/** Sixteen hex digits: a swarm of this id would keep the account. */
function swarmPositionOf(phone: Phone): string {
  const { key } = phone.account;
  const position = [0, 8, 16, 24].reduce((xor, at) => xor ^ key.readBigUInt64BE(at), 0n);
  return position.toString(16);
}

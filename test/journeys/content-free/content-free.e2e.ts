/** After a whole journey, on each store of the queues, nobody but the phones and their vendors can name anybody. */
import { readFile } from 'node:fs/promises';
import { Redis } from 'ioredis';
import { describeWithRedis } from '../../support/stores';
import { type Heap, SecretSearch } from '../searching/secret-search';
import type { SecretKind } from './actor';
import { type Cast, castOf, play, type Queued } from './play';
import { Stage, vendorHeaps } from './stage';

const EVERYTHING: readonly SecretKind[] = ['token', 'enc_key', 'account', 'signature', 'message', 'address'];
/** For a whole journey on a machine that is busy with much else. */
const PATIENCE_MS = 480_000;

describe('a journey with the queues in Postgres', () => journey('Postgres'));
describeWithRedis('a journey with the queues in Redis', () => journey('Redis'));

function journey(queues: 'Redis' | 'Postgres'): void {
  let stage: Stage;
  let cast: Cast;
  let queued: Queued;
  let everything: SecretSearch;
  let inRedis: Heap[];
  let inPostgres: Heap[];

  beforeAll(async () => {
    stage = await Stage.open(queues);
    cast = castOf(stage);
    queued = await play(stage, cast);
    everything = await searchForAll(stage, cast);
    [inRedis, inPostgres] = [await stage.redisHeaps(), await stage.postgresHeaps()];
  }, PATIENCE_MS);

  afterAll(() => stage?.close());

  it('queued each device once, by an opaque name and with nothing else, however much it was told', () => {
    expect([...queued.jobs].sort()).toEqual(queued.devices.map((deviceId) => JSON.stringify({ deviceId })).sort());
  });

  it('told Redis nothing, in what was sent, kept or written to disk', () => {
    const sent = inRedis.find(({ place }) => place === 'sent to Redis');
    if (queues === 'Redis') expect(sent?.bytes.length).toBeGreaterThan(5_000);
    expect(findings(everything, inRedis)).toEqual([]);
  });

  it('told its operator nothing, in logs, metrics and health', () => {
    const heaps = stage.operatorHeaps();
    expect(heaps.some(({ bytes }) => bytes.includes('"level":"warn"'))).toBe(true);
    expect(findings(everything, heaps)).toEqual([]);
  });

  it('kept nothing in Postgres but what is sealed', async () => {
    for (const table of ['accounts', 'devices', 'subscriptions', 'recent_messages', 'watch_cursors']) {
      expect((await stage.rows(table)).length).toBeGreaterThan(3);
    }
    expect(findings(everything, inPostgres)).toEqual([]);
  });

  it.each(['Apple', 'Google'] as const)('told %s the token of the device to be woken and nothing else', (name) => {
    const isApple = name === 'Apple';
    const heaps = vendorHeaps(name, isApple ? stage.apple : stage.google);
    expect(heaps.length).toBeGreaterThan(3);
    const foreign = new SecretSearch();
    const own = new SecretSearch();
    for (const actor of Object.values(cast)) {
      const isOwn = actor.phone.service.startsWith('apns') === isApple;
      actor.tell(foreign, ...EVERYTHING.filter((kind) => kind !== 'token' || !isOwn));
      if (isOwn) own.keepWhole(actor.phone.token, actor.phone.token);
    }
    for (const address of stage.nodeAddresses()) foreign.keepWhole('address of a node', address);
    expect(findings(foreign, heaps)).toEqual([]);
    for (const heap of heaps) {
      const named = new Set(own.find(heap).map(({ secret }) => secret));
      // Google's access tokens are bought for all devices at once.
      expect(named.size).toBe(heap.bytes.includes('\n/token\n') ? 0 : 1);
    }
  });

  it('told the network no push token and no key of a push', () => {
    const search = new SecretSearch();
    for (const actor of Object.values(cast)) actor.tell(search, 'token', 'enc_key');
    const heaps = stage.nodeHeaps();
    expect(heaps.every(({ bytes }) => bytes.length > 0)).toBe(true);
    expect(findings(search, heaps)).toEqual([]);
  });

  it('showed nobody but the swarm of an account which account it is, and no member who asks', () => {
    for (const { phone } of Object.values(cast)) {
      const swarm = stage.world.devnet.swarmOf(phone.account).members;
      const others = stage.world.devnet.nodesThatKnow(phone.account.hex).filter((node) => !swarm.includes(node));
      expect(others).toEqual([]);
    }
    if (stage.nodeAddresses().length === 0) return;
    const asked = stage.world.devnet.nodes.flatMap((node) =>
      node.sightings.all.filter((each) => each.role !== 'relay' && each.methods.includes('retrieve')),
    );
    expect(asked.length).toBeGreaterThan(10);
    expect(asked.filter((each) => !stage.nodeAddresses().includes(each.sourceAddress))).toEqual([]);
  });

  it('would have been found out if anything had been planted', async () => {
    const { ada, ben } = cast;
    const account = Buffer.from(ada.phone.account.hex, 'hex');
    await stage.admin.query('CREATE TABLE planted (bytes bytea, text text, json jsonb)');
    const row = [account, account.toString('base64url'), { token: ben.phone.token }];
    await stage.admin.query('INSERT INTO planted VALUES ($1, $2, $3)', row);
    const found = findings(everything, await stage.postgresHeaps()).join('\n');
    for (const form of ['raw', 'base64', 'hex'])
      expect(found).toMatch(new RegExp(`^table public.planted: ada.*${form}`, 'm'));
    expect(found).toMatch(/^table public.planted: ben: push token as raw$/m);
    expect(found).toMatch(/^Postgres file .*: ada: Account ID as raw$/m);
    if (stage.redisUrl === undefined) return;
    const client = new Redis(stage.world.settings.REDIS_URL as string);
    await client.hset('planted', ben.phone.token, `from ${'x'.repeat(50)} ${ben.phone.account.hex}`);
    await client.quit();
    const inRedisNow = findings(everything, await stage.redisHeaps()).join('\n');
    for (const place of ['sent to Redis', 'Redis key planted', 'Redis file .*']) {
      expect(inRedisNow).toMatch(new RegExp(`^${place}: ben: push token as raw$`, 'm'));
      expect(inRedisNow).toMatch(new RegExp(`^${place}: ben: Account ID as hex$`, 'm'));
    }
  });
}

async function searchForAll(stage: Stage, cast: Cast): Promise<SecretSearch> {
  const search = new SecretSearch();
  for (const actor of Object.values(cast)) actor.tell(search, ...EVERYTHING);
  for (const address of stage.nodeAddresses()) search.keepWhole('address of a node', address);
  for (const node of stage.world.devnet.nodes) {
    for (const key of [node.ed25519, node.x25519]) search.keep('key of a node', Buffer.from(key, 'hex'));
  }
  for (const [index, key] of (await ownKeys(stage)).entries()) search.keep(`key ${index} of the relay`, key);
  return search;
}

/** The secrets the relay holds of its own. */
async function ownKeys(stage: Stage): Promise<Buffer[]> {
  const files = ['DATA_KEYS_FILE', 'RELAY_MASTER_KEYS_FILE', 'ONION_KEY_FILE'].map(
    (name) => stage.world.settings[name],
  );
  const texts = await Promise.all(files.map((file) => readFile(file as string, 'utf8')));
  const keys = texts.flatMap((text) => text.match(/[0-9a-f]{64}/g) ?? []);
  expect(keys.length).toBeGreaterThanOrEqual(4);
  return keys.map((key) => Buffer.from(key, 'hex'));
}

/** Few words for each, so that a failure can be read. */
function findings(search: SecretSearch, heaps: readonly Heap[]): string[] {
  const all = heaps.flatMap((heap) => search.find(heap));
  return [...new Set(all.map(({ place, secret, form }) => `${place}: ${secret} as ${form}`))];
}

/** Stores that are killed, emptied or away for a while as messages flow: everything is woken for once they are back. */
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { LocalPostgres } from '../../local/embedded-postgres';
import type { LocalRedis } from '../../local/redis-server';
import { GOOGLE_ERRORS } from '../fakes/google/google-errors';
import { describeWithRedis, ownPostgres, ownRedis } from '../support/stores';
import { until } from '../support/until';
import { between, type Dice, diceOf, rounds, timeoutMs } from './hunt';
import type { Entry } from './ledger';
import { LONELY_SWARMS, someInPairs } from './lonely-swarms';
import { Scene } from './scene';
import { Traffic } from './traffic';

const PHONES = 6;
const BUSY = { pauseMs: 300 };

interface Store {
  kill(): Promise<void>;
  restart(): Promise<void>;
}

let postgres: LocalPostgres;
let redis: LocalRedis | undefined;
let scene: Scene;
let entries: Entry[];
let traffic: Traffic;

async function open(stores: { readonly withRedis: boolean }): Promise<void> {
  postgres = await ownPostgres();
  redis = stores.withRedis ? await ownRedis() : undefined;
  scene = await Scene.open({
    stores: { databaseUrl: postgres.url, redisUrl: redis?.url },
    // As they are run: the embedded queue in one process, Redis between several.
    roles: stores.withRedis ? ['api', 'watcher', 'pusher'] : ['all'],
    devnet: LONELY_SWARMS,
    prepare: someInPairs,
  });
  entries = [];
  for (let number = 0; number < PHONES; number += 1) {
    entries.push(await scene.subscribed({ service: number % 2 === 0 ? 'apns' : 'firebase' }));
  }
}

async function close(): Promise<void> {
  await scene?.close().finally(async () => {
    await redis?.stop();
    await postgres?.stop();
  });
}

/** Kills a store and brings it back after a while, so many times; messages go on meanwhile. */
async function loseAgainAndAgain(name: string, store: Store, times: number, awayMs: (dice: Dice) => number) {
  const dice = diceOf(`killer of ${name}`);
  for (let time = 0; time < times; time += 1) {
    await pause(between(dice, 500, 2_000));
    await store.kill();
    scene.chronicle.note(`killed ${name}`);
    await pause(awayMs(dice));
    await store.restart();
    scene.chronicle.note(`${name} is back`);
  }
}

/** Phones that subscribe as soon as they can, whatever is away just now, and are written to at once. */
async function subscribeMeanwhile(count: number): Promise<void> {
  const dice = diceOf('newcomers');
  for (let number = 0; number < count; number += 1) {
    await pause(between(dice, 200, 1_500));
    traffic.writeTo(await scene.subscribed({ service: number % 2 === 0 ? 'apns' : 'firebase' }));
  }
}

async function proveAll(): Promise<void> {
  await traffic.stop();
  await scene.prove({ exact: ['apns', 'firebase'], isRepeated: true });
}

const shortly = (dice: Dice) => between(dice, 0, 1_500);

describeWithRedis('stores that fail, queues in Redis', () => {
  beforeAll(() => open({ withRedis: true }));
  afterEach(() => traffic.stop());
  afterAll(() => close());

  const theRedis = () => redis as LocalRedis;

  it(
    'come back one after the other and both at once',
    async () => {
      traffic = new Traffic(scene, BUSY).writeTo(...entries);
      const newcomers = subscribeMeanwhile(rounds(4));
      await loseAgainAndAgain('Redis', theRedis(), rounds(1), shortly);
      await loseAgainAndAgain('Postgres', postgres, rounds(1), shortly);
      await Promise.all([
        loseAgainAndAgain('Redis too', theRedis(), rounds(1), () => 3_000),
        loseAgainAndAgain('Postgres too', postgres, rounds(1), () => 3_000),
      ]);
      await newcomers;
      await proveAll();
    },
    timeoutMs(240_000),
  );

  it('are emptied while wake-ups wait for a better time: what is owed is found without them', async () => {
    traffic = new Traffic(scene);
    const { apple, google } = scene.world;
    for (const { phone } of entries) {
      apple.orders.answerToken(phone.token, { status: 503, reason: 'ServiceUnavailable' });
      google.orders.answerToken(phone.token, GOOGLE_ERRORS.UNAVAILABLE);
    }
    for (const entry of entries) await scene.store(entry);
    for (const { phone } of entries) await until(async () => ((await scene.claims.device(phone))?.attempts ?? 0) > 0);
    const client = new Redis(theRedis().url);
    await client.flushall().finally(() => client.disconnect());
    scene.chronicle.note('emptied Redis');
    for (const { phone } of entries) {
      apple.orders.answerToken(phone.token, undefined);
      google.orders.answerToken(phone.token, undefined);
    }
    await proveAll();
  });

  it('are emptied under a wake-up: it does not speak for what came after its successor', async () => {
    traffic = new Traffic(scene);
    const { apple } = scene.world;
    const [entry] = entries as [Entry];
    const before = apple.requests;
    const client = new Redis(theRedis().url);
    apple.orders.stall();
    try {
      await scene.store(entry);
      await until(() => apple.requests >= before + 1);
      await client.flushall();
      await scene.store(entry);
      await until(() => apple.requests >= before + 2);
      await scene.store(entry);
      await until(async () => {
        const device = await scene.claims.device(entry.phone);
        return device?.under_way === true && device.waits;
      });
    } finally {
      apple.orders.release();
      client.disconnect();
    }
    await scene.prove({ exact: ['apns', 'firebase'], isRepeated: true });
  });
});

describe('stores that fail, queues in Postgres', () => {
  beforeAll(() => open({ withRedis: false }));
  afterEach(() => traffic.stop());
  afterAll(() => close());

  it(
    'come back',
    async () => {
      traffic = new Traffic(scene, BUSY).writeTo(...entries);
      const newcomers = subscribeMeanwhile(rounds(4));
      await loseAgainAndAgain('Postgres', postgres, rounds(2), shortly);
      await newcomers;
      await proveAll();
    },
    timeoutMs(240_000),
  );
});

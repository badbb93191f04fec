/** Stores that are killed, emptied or away for a while as messages flow: everything is woken for once they are back. */
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { LocalPostgres } from '../../local/embedded-postgres';
import type { LocalRedis } from '../../local/redis-server';
import { describeWithRedis, ownPostgres, ownRedis } from '../support/stores';
import { until } from '../support/until';
import { between, type Dice, diceOf, rounds, timeoutMs } from './hunt';
import type { Entry } from './ledger';
import { Scene } from './scene';
import { Traffic } from './traffic';

const PHONES = 8;

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
    roles: ['api', 'watcher', 'pusher'],
  });
  entries = [];
  for (let number = 0; number < PHONES; number += 1) {
    entries.push(await scene.subscribed({ service: number % 2 === 0 ? 'apns' : 'firebase' }));
  }
  traffic = new Traffic(scene).writeTo(...entries);
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

/** A phone that subscribes when everything is back is woken as if nothing had been. */
async function proveAll(): Promise<void> {
  const newcomer = await scene.subscribed();
  await scene.store(newcomer);
  await traffic.stop();
  await scene.prove({ exact: ['apns', 'firebase'], isRepeated: true });
}

const shortly = (dice: Dice) => between(dice, 0, 1_500);

describeWithRedis('stores that fail, queues in Redis', () => {
  beforeEach(() => open({ withRedis: true }), 60_000);
  afterEach(() => close());

  const theRedis = () => redis as LocalRedis;

  it(
    'come back one after the other and both at once',
    async () => {
      await loseAgainAndAgain('Redis', theRedis(), rounds(2), shortly);
      await loseAgainAndAgain('Postgres', postgres, rounds(2), shortly);
      await Promise.all([
        loseAgainAndAgain('Redis too', theRedis(), rounds(1), () => 4_000),
        loseAgainAndAgain('Postgres too', postgres, rounds(1), () => 4_000),
      ]);
      await proveAll();
    },
    timeoutMs(120_000),
  );

  it(
    'are emptied while vendors take their time',
    async () => {
      const client = new Redis(theRedis().url);
      try {
        // Longer than a window: the job of a wake-up under way is wiped out, and another one is made for its device.
        scene.world.apple.orders.slow(700);
        scene.world.google.orders.slow(700);
        for (let time = 0; time < rounds(6); time += 1) {
          await pause(1_000);
          await client.flushall();
          scene.chronicle.note('emptied Redis');
        }
      } finally {
        client.disconnect();
      }
      scene.world.apple.orders.slow(0);
      scene.world.google.orders.slow(0);
      await proveAll();
    },
    timeoutMs(120_000),
  );

  it('are emptied under a wake-up: it does not speak for what came after its successor', async () => {
    await traffic.stop();
    await scene.prove();
    const { apple } = scene.world;
    const [entry] = entries as [Entry];
    const [before, pending] = [apple.requests, async () => (await scene.claims.device(entry.phone))?.pending];
    const client = new Redis(theRedis().url);
    apple.orders.stall();
    try {
      await scene.store(entry);
      await until(() => apple.requests === before + 1);
      await client.flushall();
      await scene.store(entry);
      await until(() => apple.requests === before + 2);
      await scene.store(entry);
      await until(async () => (await pending()) === 3);
    } finally {
      apple.orders.release();
      client.disconnect();
    }
    await scene.prove({ exact: ['apns', 'firebase'], isRepeated: true });
  }, 60_000);
});

describe('stores that fail, queues in Postgres', () => {
  beforeEach(() => open({ withRedis: false }), 60_000);
  afterEach(() => close());

  it(
    'come back',
    async () => {
      await loseAgainAndAgain('Postgres', postgres, rounds(3), shortly);
      await proveAll();
    },
    timeoutMs(120_000),
  );
});

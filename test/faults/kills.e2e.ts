/** Processes that are killed at any moment and come back: no message is lost, a spare takes over, the books balance. */
import { setTimeout as pause } from 'node:timers/promises';
import type { RelayProcess } from '../../local/relay-process';
import type { Role } from '../../src/roles';
import { describeOnEachQueueStore, freshDatabase } from '../support/stores';
import { until } from '../support/until';
import { Figures } from './figures';
import { between, type Dice, diceOf, rounds, timeoutMs } from './hunt';
import { LONELY_SWARMS, someInPairs } from './lonely-swarms';
import { Scene } from './scene';
import { Traffic } from './traffic';

const PHONES = 6;
const LATE_PHONES = 4;
const VENDORS_TAKE_MS = 150;

/** Kills the process of a role so many times, at moments that nobody can foresee. */
async function killAgainAndAgain(scene: Scene, role: Role, times: number): Promise<void> {
  const dice = diceOf(`killer of ${role}`);
  for (let time = 0; time < times; time += 1) {
    await pause(between(dice, 50, 2_500));
    await scene.kill(scene.world.relay(role));
    await pause(between(dice, 0, 800));
    await scene.startRelay(role);
  }
}

/** Phones that subscribe while everything dies, and are written to at once. */
async function subscribeMeanwhile(scene: Scene, traffic: Traffic, dice: Dice, count: number): Promise<void> {
  for (let number = 0; number < count; number += 1) {
    await pause(between(dice, 50, 1_200));
    traffic.writeTo(await scene.subscribed({ service: number % 2 === 0 ? 'apns' : 'firebase' }));
  }
}

describeOnEachQueueStore('processes that are killed', (stores) => {
  let scene: Scene;

  afterEach(() => scene?.close());

  it(
    'lose no message while phones subscribe and messages come',
    async () => {
      scene = await Scene.open({
        stores: await stores(),
        roles: ['api', 'watcher', 'pusher'],
        devnet: LONELY_SWARMS,
        prepare: someInPairs,
      });
      // So that there is always something under way when a pusher dies.
      scene.world.apple.orders.slow(VENDORS_TAKE_MS);
      scene.world.google.orders.slow(VENDORS_TAKE_MS);
      const traffic = new Traffic(scene, { pauseMs: 400 });
      for (let number = 0; number < PHONES; number += 1) {
        traffic.writeTo(await scene.subscribed({ service: number % 2 === 0 ? 'apns' : 'firebase' }));
      }
      const sleeper = await scene.subscribed();
      await Promise.all([
        ...(['api', 'watcher', 'pusher'] as const).map((role) => killAgainAndAgain(scene, role, rounds(2))),
        subscribeMeanwhile(scene, traffic, diceOf('newcomers'), rounds(LATE_PHONES)),
      ]);
      await traffic.stop();
      await scene.prove({ exact: ['apns', 'firebase'], isRepeated: true });
      expect(scene.world.wakeUps(sleeper.phone)).toEqual([]);
    },
    timeoutMs(120_000),
  );
});

/** The right to watch lies in Postgres, wherever the queues are. */
describe('a watcher that is killed', () => {
  let scene: Scene;

  afterEach(() => scene?.close());

  it(
    'hands the watching over to a spare',
    async () => {
      scene = await Scene.open({
        stores: { databaseUrl: await freshDatabase() },
        roles: ['api', 'pusher', 'watcher', 'watcher'],
      });
      const entries = [await scene.subscribed(), await scene.subscribed({ service: 'firebase' })];
      const traffic = new Traffic(scene).writeTo(...entries);
      for (let time = 0; time < rounds(1); time += 1) {
        await scene.woken();
        const watching = await until(() => theOneThatWatches(scene));
        await scene.kill(watching);
        for (const entry of entries) await scene.store(entry);
        // Nobody has come back yet: only the spare can have told of these.
        await scene.woken(20_000);
        if (time + 1 < rounds(1)) await scene.startRelay('watcher');
      }
      await traffic.stop();
      await scene.prove({ exact: ['apns', 'firebase'] });
    },
    timeoutMs(120_000),
  );
});

async function theOneThatWatches(scene: Scene): Promise<RelayProcess | undefined> {
  for (const process of scene.running) {
    if ((await Figures.of(process)).value('relay_watcher_watching') === 1) return process;
  }
  return undefined;
}

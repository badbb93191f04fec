/** Processes that are killed at any moment and come back: no message is lost, and the books balance. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Role } from '../../src/roles';
import { describeOnEachQueueStore } from '../support/stores';
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
        ...(['api', 'watcher', 'pusher'] as const).map((role) => killAgainAndAgain(scene, role, rounds(1))),
        subscribeMeanwhile(scene, traffic, diceOf('newcomers'), rounds(LATE_PHONES)),
      ]);
      await traffic.stop();
      await scene.prove({ exact: ['apns', 'firebase'], isRepeated: true });
      expect(scene.world.wakeUps(sleeper.phone)).toEqual([]);
    },
    timeoutMs(240_000),
  );
});

/** Processes that stand still for a while and then go on where they were: others take over, and nothing is settled twice. */
import { setTimeout as pause } from 'node:timers/promises';
import type { RelayProcess } from '../../local/relay-process';
import { freshDatabase } from '../support/stores';
import { until } from '../support/until';
import { anyStores } from './any-stores';
import { Figures } from './figures';
import { Scene } from './scene';
import { Traffic } from './traffic';
import { swarmsOf, watchersThatShare } from './watchers';

describe('a pusher that stands still', () => {
  let scene: Scene;

  afterEach(() => scene?.close());

  it('is replaced by another one, and what it settles late counts for nothing that came since', async () => {
    scene = await Scene.open({ stores: await anyStores(), roles: ['api', 'watcher', 'pusher', 'pusher'] });
    const { apple } = scene.world;
    const entry = await scene.subscribed();
    const other = await scene.subscribed({ service: 'firebase' });
    const traffic = new Traffic(scene).writeTo(other);
    const pushers = scene.running.filter(
      (each) => each !== scene.world.relay('api') && each !== scene.world.relay('watcher'),
    );
    expect(pushers).toHaveLength(2);

    apple.orders.stall();
    await scene.store(entry);
    await until(() => apple.requests === 1);
    // Whichever of them has it under way: its answer waits for it.
    for (const pusher of pushers) pusher.freeze();
    apple.orders.release();
    await until(() => apple.pushes.count === 1);
    scene.chronicle.note('both pushers stand still');
    await pause(500);
    const spare = await scene.startRelay('pusher');
    await scene.store(entry);
    await scene.woken(40_000, [entry]);
    await scene.store(entry);
    for (const pusher of pushers) pusher.thaw();
    scene.chronicle.note('they go on');
    await traffic.stop();
    await scene.prove({ exact: ['apns', 'firebase'], isRepeated: true });
    await scene.stop(spare);
  }, 120_000);
});

describe('a watcher that stands still', () => {
  let scene: Scene;

  afterEach(() => scene?.close());

  it('loses its swarms to the other one, and wakes nobody twice when it goes on', async () => {
    scene = await Scene.open({
      stores: { databaseUrl: await freshDatabase() },
      roles: ['api', 'pusher', 'watcher', 'watcher'],
    });
    const entries = [await scene.subscribed(), await scene.subscribed({ service: 'firebase' })];
    const traffic = new Traffic(scene).writeTo(...entries);
    await scene.woken();
    const [frozen, other] = await until(() => watchersThatShare(scene));
    const all = ((await swarmsOf(frozen)) ?? 0) + ((await swarmsOf(other)) ?? 0);
    frozen.freeze();
    scene.chronicle.note('the watcher stands still');
    try {
      await until(async () => (await swarmsOf(other)) === all, 30_000);
      for (const entry of entries) await scene.store(entry);
      await scene.woken(40_000);
    } finally {
      frozen.thaw();
      scene.chronicle.note('it goes on');
    }
    await until(async () => (await lostLeases(frozen)) === 1);
    await until(async () => ((await swarmsOf(other)) ?? 0) < all);
    await traffic.stop();
    await scene.prove({ exact: ['apns', 'firebase'] });
  }, 120_000);
});

async function lostLeases(process: RelayProcess): Promise<number | undefined> {
  return (await Figures.of(process)).value('relay_watcher_events_total', { kind: 'leases_lost' });
}

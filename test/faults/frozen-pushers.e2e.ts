/** Pushers that stand still for a while and then go on where they were: another takes over, and nothing is settled twice. */
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../support/until';
import { anyStores } from './any-stores';
import { Scene } from './scene';
import { Traffic } from './traffic';

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
    await until(() => apple.requests > 0);
    // Whichever of them has it under way: its answer waits for it.
    for (const pusher of pushers) pusher.freeze();
    apple.orders.release();
    await until(() => apple.pushes.count > 0);
    scene.chronicle.note('both pushers stand still');
    await pause(500);
    const spare = await scene.startRelay('pusher');
    await scene.store(entry);
    await scene.woken([entry]);
    await scene.store(entry);
    for (const pusher of pushers) pusher.thaw();
    scene.chronicle.note('they go on');
    await traffic.stop();
    await scene.prove({ exact: ['apns', 'firebase'], isRepeated: true });
    await scene.stop(spare);
  });
});

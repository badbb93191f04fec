/** The network's time over a real network: learned at the start, deaf to single liars, found again after a jump. */
import { Devnet, type DevnetOptions } from '../../test/fakes/devnet/devnet';
import type { StorageNode } from '../../test/fakes/devnet/storage-node';
import { until } from '../../test/support/until';
import { Clock } from '../platform/clock.service';
import { Log } from '../platform/telemetry/log.service';
import { NodesInMemory } from './directory/node-memory.fixture';
import { NetworkClock } from './network-clock.service';
import { timingWith } from './network-timing';
import { NodeDirectory } from './node-directory.service';
import { OnionClient } from './onion-client.service';

const timing = timingWith({ staggerMs: 300, tendMs: 50, firstRetryMs: 20, resyncMs: 0 });

class Quiet extends Log {
  override info(): void {}
  override warn(): void {}
}

/** A clock that can be set wrong. */
class WrongClock extends Clock {
  aheadMs = 0;
  override now(): number {
    return Date.now() + this.aheadMs;
  }
}

describe('NetworkClock', () => {
  let devnet: Devnet;
  let onion: OnionClient;
  let directory: NodeDirectory;
  let clock: WrongClock;
  let network: NetworkClock;

  async function begin(options: DevnetOptions = {}, aheadMs = 0): Promise<void> {
    devnet = await Devnet.start({ swarms: 1, nodesPerSwarm: 7, relayTimeoutMs: 2_000, ...options });
    clock = new WrongClock();
    clock.aheadMs = aheadMs;
    onion = new OnionClient(clock, timing);
    directory = new NodeDirectory(onion, devnet.seedUrls, new NodesInMemory(), timing, new Quiet());
    network = new NetworkClock(clock, onion, directory, timing, new Quiet());
  }

  /** An answer on whose way this process stood still is off by half of that time; lies and jumps here are much greater. */
  const isRight = () => Math.abs(network.now() - Date.now()) < 15_000;

  afterEach(async () => {
    network.onApplicationShutdown();
    await directory.onApplicationShutdown();
    await onion.onApplicationShutdown();
    await devnet.stop();
  });

  it('learns at the start how far it is off', async () => {
    await begin({}, 3_600_000);
    expect(network.offsetMs).toBe(0);
    network.onApplicationBootstrap();
    await until(() => network.sampledNodes >= 3);
    expect(isRight()).toBe(true);
    expect(network.offsetMs).toBeLessThan(-3_580_000);
  });

  it('is not moved by nodes that lie while more tell the truth', async () => {
    await begin();
    await directory.start();
    for (const [index, lie] of [86_400_000, -86_400_000, 8e15].entries()) {
      (devnet.nodes[index] as StorageNode).faults.falseTBy = lie;
    }
    for (let round = 0; round < 3; round += 1) {
      // On a busy machine a node may miss its turn; only all seven outvote three liars for certain.
      await until(async () => {
        await network.resync();
        return network.sampledNodes === 7;
      });
      expect(isRight()).toBe(true);
    }
  });

  it('finds the time again at once when its own clock was set', async () => {
    await begin();
    await directory.start();
    await network.resync();
    clock.aheadMs = -120_000;
    expect(isRight()).toBe(false);
    // On a busy machine too few nodes may have their turn.
    await until(async () => {
      await network.resync();
      return isRight();
    });
  });

  it('takes samples from any answer, and none that cannot be true', async () => {
    await begin();
    const now = clock.now();
    for (const t of [Number.NaN, Number.POSITIVE_INFINITY, -1, 0, 1e300, '5', null, undefined, {}]) {
      network.sample('a'.repeat(64), t, now, now);
    }
    network.sample('a'.repeat(64), now, now, now - 1);
    network.sample('a'.repeat(64), now, now - 60_000, now);
    expect(network.sampledNodes).toBe(0);
    for (const name of ['a', 'b', 'c']) network.sample(name.repeat(64), now + 5_000, now - 200, now);
    expect(network.offsetMs).toBe(5_100);
    expect(network.now()).toBeGreaterThanOrEqual(now + 5_100);
  });

  it('takes no slow way for a difference of clocks', async () => {
    await begin();
    const now = clock.now();
    // Written right after they were asked, or right before they came: a busy machine delays one way as much as the other.
    for (const name of ['a', 'b', 'c']) network.sample(name.repeat(64), now - 8_000, now - 8_000, now);
    expect(network.offsetMs).toBe(0);
    for (const name of ['a', 'b', 'c']) network.sample(name.repeat(64), now, now - 8_000, now);
    expect(network.offsetMs).toBe(0);
    for (const name of ['a', 'b', 'c']) network.sample(name.repeat(64), now + 1_001, now - 8_000, now);
    expect(network.offsetMs).toBe(5_001);
  });

  it('shares one round among calls that come together', async () => {
    await begin();
    await directory.start();
    await Promise.all(Array.from({ length: 50 }, () => network.resync()));
    expect(onion.stats.asks).toBeLessThanOrEqual(9);
  });
});

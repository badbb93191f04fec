/** Onion requests over a real network on loopback: answered through three hops, whatever single nodes do. */
import { Devnet } from '../../test/fakes/devnet/devnet';
import type { StorageNode } from '../../test/fakes/devnet/storage-node';
import { until } from '../../test/support/until';
import { Clock } from '../platform/clock.service';
import type { ServiceNode } from '../protocol/service-node';
import { type NetworkTiming, timingWith } from './network-timing';
import { OnionClient } from './onion-client.service';
import { OnionFailure, type OnionFailureKind } from './onion-failure';

const INFO = Buffer.from('{"method":"info","params":{}}');
/** Shorter than in the world, where answers come from far; long enough for a busy machine. */
const quick: Partial<NetworkTiming> = { staggerMs: 300, tendMs: 50 };
/** For tests that count attempts, or whose answers take a busy machine long: none is given up or doubled for its time. */
const patient: Partial<NetworkTiming> = { staggerMs: 60_000, attemptMs: 60_000, trialMs: 60_000, tendMs: 50 };
/** Longer than any answer takes that comes at all. */
const DEADLINE_MS = 90_000;

function listed(node: StorageNode): ServiceNode {
  const { ed25519, x25519, ip, port, swarm } = node;
  return { ed25519, x25519, ip, port, omqPort: port, swarm };
}

describe('OnionClient', () => {
  let devnet: Devnet;
  let client: OnionClient;

  async function begin(options: Parameters<typeof Devnet.start>[0], timing = quick): Promise<void> {
    devnet = await Devnet.start(options);
    client = new OnionClient(new Clock(), timingWith(timing));
  }

  const know = () => client.know(devnet.nodes.map(listed));
  const node = (index: number) => devnet.nodes[index] as StorageNode;
  const ask = (index: number, deadlineMs = DEADLINE_MS) => client.ask(listed(node(index)), INFO, { deadlineMs });
  const kindOf = (asked: Promise<unknown>): Promise<OnionFailureKind | 'answered'> =>
    asked.then(
      () => 'answered' as const,
      (error: unknown) => {
        if (!(error instanceof OnionFailure)) throw error;
        return error.kind;
      },
    );
  /** On a machine that stands still for seconds every path of one request may look dead; callers ask again. */
  const isAnswered = (index: number) => until(async () => (await kindOf(ask(index))) === 'answered');
  /** Waits until enough paths are proved, so that a test starts from a settled state. */
  const settled = (paths = 3) => until(() => client.stats.paths >= paths);
  afterEach(async () => {
    await client.onApplicationShutdown();
    await devnet.stop();
  });

  it('asks every node through two others, and neither end sees both who asks and what for', async () => {
    await begin({ swarms: 2, nodesPerSwarm: 4, relayTimeoutMs: 30_000 });
    know();
    for (const one of devnet.nodes) {
      const { status, body, sentAt, receivedAt } = await client.ask(listed(one), INFO, { deadlineMs: DEADLINE_MS });
      expect(status).toBe(200);
      expect(body).toMatchObject({ version: [2, 8, 0] });
      expect(receivedAt).toBeGreaterThanOrEqual(sentAt);
    }
    for (const one of devnet.nodes) {
      const asDestination = one.sightings.all.filter((seen) => seen.role === 'destination');
      expect(asDestination.length).toBeGreaterThan(0);
      for (const seen of asDestination) expect(seen.sourceAddress).not.toBe('127.0.0.1');
      for (const seen of one.sightings.all.filter((each) => each.sourceAddress === '127.0.0.1')) {
        expect(seen.role).toBe('relay');
      }
    }
  });

  it("passes the destination's own status on", async () => {
    await begin({ relayTimeoutMs: 30_000 });
    know();
    const payload = Buffer.from('{"method":"no such method","params":{}}');
    expect(await client.ask(listed(node(0)), payload, { deadlineMs: DEADLINE_MS })).toMatchObject({ status: 400 });
  });

  it('works in a network of three nodes and refuses in a smaller one', async () => {
    await begin({ swarms: 1, nodesPerSwarm: 3, relayTimeoutMs: 30_000, addressOf: () => '127.0.0.1' });
    expect(await kindOf(ask(0))).toBe('no-path');
    know();
    for (const index of [0, 1, 2]) await isAnswered(index);
    client.know(devnet.nodes.slice(0, 2).map(listed));
    expect(await kindOf(ask(0))).toBe('no-path');
  });

  it('finds its way when most of the listed nodes are dead', async () => {
    await begin({ swarms: 1, nodesPerSwarm: 13, relayTimeoutMs: 30_000 }, { ...quick, staggerMs: 1_000 });
    for (const one of devnet.nodes.slice(5)) await one.takeDown();
    know();
    await Promise.all([0, 1, 2, 3, 4].map(isAnswered));
    await settled(4);
    // Once paths are known nothing is wasted on the dead; a path that is new since then may be slow and need a second.
    await until(async () => {
      const { attempts } = client.stats;
      for (let turn = 0; turn < 20; turn += 1) await isAnswered(turn % 5);
      return client.stats.attempts === attempts + 20;
    });
  });

  it('goes on while guards die and come back', async () => {
    await begin({ swarms: 1, nodesPerSwarm: 6 });
    know();
    await settled();
    for (const one of devnet.nodes.slice(0, 3)) {
      await one.takeDown();
      await isAnswered(4);
      await isAnswered(5);
      await one.bringUp();
      await isAnswered(devnet.nodes.indexOf(one));
    }
  });

  it('tells a node that the network does not find from one that is silent, and keeps its paths', async () => {
    // Proved paths that lead over a node which died get this long before the next one is tried.
    await begin(
      { swarms: 1, nodesPerSwarm: 8, relayTimeoutMs: 30_000 },
      { ...quick, staggerMs: 1_000, attemptMs: 1_000, trialMs: 1_000 },
    );
    know();
    await settled();
    const gone = listed(node(7));
    await devnet.removeNode(node(7));
    expect(await kindOf(client.ask(gone, INFO, { deadlineMs: DEADLINE_MS }))).toBe('unreachable');
    await node(6).takeDown();
    expect(await kindOf(ask(6, 1_500))).toBe('timed-out');
    await settled();
    // Paths over the dead node itself cost another try until they are found out; then nothing is wasted.
    await until(async () => {
      const { attempts } = client.stats;
      for (let turn = 0; turn < 24; turn += 1) await isAnswered(turn % 6);
      return client.stats.attempts === attempts + 24;
    });
  });

  it('reaches every honest node past one that breaks what it should pass on', async () => {
    await begin({ swarms: 1, nodesPerSwarm: 7, relayTimeoutMs: 1_500 });
    const rogue = node(0);
    know();
    await settled();
    const breaks: Partial<StorageNode['faults']>[] = [
      { blames: 'next' },
      { blames: node(3).ed25519 },
      { blames: 'f'.repeat(64) },
      { notReady: true },
      { stalls: true, only: 'asRelay' },
      { garbage: 'wire', only: 'asRelay' },
      { huge: 'wire', only: 'asRelay' },
      { closesMidAnswer: true, only: 'asRelay' },
    ];
    for (const fault of breaks) {
      Object.assign(rogue.faults, fault);
      await Promise.all([1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6].map(isAnswered));
      rogue.heal();
    }
  });

  it('says what is wrong with a destination that answers nonsense, within bounds', async () => {
    await begin({ swarms: 1, nodesPerSwarm: 5, relayTimeoutMs: 60_000 }, patient);
    know();
    await settled();
    const rogue = node(0);
    const only = 'asDestination';
    // Sealed by the node itself: its own words, which no other path would make better.
    for (const fault of [{ garbage: 'plain' }, { garbage: 'deep' }] as const) {
      Object.assign(rogue.faults, { ...fault, only });
      expect([fault, await kindOf(ask(0))]).toEqual([fault, 'malformed']);
      rogue.heal();
    }
    // Anybody on the way may have put these there.
    for (const fault of [{ garbage: 'wire' }, { huge: 'wire' }] as const) {
      Object.assign(rogue.faults, { ...fault, only });
      expect(['malformed', 'timed-out', 'unreachable']).toContain(await kindOf(ask(0)));
      rogue.heal();
    }
    Object.assign(rogue.faults, { huge: 'plain', only });
    await isAnswered(0);
    const small = () => client.ask(listed(rogue), INFO, { deadlineMs: DEADLINE_MS, maxAnswerBytes: 100_000 });
    await until(async () => (await kindOf(small())) === 'too-large');
    rogue.heal();
    Object.assign(rogue.faults, { stalls: true, only });
    expect(await kindOf(ask(0, 1_000))).toBe('timed-out');
    rogue.heal();
    for (const index of [0, 1, 2, 3, 4]) await isAnswered(index);
  });

  it('gives up when its caller does, and refuses what no node would take', async () => {
    await begin({ swarms: 1, nodesPerSwarm: 4 });
    know();
    await settled();
    node(0).faults.stalls = true;
    const caller = new AbortController();
    const asked = kindOf(client.ask(listed(node(0)), INFO, { deadlineMs: 60_000, signal: caller.signal }));
    await until(() => client.stats.asks === 1);
    caller.abort();
    expect(await asked).toBe('aborted');
    expect(await kindOf(client.ask(listed(node(1)), INFO, { deadlineMs: 1_000, signal: caller.signal }))).toBe(
      'aborted',
    );
    expect(await kindOf(client.ask(listed(node(1)), Buffer.alloc(10 * 1024 * 1024), { deadlineMs: 1_000 }))).toBe(
      'too-large',
    );
    expect(client.stats.failures).toMatchObject({ aborted: 2, 'too-large': 1 });
  });

  it('carries many requests at once, each with its own answer', async () => {
    await begin({ swarms: 1, nodesPerSwarm: 6, relayTimeoutMs: 60_000 }, patient);
    know();
    await settled();
    const kinds = await Promise.all(Array.from({ length: 300 }, (_, turn) => kindOf(ask(turn % 6))));
    expect(kinds.filter((kind) => kind !== 'answered')).toEqual([]);
    expect(client.stats).toMatchObject({ asks: 300, answers: 300, waiting: 0 });
  });

  it('ends everything under way when it is closed', async () => {
    await begin({ swarms: 1, nodesPerSwarm: 4 });
    know();
    await settled();
    for (const one of devnet.nodes) one.faults.stalls = true;
    const asked = kindOf(ask(0, 60_000));
    await client.onApplicationShutdown();
    expect(await asked).not.toBe('answered');
    expect(await kindOf(ask(0))).toBe('no-path');
  });

  it('says in its failures nothing of whom it asked', async () => {
    await begin({ swarms: 1, nodesPerSwarm: 4 });
    know();
    await node(0).takeDown();
    const failure = await ask(0, 700).catch((error: unknown) => error as OnionFailure);
    expect(String((failure as OnionFailure).stack)).not.toMatch(/127\.|[0-9a-f]{64}/);
  });
});

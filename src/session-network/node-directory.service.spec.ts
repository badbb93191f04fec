/** The list of nodes, kept over a real network: right from the seeds on, whatever single sources say or do not say. */
import { Devnet, type DevnetOptions } from '../../test/fakes/devnet/devnet';
import type { StorageNode } from '../../test/fakes/devnet/storage-node';
import { until } from '../../test/support/until';
import { Clock } from '../platform/clock.service';
import { Log } from '../platform/telemetry/log.service';
import type { SwarmMap } from '../protocol/swarm-map';
import { NodesInMemory } from './directory/node-memory.fixture';
import { type NetworkTiming, timingWith } from './network-timing';
import { NodeDirectory } from './node-directory.service';
import { OnionClient } from './onion-client.service';

const quick: Partial<NetworkTiming> = {
  staggerMs: 300,
  tendMs: 50,
  refreshMs: 3_600_000,
  refreshSoonMs: 0,
  firstRetryMs: 20,
  longestRetryMs: 100,
  listMs: 20_000,
};

class Lines extends Log {
  readonly lines: string[] = [];

  override info(message: string): void {
    this.lines.push(message);
  }

  override warn(message: string, facts: object = {}): void {
    this.lines.push(`${message} ${JSON.stringify(facts)}`);
  }

  override error(message: string, facts: object = {}): void {
    this.warn(message, facts);
  }
}

describe('NodeDirectory', () => {
  let devnet: Devnet;
  let onion: OnionClient;
  let directory: NodeDirectory;
  let log: Lines;
  let memory: NodesInMemory;

  /** Three swarms of three; the first of each is a seed. */
  async function begin(options: DevnetOptions = {}, timing: Partial<NetworkTiming> = {}): Promise<StorageNode[]> {
    devnet = await Devnet.start({ swarms: 3, nodesPerSwarm: 3, relayTimeoutMs: 2_000, ...options });
    log = new Lines();
    memory = new NodesInMemory();
    const all = timingWith({ ...quick, ...timing });
    onion = new OnionClient(new Clock(), all);
    directory = new NodeDirectory(onion, devnet.seedUrls, memory, all, log);
    return devnet.seedUrls.map((url) => devnet.nodes.find((node) => node.url === url) as StorageNode);
  }

  const names = (map: SwarmMap) => map.nodes.map((one) => `${one.ed25519} ${one.ip}:${one.port} ${one.swarm}`).sort();
  const truth = () => devnet.nodes.map((one) => `${one.ed25519} ${one.ip}:${one.port} ${one.swarm}`).sort();
  /** Asks for a refresh and waits for the end of a round that began after that. */
  async function refresh(): Promise<void> {
    const { rounds } = directory.stats;
    directory.refreshSoon();
    await until(() => directory.stats.rounds > rounds);
  }

  /** The same, until what it says is true: a round in which too few answer in time is made again by itself. */
  async function refreshed(): Promise<void> {
    await refresh();
    await until(() => names(directory.map).join() === truth().join());
  }

  afterEach(async () => {
    await directory.onApplicationShutdown();
    await onion.onApplicationShutdown();
    await devnet.stop();
  });

  it('starts from the seeds', async () => {
    await begin();
    expect(directory.map.nodes).toEqual([]);
    await Promise.all([directory.start(), directory.start()]);
    expect(names(directory.map)).toEqual(truth());
    expect(directory.stats).toEqual({ nodes: 9, swarms: 3, rounds: 1, failedRounds: 0 });
  });

  it('believes no single seed, whether it lies, is down, or answers nonsense', async () => {
    const [liar] = await begin();
    const list = devnet.nodeList();
    (liar as StorageNode).faults.falseNodeList = [
      ...list.slice(1).map((state) => ({ ...state, public_ip: '127.6.6.6' })),
      { ...list[0], pubkey_ed25519: '6'.repeat(64) },
    ];
    await directory.start();
    expect(names(directory.map)).toEqual(truth());
  });

  it.each([
    { garbage: 'wire' },
    { garbage: 'json' },
    { garbage: 'deep' },
    { huge: 'plain' },
    { stalls: true },
    { closesMidAnswer: true },
  ] as const)('starts although one seed has %p', async (fault) => {
    // Whoever says nothing is waited for; the others have all the time a busy machine needs for 10 MiB.
    const [broken] = await begin({}, 'stalls' in fault ? { listMs: 1_500 } : {});
    Object.assign((broken as StorageNode).faults, fault);
    await directory.start();
    expect(names(directory.map)).toEqual(truth());
  });

  it('warns of a network that is too small for a path', async () => {
    await begin({ swarms: 1, nodesPerSwarm: 2 });
    await directory.start();
    expect(log.lines.filter((line) => line.includes('too few nodes'))).toEqual([
      expect.stringContaining('"nodes":2,"least":3'),
    ]);
    await devnet.addNode(devnet.nodes[0]?.swarm ?? '');
    await refreshed();
    expect(log.lines.filter((line) => line.includes('too few nodes'))).toHaveLength(1);
  });

  it('gives a seed that is named twice one voice', async () => {
    const [liar, ...honest] = await begin();
    (liar as StorageNode).faults.falseNodeList = [{ ...devnet.nodeList()[0], pubkey_ed25519: '6'.repeat(64) }];
    const { url = '' } = liar ?? {};
    const seeds = [url, `${url}/`, `${url}/x`, ...honest.map((seed) => seed.url)];
    directory = new NodeDirectory(onion, seeds, memory, timingWith(quick), log);
    await directory.start();
    expect(names(directory.map)).toEqual(truth());
    expect(directory.stats.rounds).toBe(1);
  });

  it('keeps trying until enough seeds answer, and says why it waits', async () => {
    const seeds = await begin();
    await seeds[0]?.takeDown();
    await seeds[1]?.takeDown();
    const started = directory.start();
    await until(() => directory.stats.failedRounds >= 3);
    expect(directory.map.nodes).toEqual([]);
    expect(log.lines[0]).toContain('too few sources answer (1 of 3 asked)');
    await seeds[1]?.bringUp();
    await started;
    expect(names(directory.map)).toEqual(truth());
  });

  it('follows the network through onion requests, without the seeds, and tells of each change once', async () => {
    const seeds = await begin();
    await directory.start();
    const direct = () => devnet.nodes.reduce((sum, node) => sum + node.sightings.count('direct'), 0);
    const before = direct();
    const maps: SwarmMap[] = [];
    const stop = directory.onChange((map) => maps.push(map));
    await refresh();
    expect(maps).toEqual([]);
    await seeds[0]?.takeDown();
    const added = await devnet.addNode(devnet.nodes[0]?.swarm as string);
    await refreshed();
    expect(directory.map.node(added.ed25519)).toBeDefined();
    devnet.moveNode(added, devnet.nodes.at(-2)?.swarm as string);
    await refreshed();
    expect(maps).toHaveLength(2);
    expect(maps[1]).toBe(directory.map);
    expect(direct()).toBe(before);
    stop();
    await devnet.removeNode(added);
    await refreshed();
    expect(maps).toHaveLength(2);
  });

  it('is not moved by one rogue node', async () => {
    await begin();
    await directory.start();
    const rogue = devnet.nodes[4] as StorageNode;
    for (const list of [
      [],
      devnet.nodeList().slice(3),
      devnet.nodeList().map((state) => ({ ...state, swarm: '1' })),
      devnet.nodeList().map((state) => ({ ...state, public_ip: '127.6.6.6' })),
      [...devnet.nodeList(), { ...devnet.nodeList()[0], pubkey_ed25519: '6'.repeat(64) }],
      'none',
    ]) {
      rogue.faults.falseNodeList = list;
      await refresh();
      expect(names(directory.map)).toEqual(truth());
    }
  });

  it('believes a great loss only after it was confirmed again and again', async () => {
    await begin({ swarms: 2, nodesPerSwarm: 6 });
    await directory.start();
    const halved = devnet.nodeList().slice(0, 6);
    for (const node of devnet.nodes) node.faults.falseNodeList = halved;
    const doubts = () => log.lines.filter((line) => line.includes('too many of the known nodes')).length;
    let doubted = 0;
    directory.onChange(() => {
      doubted = doubts();
    });
    await refresh();
    await until(() => directory.map.nodes.length === 6);
    expect(doubted).toBe(2);
  });

  it('never believes that there is nobody left', async () => {
    await begin();
    await directory.start();
    for (const node of devnet.nodes) node.faults.falseNodeList = [];
    await refresh();
    await until(() => directory.stats.failedRounds >= 6);
    expect(names(directory.map)).toEqual(truth());
  });

  it('comes back through the seeds when none of the nodes it knows is there any more', async () => {
    const seeds = await begin({}, { attemptMs: 500, trialMs: 500, listMs: 1_500 });
    await directory.start();
    for (const node of devnet.nodes) if (!seeds.includes(node)) await devnet.changeAddress(node);
    await refresh();
    await until(() => names(directory.map).join() === truth().join());
  });

  /** Another process with what the first one remembers. */
  async function beginAgain(timing: Partial<NetworkTiming> = {}): Promise<void> {
    await directory.onApplicationShutdown();
    await onion.onApplicationShutdown();
    const all = timingWith({ ...quick, ...timing });
    onion = new OnionClient(new Clock(), all);
    directory = new NodeDirectory(onion, devnet.seedUrls, memory, all, log);
  }

  it('begins with the nodes that were known last when the seeds are away, and asks these', async () => {
    const seeds = await begin();
    await directory.start();
    const known = truth();
    await beginAgain();
    for (const seed of seeds) await seed.takeDown();
    await directory.start();
    expect(names(directory.map)).toEqual(known);
    await devnet.addNode(devnet.nodes[0]?.swarm as string);
    await refreshed();
    expect(names({ nodes: memory.nodes } as SwarmMap)).toEqual(truth());
  });

  it('believes the seeds at once when nothing is as it was remembered', async () => {
    const seeds = await begin({}, { attemptMs: 500, trialMs: 500, listMs: 1_500 });
    await directory.start();
    for (const seed of seeds) await seed.takeDown();
    await beginAgain({ attemptMs: 500, trialMs: 500, listMs: 1_500 });
    await directory.start();
    for (const node of devnet.nodes) if (!seeds.includes(node)) await devnet.changeAddress(node);
    for (const seed of seeds) await seed.bringUp();
    await until(() => names(directory.map).join() === truth().join());
    expect(log.lines.filter((line) => line.includes('too many of the known nodes'))).toEqual([]);
  });

  it('waits for the seeds when what is remembered is of no use', async () => {
    const seeds = await begin();
    for (const seed of seeds) await seed.takeDown();
    memory.recall = async () => {
      throw new Error('127.0.0.1 is away');
    };
    const started = directory.start();
    await until(() => directory.stats.failedRounds >= 1);
    memory.recall = async () => [...directory.map.nodes];
    for (const seed of seeds) await seed.bringUp();
    await started;
    expect(names(directory.map)).toEqual(truth());
    expect(log.lines.join()).not.toContain('127.0.0.1');
  });

  it('refreshes no more often than it may, however often it is asked to', async () => {
    await begin({}, { refreshSoonMs: 3_600_000 });
    await directory.start();
    for (let turn = 0; turn < 1_000; turn += 1) directory.refreshSoon();
    expect(directory.stats.rounds).toBe(1);
    const asked = devnet.nodes.reduce((sum, node) => sum + node.sightings.count('destination', 'oxend_request'), 0);
    expect(asked).toBe(0);
  });

  it('goes on when a listener fails', async () => {
    await begin();
    const seen: SwarmMap[] = [];
    directory.onChange(() => {
      throw new Error('127.0.0.1 is at fault');
    });
    directory.onChange((map) => seen.push(map));
    await directory.start();
    expect(seen).toEqual([directory.map]);
    expect(log.lines.join()).not.toContain('127.0.0.1');
  });
});

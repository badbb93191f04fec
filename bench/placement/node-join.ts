/** A node that joins a network of thirty, as a watcher with very many accounts takes it. */
import { randomBytes } from 'node:crypto';
import { AccountId, SESSION_PREFIX } from '../../src/protocol/account-id';
import type { ServiceNode } from '../../src/protocol/service-node';
import { SwarmMap } from '../../src/protocol/swarm-map';
import { WatcherStats } from '../../src/swarm-watcher/watcher-stats';
import { momentOf } from '../../src/swarm-watcher/watching/moment';
import { Poller } from '../../src/swarm-watcher/watching/poller';

const SWARMS = 6;
const MEMBERS = 5;

export interface Joined {
  readonly looked: number;
  readonly moved: number;
  readonly ms: number;
  /** What finding the swarm of so many accounts takes by itself. */
  readonly limitMs: number;
}

export function joinNetwork(accounts: number): Joined {
  const nodes = Array.from({ length: SWARMS * MEMBERS }, (_, index) => nodeIn((2 * (index % SWARMS)).toString(16)));
  const poller = new Poller({
    floorMs: 3_000,
    perMember: 8,
    dice: Math.random,
    keyFor: () => undefined,
    stats: new WatcherStats(),
    startMs: 0,
  });
  const now = momentOf(0, Date.now(), 0);
  poller.share({ owns: () => true }, now);
  poller.know(SwarmMap.of(nodes), now);
  for (let id = 1; id <= accounts; id += 1) poller.arrivals.list(listingOf(id), { isFresh: false, sweep: 1 }, now);

  const after = SwarmMap.of([...nodes, nodeIn('5')]);
  const began = performance.now();
  const { looked, moved } = poller.know(after, now);
  const ms = performance.now() - began;
  return { looked, moved, ms, limitMs: timeToFind(after, looked) };
}

/** `digit`: the first of its swarm's id. */
function nodeIn(digit: string): ServiceNode {
  const [ed25519, x25519] = [randomBytes(32).toString('hex'), randomBytes(32).toString('hex')];
  const swarm = `${digit}fffffffffffffff`.replace(/^0/, '');
  return { ed25519, x25519, ip: '10.0.0.1', port: 1, omqPort: 2, swarm };
}

function listingOf(id: number) {
  return {
    id,
    account: anyAccount().bytes,
    namespaces: [{ namespace: 0, since: 1 }],
    expiresAt: Number.POSITIVE_INFINITY,
    delegation: { signedAt: 1, version: id },
  };
}

function timeToFind(map: SwarmMap, count: number): number {
  const accounts = Array.from({ length: count }, anyAccount);
  const began = performance.now();
  for (const account of accounts) map.swarmOf(account);
  return performance.now() - began;
}

function anyAccount(): AccountId {
  return AccountId.fromBytes(Buffer.concat([Buffer.of(SESSION_PREFIX), randomBytes(32)]));
}

/** Nodes that pour out as much as they can: memory and tables stay bounded, and others are woken meanwhile. */
import { randomBytes } from 'node:crypto';
import { MARKED_A_DAY } from '../../src/swarm-watcher/storage/mark-budget';
import type { NodeFaults } from '../fakes/devnet/node-faults';
import type { StorageNode } from '../fakes/devnet/storage-node';
import { freshDatabase } from '../support/stores';
import { Figures } from './figures';
import { rounds, timeoutMs } from './hunt';
import type { Entry } from './ledger';
import { heal } from './lies';
import { Scene } from './scene';

const DEVICES = 4;
const MEBIBYTE = 2 ** 20;
const MOST_GROWTH = 300 * MEBIBYTE;
/** So many messages of an account are marked for each device; twice as many should midnight come in between. */
const MOST_MARKS = 2 * MARKED_A_DAY * DEVICES;
/** Pairs of message and device: a year's worth for anybody. */
const FLOOD = 40_000;
/** Longer than what one answer is read for, so that there is always more to come. */
const ANSWER = 300;
const DAY = 86_400_000;

const TORRENTS: readonly (readonly [string, Partial<NodeFaults>])[] = [
  ['10 MiB that are well sealed', { huge: 'plain' }],
  ['10 MiB of anything', { huge: 'wire' }],
  ['JSON without bottom', { garbage: 'deep' }],
];

describe('a node that floods', () => {
  let scene: Scene;
  let victims: Entry[];
  let outsiders: Entry[];
  let rogue: StorageNode;
  let honest: StorageNode;

  beforeAll(async () => {
    scene = await Scene.open({
      stores: { databaseUrl: await freshDatabase() },
      roles: ['api', 'pusher', 'watcher'],
      // Two members are both asked, always: the rogue one is among them.
      devnet: { swarms: 3, nodesPerSwarm: 2 },
    });
    [rogue, honest] = scene.world.devnet.nodes as [StorageNode, StorageNode];
    const first = await scene.subscribed({ swarm: rogue.swarm, service: 'firebase' });
    victims = [first];
    for (let device = 1; device < DEVICES; device += 1) {
      victims.push(await scene.subscribed({ accountOf: first, service: 'firebase' }));
    }
    const elsewhere = scene.world.devnet.nodes.filter(({ swarm }) => swarm !== rogue.swarm);
    outsiders = [];
    for (const { swarm } of elsewhere) outsiders.push(await scene.subscribed({ swarm }));
  });

  afterEach(() => heal(rogue));
  afterAll(() => scene?.close());

  /** What one message for everybody outside finds, while the flood goes on. */
  async function lookRound(): Promise<{ bytes: number; marks: number; told: number }> {
    for (const entry of outsiders) await scene.store(entry);
    await scene.woken(outsiders);
    const figures = await Figures.of(scene.world.relay('watcher'));
    const [row] = await scene.claims.query<{ marks: string }>('SELECT count(*) AS marks FROM recent_messages');
    const told = figures.value('relay_watcher_events_total', { kind: 'messages_told' }) ?? 0;
    scene.chronicle.note(`${figures.residentBytes / MEBIBYTE} MiB, ${row?.marks} marks, ${told} messages told`);
    return { bytes: figures.residentBytes, marks: Number(row?.marks), told };
  }

  async function proveAfterwards(): Promise<void> {
    await heal(rogue);
    for (const entry of victims.slice(0, 1)) await scene.store(entry, { at: honest });
    await scene.prove({ exact: ['apns'] });
  }

  it(
    'with ever new messages fills neither memory nor disk',
    async () => {
      const before = await lookRound();
      rogue.faults.rewrites = () => Array.from({ length: ANSWER }, invented);
      const most = { bytes: 0, marks: 0 };
      for (let told = 0; told * DEVICES < rounds(FLOOD); ) {
        const now = await lookRound();
        told = now.told - before.told;
        most.bytes = Math.max(most.bytes, now.bytes);
        most.marks = Math.max(most.marks, now.marks);
      }
      expect(most.marks).toBeLessThan(MOST_MARKS + before.marks + 100);
      expect(most.bytes - before.bytes).toBeLessThan(MOST_GROWTH);
      await proveAfterwards();
    },
    timeoutMs(240_000),
  );

  it.each(TORRENTS)(
    'with %s fills no memory',
    async (_what, faults) => {
      const before = await lookRound();
      Object.assign(rogue.faults, faults);
      for (let round = 0; round < rounds(8); round += 1) {
        const { bytes } = await lookRound();
        expect(bytes - before.bytes).toBeLessThan(MOST_GROWTH);
      }
      await proveAfterwards();
    },
    timeoutMs(240_000),
  );
});

function invented() {
  const now = Date.now();
  return {
    hash: `${randomBytes(32).toString('base64').slice(0, 42)}A`,
    timestamp: now,
    expiration: now + DAY,
    data: '',
  };
}

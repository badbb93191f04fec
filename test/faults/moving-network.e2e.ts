/** A network that changes under the relay: nodes leave, join, move and change address, seeds are away. Everything is woken. */
import { setTimeout as pause } from 'node:timers/promises';
import { swarmPosition } from '../../src/protocol/swarm-map';
import type { StorageNode } from '../fakes/devnet/storage-node';
import { freshDatabase } from '../support/stores';
import { until } from '../support/until';
import { diceOf, oneOf, timeoutMs } from './hunt';
import type { Entry } from './ledger';
import { Scene } from './scene';

const SWARMS = 4;
const MEMBERS = 3;
/** A node that says 421 makes the relay read the list anew, at most every half minute. */
const PATIENCE_MS = 100_000;
const dice = diceOf('moving network');

describe('a network that moves', () => {
  let scene: Scene;
  let entries: Entry[];
  let seeds: StorageNode[];
  let swarms: string[];

  beforeAll(async () => {
    scene = await Scene.open({
      stores: { databaseUrl: await freshDatabase() },
      roles: ['api', 'pusher', 'watcher'],
      devnet: { swarms: SWARMS, nodesPerSwarm: MEMBERS },
    });
    const { devnet } = scene.world;
    swarms = [...new Set(devnet.nodes.map(({ swarm }) => swarm))];
    seeds = devnet.nodes.filter(({ url }) => devnet.seedUrls.includes(url));
    entries = [];
    for (const swarm of swarms) {
      entries.push(await scene.subscribed({ swarm }), await scene.subscribed({ swarm, service: 'firebase' }));
    }
  });

  afterAll(() => scene?.close());

  /** Members keep what they are given now, wherever the accounts belong now. */
  async function writeToAll(to = entries): Promise<void> {
    await Promise.all(
      to.map((entry) => {
        const members = scene.world.devnet.swarmOf(entry.phone.account).members.filter(({ isUp }) => isUp);
        return scene.store(entry, { at: oneOf(dice, members) });
      }),
    );
  }

  /** Of one swarm, not counting seeds: these are away anyway. */
  const membersOf = (swarm: string) =>
    scene.world.devnet.nodes.filter((node) => node.swarm === swarm && !seeds.includes(node));

  it(
    'loses nobody when its seeds are gone and everything else changes at once',
    async () => {
      const { devnet } = scene.world;
      await writeToAll();
      await scene.woken();
      await Promise.all(seeds.map((seed) => seed.takeDown()));
      scene.chronicle.note('the seeds are down');
      await writeToAll();
      await scene.woken();
      const [first, second, third, fourth] = swarms as [string, string, string, string];

      const [leaver] = membersOf(first) as [StorageNode];
      await devnet.removeNode(leaver);
      await devnet.addNode(first);
      const [traveller] = membersOf(second) as [StorageNode];
      await devnet.changeAddress(traveller);
      // Its neighbours inherit the accounts of a swarm that nobody is left in.
      for (const node of devnet.nodes.filter(({ swarm }) => swarm === third)) devnet.moveNode(node, fourth);
      // And a new swarm stands exactly where an account is.
      const settler = entries.find(({ swarm }) => swarm === second) as Entry;
      const founded = swarmPosition(settler.phone.account).toString(16);
      const [founder] = membersOf(fourth) as [StorageNode];
      devnet.moveNode(founder, founded);
      await devnet.addNode(founded);
      scene.chronicle.note('everything has moved');
      // Somebody lies about it.
      const [liar] = membersOf(second).filter((node) => node !== traveller) as [StorageNode];
      liar.faults.falseNodeList = devnet
        .nodeList()
        .map((node) => ({ ...node, public_ip: liar.ip, storage_port: liar.port }));

      for (let time = 0; time < 3; time += 1) {
        await writeToAll();
        await pause(700);
      }
      await scene.woken(entries, PATIENCE_MS);
      scene.chronicle.note('all are woken');
      await writeToAll();
      await scene.prove({ exact: ['apns', 'firebase'], withinMs: PATIENCE_MS });
    },
    timeoutMs(240_000),
  );

  it(
    'wakes everybody when the relay is started while the seeds are away, and once they are there again',
    async () => {
      await scene.kill(scene.world.relay('watcher'));
      const watcher = await scene.startRelay('watcher');
      // Where two members are away, they may be the two that are asked later: what both missed waits for others' turns.
      const misses = ({ phone }: Entry) =>
        scene.world.devnet.swarmOf(phone.account).members.filter(({ isUp }) => !isUp).length;
      const reachable = entries.filter((entry) => misses(entry) < 2);
      await writeToAll(reachable);
      await until(() => watcher.output.includes('the nodes that were known last are used'));
      await scene.woken(reachable, PATIENCE_MS);
      await Promise.all(seeds.map((seed) => seed.bringUp()));
      scene.chronicle.note('the seeds are back');
      await writeToAll();
      await scene.prove({ exact: ['apns', 'firebase'], withinMs: PATIENCE_MS });
    },
    timeoutMs(240_000),
  );
});

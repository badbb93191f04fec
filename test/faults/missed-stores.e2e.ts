/** Members that were away when a message was stored never learn of it: what another member tells wakes all the same. */
import type { StorageNode } from '../fakes/devnet/storage-node';
import { freshDatabase } from '../support/stores';
import { until } from '../support/until';
import { diceOf, oneOf, rounds, timeoutMs } from './hunt';
import type { Entry } from './ledger';
import { Scene } from './scene';

const dice = diceOf('members');
const STEADY_MEMBERS = 5;

describe('a member that missed what was stored', () => {
  let scene: Scene;
  let entries: Entry[];
  /** Of two members each. */
  let swarms: string[];

  beforeAll(async () => {
    scene = await Scene.open({
      stores: { databaseUrl: await freshDatabase() },
      devnet: { swarms: 4, nodesPerSwarm: 2 },
    });
    const [steady = '', ...rest] = new Set(scene.world.devnet.nodes.map((node) => node.swarm));
    // Paths need enough nodes that are there.
    for (let member = 2; member < STEADY_MEMBERS; member += 1) await scene.world.devnet.addNode(steady);
    swarms = rest;
    entries = [];
    for (const swarm of swarms) {
      entries.push(await scene.subscribed({ swarm }), await scene.subscribed({ swarm, service: 'firebase' }));
    }
  });

  afterAll(() => scene?.close());

  /** In each swarm one member, and the one that is there meanwhile. */
  function pairs(): { away: StorageNode; there: StorageNode; phones: Entry[] }[] {
    return swarms.map((swarm) => {
      const members = scene.world.devnet.nodes.filter((node) => node.swarm === swarm);
      const away = oneOf(dice, members);
      const there = members.find((node) => node !== away) as StorageNode;
      return { away, there, phones: entries.filter((entry) => entry.swarm === swarm) };
    });
  }

  it(
    'because it was down says nothing of it when it is back, and nobody needs it to',
    async () => {
      for (let round = 0; round < rounds(3); round += 1) {
        const all = pairs();
        await Promise.all(all.map(({ away }) => away.takeDown()));
        scene.chronicle.note('one member of each swarm is down');
        const missed: string[] = [];
        for (const { there, phones } of all) {
          for (const entry of phones) missed.push((await scene.store(entry, { at: there })).hash);
        }
        // Half of the time they are back before anybody can have told.
        if (dice() < 0.5) await scene.woken();
        await Promise.all(all.map(({ away }) => away.bringUp()));
        scene.chronicle.note('they are back');
        for (const { away, phones } of all) for (const entry of phones) await scene.store(entry, { at: away });
        await scene.woken();
        const kept = all.flatMap(({ away, phones }) =>
          phones.flatMap(({ phone }) => away.store.messagesOf(phone.account.hex).map(({ hash }) => hash)),
        );
        expect(missed.filter((hash) => kept.includes(hash))).toEqual([]);
      }
      await scene.prove({ exact: ['apns', 'firebase'] });
    },
    timeoutMs(240_000),
  );

  it(
    'because others do not reach it tells the rest in its own order, and nothing wakes twice',
    async () => {
      for (let round = 0; round < rounds(3); round += 1) {
        const all = pairs();
        for (const { away } of all) away.faults.missesStores = true;
        // Each member has what the other one misses, in turns: neither order is a part of the other.
        for (let message = 0; message < 4; message += 1) {
          for (const { away, there, phones } of all) {
            for (const entry of phones) await scene.store(entry, { at: there });
            there.faults.missesStores = !there.faults.missesStores;
            away.faults.missesStores = !there.faults.missesStores;
          }
        }
        for (const { away, there } of all) for (const node of [away, there]) node.heal();
        await scene.woken();
      }
      await scene.prove({ exact: ['apns', 'firebase'] });
    },
    timeoutMs(240_000),
  );

  it(
    'because it lost everything begins anew, and what was told before wakes nobody again',
    async () => {
      for (let round = 0; round < rounds(2); round += 1) {
        const all = pairs();
        for (const { away } of all) away.store.clear();
        scene.chronicle.note('one member of each swarm has forgotten everything');
        for (const { there, phones } of all) for (const entry of phones) await scene.store(entry, { at: there });
        await scene.woken();
        // It gets back all that the other one has, in an order that nobody knows.
        for (const { away, there, phones } of all) {
          for (const { phone } of phones) {
            for (const message of [...there.store.messagesOf(phone.account.hex)].reverse()) away.store.add(message);
          }
        }
        const polls = all.map(({ away }) => away.sightings.count('destination', 'retrieve'));
        await until(() =>
          all.every(({ away }, index) => away.sightings.count('destination', 'retrieve') > (polls[index] ?? 0) + 3),
        );
      }
      await scene.prove({ exact: ['apns', 'firebase'] });
    },
    timeoutMs(240_000),
  );
});

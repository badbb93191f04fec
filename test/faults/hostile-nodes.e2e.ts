/** Storage nodes that are broken or lie, one in each of many swarms at a time: nobody else notices, nobody is lost. */
import { setTimeout as pause } from 'node:timers/promises';
import type { StorageNode } from '../fakes/devnet/storage-node';
import { freshDatabase } from '../support/stores';
import { between, diceOf, oneOf, rounds } from './hunt';
import { type Entry, nameOf } from './ledger';
import { heal, LIES, type Lie } from './lies';
import { Scene } from './scene';

/** Swarms with a liar in each; of two members, so that the liar is always one of those who are asked. */
const HOSTILE_SWARMS = 13;
const HONEST_MEMBERS = 6;
const dice = diceOf('hostile nodes');

describe('hostile nodes', () => {
  let scene: Scene;
  /** Nobody writes to them. */
  let sleepers: Entry[];
  /** Of an honest swarm, and of those with a liar. */
  let honest: string;
  let hostile: string[];

  beforeAll(async () => {
    scene = await Scene.open({
      stores: { databaseUrl: await freshDatabase() },
      roles: ['api', 'pusher'],
      devnet: { swarms: HOSTILE_SWARMS + 1, nodesPerSwarm: 2 },
    });
    [honest = '', ...hostile] = new Set(scene.world.devnet.nodes.map((node) => node.swarm));
    for (let member = 2; member < HONEST_MEMBERS; member += 1) await scene.world.devnet.addNode(honest);
    sleepers = [await scene.subscribed({ swarm: honest })];
    for (const swarm of hostile) sleepers.push(await scene.subscribed({ swarm, service: 'firebase' }));
  }, 60_000);

  afterAll(() => scene?.close());

  const membersOf = (swarm: string) => scene.world.devnet.nodes.filter((node) => node.swarm === swarm);
  const pushesFor = ({ phone }: Entry) => scene.world.wakeUps(phone).length;

  /** Those in swarms with a liar are Android phones, so that their figures are apart from the others'. */
  async function newPhones(): Promise<Entry[]> {
    const swarms = hostile.map((swarm) => ({ swarm, service: 'firebase' as const }));
    return Promise.all([{ swarm: honest }, ...swarms].map((options) => scene.subscribed(options)));
  }

  /** One liar in each of the swarms that have them, each with another lie. */
  async function letLie(lies: readonly Lie[], entries: readonly Entry[]): Promise<Map<StorageNode, Lie>> {
    const liars = new Map<StorageNode, Lie>();
    for (const [index, lie] of lies.entries()) {
      const swarm = hostile[index] as string;
      const node = oneOf(dice, membersOf(swarm));
      const accounts = entries.filter((each) => each.swarm === swarm).map(({ phone }) => phone.account.hex);
      await lie.apply({ devnet: scene.world.devnet, node, accounts });
      scene.chronicle.note(`${node.ed25519.slice(0, 8)} of swarm ${swarm} ${lie.name}`);
      liars.set(node, lie);
    }
    return liars;
  }

  /** Honest members take what is stored; a liar that takes it itself could keep it to itself. */
  async function writeTo(entries: readonly Entry[], liars: ReadonlyMap<StorageNode, Lie>): Promise<void> {
    await Promise.all(
      entries.map((entry) => {
        const members = membersOf(entry.swarm).filter((node) => !liars.has(node));
        return scene.store(entry, { at: oneOf(dice, members) });
      }),
    );
  }

  it.each(inGroups(shuffled()))(
    '%s',
    async (_names, lies) => {
      // Each round has a watcher that trusts everybody: one that knows the liars would not ask them.
      const watcher = await scene.startRelay('watcher');
      const asleep = sleepers.map(pushesFor);
      const entries = await newPhones();
      const liars = await letLie(lies, entries);
      try {
        for (let time = 0; time < 3; time += 1) {
          await writeTo(entries, liars);
          await pause(between(dice, 50, 400));
        }
        await scene.woken(40_000);
      } finally {
        for (const node of liars.keys()) await heal(node);
      }
      const wokenBy = (entry: Entry) => [...liars].find(([node]) => node.swarm === entry.swarm)?.[1];
      const woken = sleepers.filter((entry, index) => pushesFor(entry) > (asleep[index] ?? 0));
      const wrongly = woken.filter((entry) => wokenBy(entry)?.wakes !== true);
      expect(wrongly.map((entry) => `${nameOf(entry)}, where one ${wokenBy(entry)?.name}`)).toEqual([]);
      await scene.prove({ exact: ['apns'] });
      expect(watcher.output.toString()).not.toContain('our clock differs');
      await scene.stop(watcher);
    },
    120_000,
  );

  it('have ended no subscription', async () => {
    expect(await scene.claims.query('SELECT FROM accounts WHERE delegation_revoked_at IS NOT NULL')).toEqual([]);
    for (const { phone } of scene.ledger.entries) {
      expect((await phone.subscribe({ via: 'direct' })).body).toMatchObject({ updated: true });
    }
  });
});

function shuffled(): Lie[] {
  const all = Array.from({ length: rounds(1) }, () => LIES).flat();
  return all
    .map((one) => ({ one, rank: dice() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ one }) => one);
}

/** As many as there are swarms for, with a name for the test of each group. */
function inGroups(lies: readonly Lie[]): [string, Lie[]][] {
  const groups: [string, Lie[]][] = [];
  for (let at = 0; at < lies.length; at += HOSTILE_SWARMS) {
    const group = lies.slice(at, at + HOSTILE_SWARMS);
    groups.push([group.map(({ name }) => name).join(', '), group]);
  }
  return groups;
}

/** Storage nodes that are broken or lie in every way we know, all at once: nobody else notices, nobody is lost. */
import { setTimeout as pause } from 'node:timers/promises';
import type { StorageNode } from '../fakes/devnet/storage-node';
import { freshDatabase } from '../support/stores';
import { between, diceOf, oneOf, rounds, timeoutMs } from './hunt';
import { type Entry, nameOf } from './ledger';
import { heal, LIES, type Lie } from './lies';
import { Scene } from './scene';

/** So that three of five nodes are sound, and paths can be found. */
const HONEST_MEMBERS = 20;
/** A watcher that begins among so many liars, on a machine that is busy with them all, is long in finding its paths. */
const PATIENCE_MS = 200_000;
const dice = diceOf('hostile nodes');

describe('hostile nodes', () => {
  let scene: Scene;
  /** Nobody writes to them. */
  let sleepers: Entry[];
  let honest: string;
  /** One swarm for each lie, of two members: the liar is always one of those who are asked. */
  let hostile: string[];

  beforeAll(async () => {
    scene = await Scene.open({
      stores: { databaseUrl: await freshDatabase() },
      roles: ['api', 'pusher'],
      // In so many swarms no two accounts travel together: nodes that share one processor could not answer more.
      settings: { POLL_INTERVAL_MS: '1000' },
      devnet: { swarms: LIES.length + 1, nodesPerSwarm: 2 },
    });
    [honest = '', ...hostile] = new Set(scene.world.devnet.nodes.map((node) => node.swarm));
    for (let member = 2; member < HONEST_MEMBERS; member += 1) await scene.world.devnet.addNode(honest);
    sleepers = [await scene.subscribed({ swarm: honest })];
    for (const swarm of hostile) sleepers.push(await scene.subscribed({ swarm, service: 'firebase' }));
  });

  afterAll(() => scene?.close());

  const membersOf = (swarm: string) => scene.world.devnet.nodes.filter((node) => node.swarm === swarm);
  const pushesFor = ({ phone }: Entry) => scene.world.wakeUps(phone).length;

  /** Those in swarms with a liar are Android phones, so that their figures are apart from the others'. */
  async function newPhones(): Promise<Entry[]> {
    const swarms = hostile.map((swarm) => ({ swarm, service: 'firebase' as const }));
    return Promise.all([{ swarm: honest }, ...swarms].map((options) => scene.subscribed(options)));
  }

  async function letLie(entries: readonly Entry[]): Promise<Map<StorageNode, Lie>> {
    const liars = new Map<StorageNode, Lie>();
    for (const [index, swarm] of hostile.entries()) {
      const lie = LIES[index] as Lie;
      const node = oneOf(dice, membersOf(swarm));
      liars.set(node, lie);
      const accounts = entries.filter((each) => each.swarm === swarm).map(({ phone }) => phone.account.hex);
      await lie.apply({ devnet: scene.world.devnet, node, accounts });
      scene.chronicle.note(`${node.ed25519.slice(0, 8)} of swarm ${swarm} ${lie.name}`);
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

  async function playRound(): Promise<void> {
    // Each round has a watcher that trusts everybody: one that knows the liars would not ask them.
    const watcher = await scene.startRelay('watcher');
    const asleep = sleepers.map(pushesFor);
    const entries = await newPhones();
    const liars = await letLie(entries);
    try {
      for (let time = 0; time < 3; time += 1) {
        await writeTo(entries, liars);
        await pause(between(dice, 50, 400));
      }
      await scene.woken(entries, PATIENCE_MS);
    } finally {
      for (const node of liars.keys()) await heal(node);
    }
    const lieOf = (entry: Entry) => [...liars].find(([node]) => node.swarm === entry.swarm)?.[1];
    const woken = sleepers.filter((entry, index) => pushesFor(entry) > (asleep[index] ?? 0));
    const wrongly = woken.filter((entry) => lieOf(entry)?.wakes !== true);
    expect(wrongly.map((entry) => `${nameOf(entry)}, where one ${lieOf(entry)?.name}`)).toEqual([]);
    await scene.prove({ exact: ['apns'], withinMs: PATIENCE_MS });
    expect(watcher.output.toString()).not.toContain('our clock differs');
    await scene.stop(watcher);
  }

  it(
    'keep nobody from being woken, and wake nobody outside their swarm',
    async () => {
      for (let round = 0; round < rounds(1); round += 1) await playRound();
    },
    timeoutMs(3 * PATIENCE_MS),
  );

  it('have ended no subscription', async () => {
    expect(await scene.claims.query('SELECT FROM accounts WHERE delegation_revoked_at IS NOT NULL')).toEqual([]);
    for (const { phone } of scene.ledger.entries) {
      expect((await phone.subscribe({ via: 'direct' })).body).toMatchObject({ updated: true });
    }
  });
});

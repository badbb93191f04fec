/** Two watchers, one of which stands still, dies or leaves: the other has its swarms, and nobody is woken twice. */
import type { RelayProcess } from '../../local/relay-process';
import { freshDatabase } from '../support/stores';
import { until } from '../support/until';
import { Figures } from './figures';
import { rounds, timeoutMs } from './hunt';
import type { Entry } from './ledger';
import { Scene } from './scene';
import { Traffic } from './traffic';
import { swarmsOf, watchersThatShare } from './watchers';

const SWARMS = 4;

/** Leases lie in Postgres, wherever the queues are. */
describe('two watchers', () => {
  let scene: Scene;
  let entries: Entry[];
  let traffic: Traffic;

  beforeAll(async () => {
    scene = await Scene.open({
      stores: { databaseUrl: await freshDatabase() },
      roles: ['api', 'pusher', 'watcher', 'watcher'],
      devnet: { swarms: SWARMS },
    });
    const swarms = [...new Set(scene.world.devnet.nodes.map(({ swarm }) => swarm))];
    entries = [];
    for (const swarm of swarms) entries.push(await scene.subscribed({ swarm }));
    entries.push(await scene.subscribed({ service: 'firebase' }));
  });

  beforeEach(() => {
    traffic = new Traffic(scene).writeTo(...entries);
  });

  afterEach(() => traffic.stop());
  afterAll(() => scene?.close());

  const hasAll = (watcher: RelayProcess) => until(async () => (await swarmsOf(watcher)) === SWARMS);

  /** Only whoever watches now can have told of messages that are stored now. */
  async function newOnesWake(): Promise<void> {
    for (const entry of entries) await scene.store(entry);
    await scene.woken();
  }

  async function prove(): Promise<void> {
    await traffic.stop();
    await scene.prove({ exact: ['apns', 'firebase'] });
  }

  it('share again when one that stood still goes on, having lost its swarms to the other, and wake nobody twice', async () => {
    await scene.woken();
    const [frozen, other] = await until(() => watchersThatShare(scene));
    frozen.freeze();
    scene.chronicle.note('the watcher stands still');
    try {
      await hasAll(other);
      await newOnesWake();
    } finally {
      frozen.thaw();
      scene.chronicle.note('it goes on');
    }
    await until(async () => ((await lostLeases(frozen)) ?? 0) > 0);
    await until(async () => ((await swarmsOf(other)) ?? 0) < SWARMS);
    await prove();
  });

  it(
    'leave nobody unwatched: killed or asked to close, the other has its swarms',
    async () => {
      for (let time = 0; time < rounds(2); time += 1) {
        const isKilled = time % 2 === 0;
        const [first, second] = await until(() => watchersThatShare(scene));
        const [ending, other] = isKilled ? [first, second] : [second, first];
        if (isKilled) await scene.kill(ending);
        else await scene.stop(ending);
        await hasAll(other);
        await newOnesWake();
        if (time + 1 < rounds(2)) await scene.startRelay('watcher');
      }
      await prove();
    },
    timeoutMs(240_000),
  );
});

async function lostLeases(process: RelayProcess): Promise<number | undefined> {
  return (await Figures.of(process)).value('relay_watcher_events_total', { kind: 'leases_lost' });
}

/** A push service that staff paused, while pushers are killed and come back: nothing goes through it, and nothing is lost. */
import { Client } from 'pg';
import type { Database, Prepared, Sql } from '../../src/platform/database/database.service';
import { PausesRepository } from '../../src/push/storage/pauses.repository';
import { describeOnEachQueueStore, type FreshStores } from '../support/stores';
import { until } from '../support/until';
import { rounds, timeoutMs } from './hunt';
import { Scene } from './scene';
import { Traffic } from './traffic';

/** What the console does, from outside every process of the relay. */
async function switchApple({ databaseUrl }: FreshStores, how: 'pause' | 'resume'): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  const sql: Sql = {
    query: async <Row>(statement: string | Prepared, parameters: unknown[] = []) => {
      const text = typeof statement === 'string' ? statement : statement.text;
      return (await client.query(text, parameters)).rows as Row[];
    },
  };
  const row = { service: 'apns', changed_at: new Date(), changed_by: 'operator-one', reason: 'a test' };
  const isChanged = await new PausesRepository({} as Database)[how](sql, row).finally(() => client.end());
  expect(isChanged).toBe(true);
}

describeOnEachQueueStore('a push service that staff paused', (stores) => {
  let scene: Scene;

  afterEach(() => scene?.close());

  it(
    'is left alone whoever is killed, wakes nobody late whose service is another, and loses nothing',
    async () => {
      const given = await stores();
      scene = await Scene.open({ stores: given, roles: ['api', 'watcher', 'pusher'] });
      const apples = [await scene.subscribed(), await scene.subscribed(), await scene.subscribed()];
      const androids = [await scene.subscribed({ service: 'firebase' })];
      const traffic = new Traffic(scene).writeTo(...apples, ...androids);
      await scene.woken();
      await switchApple(given, 'pause');
      // What was begun before ends as it may.
      await until(async () => {
        const devices = await Promise.all(apples.map(({ phone }) => scene.claims.device(phone)));
        return devices.every((device) => device?.under_way === false);
      });
      let before = 0;
      for (let time = 0; time < rounds(1); time += 1) {
        await scene.kill(scene.world.relay('pusher'));
        // From now on nobody lives who may have begun something just before.
        if (time === 0) before = scene.world.apple.requests;
        await scene.startRelay('pusher');
        for (const entry of [...apples, ...androids]) await scene.store(entry);
        await scene.woken(androids);
      }
      await traffic.stop();
      expect(scene.world.apple.requests).toBe(before);
      await until(async () => (await scene.pairs('apns')).inFlight === apples.length);
      await switchApple(given, 'resume');
      await scene.prove({ exact: ['apns', 'firebase'], isRepeated: true });
    },
    timeoutMs(240_000),
  );
});

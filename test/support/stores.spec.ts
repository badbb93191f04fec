/** Every test gets stores that nobody else writes to. */
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { migrations } from '../../migrations/all';
import {
  adminOf,
  describeOnEachQueueStore,
  describeWithRedis,
  dropDatabase,
  freshDatabase,
  freshRedis,
} from './stores';

async function ask(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return (await client.query(sql).finally(() => client.end())).rows;
}

describe('a fresh database', () => {
  it('has every migration applied', async () => {
    const rows = await ask(await freshDatabase(), 'SELECT name FROM schema_migrations ORDER BY id');
    expect(rows.map((row) => row.name)).toEqual(migrations.map((migration) => migration.name));
  });

  it('is nobody else’s, even when many are made at once', async () => {
    const urls = await Promise.all(Array.from({ length: 8 }, () => freshDatabase()));
    await Promise.all(urls.map((url, n) => ask(url, `CREATE TABLE mine AS SELECT ${n} AS n`)));
    const found = await Promise.all(urls.map((url) => ask(url, 'SELECT n FROM mine')));
    expect(found.flat().map((row) => row.n)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('can be entered as superuser, and dropped while in use', async () => {
    const url = await freshDatabase();
    expect(await ask(await adminOf(url), 'SELECT rolsuper FROM pg_roles WHERE rolname = current_user')).toEqual([
      { rolsuper: true },
    ]);
    const client = new Client({ connectionString: url });
    client.on('error', () => undefined);
    await client.connect();
    await dropDatabase(url);
    await expect(ask(url, 'SELECT 1')).rejects.toThrow(/does not exist/);
    await client.end();
  });
});

describeWithRedis('a fresh Redis', () => {
  it('is empty and nobody else’s', async () => {
    const clients = await Promise.all([1, 2, 3].map(async () => new Redis(await freshRedis())));
    try {
      await Promise.all(clients.map((client, n) => client.set('mine', n)));
      expect(await Promise.all(clients.map((client) => client.dbsize()))).toEqual([1, 1, 1]);
      expect(await Promise.all(clients.map((client) => client.get('mine')))).toEqual(['0', '1', '2']);
    } finally {
      for (const client of clients) await client.quit();
    }
  });
});

describeOnEachQueueStore('stores for queues', (stores) => {
  it('come as addresses', async () => {
    const { databaseUrl, redisUrl } = await stores();
    expect(databaseUrl).toMatch(/^postgres:/);
    if (redisUrl !== undefined) expect(redisUrl).toMatch(/^redis:/);
  });
});

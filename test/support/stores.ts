/** Real stores for tests: an own database and an own Redis number for each, or whole servers to be killed. */
import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { type LocalPostgres, startPostgres } from '../../local/embedded-postgres';
import { type LocalRedis, startRedis } from '../../local/redis-server';
import { templateDatabase } from './store-broker';

/** Where queues can live; without `redisUrl` they live in the database. */
export interface FreshStores {
  readonly databaseUrl: string;
  readonly redisUrl?: string;
}

/** The command that would provide a Redis; undefined when there is one. */
export const redisMissing: string | undefined = process.env.TEST_REDIS_MISSING;

/** Address of a new database with every migration applied and no rows, as its owner. */
export async function freshDatabase(): Promise<string> {
  const { url, adminUrl } = await store('postgres');
  const name = `test_${randomBytes(8).toString('hex')}`;
  await asAdmin(adminUrl, `CREATE DATABASE ${name} TEMPLATE ${templateDatabase} OWNER relay`);
  return withPath(url, name);
}

/** Address of the superuser in the database of `databaseUrl`, for tests of roles and rights. */
export async function adminOf(databaseUrl: string): Promise<string> {
  return withPath((await store('postgres')).adminUrl, new URL(databaseUrl).pathname);
}

/** Removes a database of freshDatabase(), cutting off whoever still uses it. Optional: the server goes with the run. */
export async function dropDatabase(databaseUrl: string): Promise<void> {
  const { adminUrl } = await store('postgres');
  await asAdmin(adminUrl, `DROP DATABASE IF EXISTS ${new URL(databaseUrl).pathname.slice(1)} WITH (FORCE)`);
}

/** Address of an empty numbered database of the run's Redis. Publish/subscribe channels are shared by all numbers. */
export async function freshRedis(): Promise<string> {
  const { url } = await store('redis');
  return onRedis(url, async (client) => {
    const taken = await client.incr('databases-taken');
    const number = ((taken - 1) % 4095) + 1;
    await client.select(number);
    await client.flushdb();
    return withPath(url, String(number));
  });
}

/** A Postgres of the test's own, migrated, whose every commit survives a kill; stop() it. */
export async function ownPostgres(): Promise<LocalPostgres> {
  return startPostgres({ copyOf: await stoppedPostgres(), fsync: false });
}

/** The directory of a Postgres that is not running, with migrated databases: to be copied, not to be started. */
export async function stoppedPostgres(): Promise<string> {
  return (await ask<{ directory: string }>('mould')).directory;
}

/** A Redis of the test's own, which keeps its data over a kill as production's must; stop() it. */
export function ownRedis(): Promise<LocalRedis> {
  return startRedis({ appendonly: true });
}

/** A `describe` that is skipped, saying what would provide it, where there is no Redis. */
export function describeWithRedis(name: string, body: () => void): void {
  if (redisMissing === undefined) describe(name, body);
  else describe.skip(`${name} [skipped, no Redis: ${redisMissing}]`, body);
}

/** The same tests with the queues in Postgres and in Redis; `stores()` makes fresh ones. */
export function describeOnEachQueueStore(name: string, body: (stores: () => Promise<FreshStores>) => void): void {
  describe(`${name}, queues in Postgres`, () => body(async () => ({ databaseUrl: await freshDatabase() })));
  describeWithRedis(`${name}, queues in Redis`, () =>
    body(async () => ({ databaseUrl: await freshDatabase(), redisUrl: await freshRedis() })),
  );
}

interface SharedStore {
  readonly url: string;
  readonly adminUrl: string;
}

const asked = new Map<string, Promise<SharedStore>>();

function store(name: 'postgres' | 'redis'): Promise<SharedStore> {
  const known = asked.get(name) ?? ask<SharedStore>(name);
  asked.set(name, known);
  return known;
}

async function ask<T>(name: string): Promise<T> {
  const response = await fetch(`${process.env.TEST_STORES}/${name}`);
  if (!response.ok) throw new Error(`the test run has no ${name}: ${await response.text()}`);
  return (await response.json()) as T;
}

async function asAdmin(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

async function onRedis<T>(url: string, work: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(url, { lazyConnect: true, disconnectTimeout: 100 });
  await client.connect();
  return work(client).finally(() => client.quit());
}

function withPath(url: string, path: string): string {
  return new URL(path.replace(/^\/?/, '/'), url).href;
}

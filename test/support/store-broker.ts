/** Hands the workers of one test run its one Postgres and its one Redis, each started when the first test asks for it. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { type LocalPostgres, startPostgres } from '../../local/embedded-postgres';
import { type LocalRedis, startRedis } from '../../local/redis-server';
import { serverAccount } from '../../local/server-account';
import { sweepAbandoned, throwAwayDirectory } from '../../local/server-directory';
import { applyMigrations } from '../../migrations/apply';

/** A database with every migration applied, which nobody ever connects to: the mould of the tests' databases. */
export const templateDatabase = 'migrated';

export interface Broker {
  /** Where the workers ask; holds a secret, since the answers hold passwords. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Answers GET <url>/postgres and <url>/redis with `{ url, adminUrl? }`, <url>/mould with `{ directory }` of a stopped
 * Postgres to be copied, or status 500 and the reason.
 */
export async function startBroker(): Promise<Broker> {
  const secret = randomBytes(16).toString('hex');
  let mould: Promise<string> | undefined;
  let postgres: Promise<LocalPostgres> | undefined;
  let redis: Promise<LocalRedis> | undefined;
  const answer = async (path: string | undefined): Promise<unknown> => {
    if (path === `/${secret}/postgres`) {
      mould ??= castMould();
      postgres ??= mould.then((copyOf) => startPostgres({ copyOf, fsync: false, synchronousCommit: false }));
      const { url, adminUrl } = await postgres;
      return { url, adminUrl };
    }
    if (path === `/${secret}/mould`) {
      mould ??= castMould();
      return { directory: await mould };
    }
    if (path === `/${secret}/redis`) {
      redis ??= startRedis();
      return { url: (await redis).url };
    }
    throw new Error('no such store');
  };
  const server = createServer((request, response) => {
    // A connection kept for later may be closed by us at the very moment a worker asks again.
    response.setHeader('Connection', 'close');
    answer(request.url).then(
      (stores) => response.end(JSON.stringify(stores)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/${secret}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      const stores = await Promise.allSettled([postgres, redis]);
      for (const store of stores) if (store.status === 'fulfilled') await store.value?.stop();
      await mould?.then((directory) => rm(dirname(directory), { recursive: true, force: true })).catch(() => undefined);
      await closed;
    },
  };
}

/** A stopped Postgres whose databases `relay` and `migrated` have every migration applied. */
async function castMould(): Promise<string> {
  await sweepAbandoned('mould');
  const directory = join(await throwAwayDirectory('mould', await serverAccount()), 'cluster');
  const postgres = await startPostgres({ dataDir: directory, fsync: false });
  try {
    await applyMigrations(postgres.url);
    const admin = new Client({ connectionString: postgres.adminUrl });
    await admin.connect();
    await admin.query(`CREATE DATABASE ${templateDatabase} TEMPLATE relay OWNER relay`).finally(() => admin.end());
    return directory;
  } finally {
    await postgres.stop();
  }
}

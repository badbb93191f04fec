/** A request log that is full, and a console before it: 50,000 cases and a million events. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startPostgres } from '../../local/embedded-postgres';
import { keyFiles } from '../../local/key-files';
import { applyMigrations } from '../../migrations/apply';
import { DataKeys } from '../../src/platform/at-rest/data-keys';
import { MeasuredRelay } from '../measured-relay';
import type { BenchContext } from '../measurement';
import { fillWithCases, type ManyCases } from './many-cases';

export const CASES = 50_000;
export const EVENTS_EACH = 20;

export interface FullLog {
  readonly context: BenchContext;
  readonly databaseUrl: string;
  readonly relay: MeasuredRelay;
  readonly many: ManyCases;
  /** ms until the console was ready, and to read every event and do nothing with them. */
  readonly folded: { readonly readyMs: number; readonly rawMs: number };
}

/** `beforeStart` may add to the database what the console finds. */
export async function openFullLog(
  context: BenchContext,
  beforeStart: (databaseUrl: string) => Promise<void> = async () => undefined,
): Promise<FullLog> {
  const scratch = await mkdtemp(join(tmpdir(), 'relay-bench-'));
  context.add('scratch', scratch, (path) => rm(path, { recursive: true, force: true }));
  const files = await keyFiles(scratch);
  const postgres = context.add('postgres', await startPostgres({ fsync: false }), (server) => server.stop());
  await applyMigrations(postgres.url);
  context.tell(`writing ${(CASES * EVENTS_EACH).toLocaleString('en-US')} events`);
  const keys = DataKeys.parse(await readFile(files.DATA_KEYS_FILE, 'utf8'));
  const many = await fillWithCases(postgres.url, keys, { cases: CASES, eventsEach: EVENTS_EACH });
  await beforeStart(postgres.url);
  context.tell('starting the console, which makes the list of cases');
  const began = performance.now();
  const { DATA_KEYS_FILE } = files;
  const relay = await MeasuredRelay.start(context, { ROLE: 'console', DATABASE_URL: postgres.url, DATA_KEYS_FILE });
  const readyMs = performance.now() - began;
  return { context, databaseUrl: postgres.url, relay, many, folded: { readyMs, rawMs: await readAll(postgres.url) } };
}

/** ms to read every event, in pages, and do nothing with them: no list can be made sooner. */
async function readAll(url: string): Promise<number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const began = performance.now();
  for (let after = 0; after < CASES * EVENTS_EACH; after += 10_000) {
    await client.query('SELECT entry FROM case_event WHERE seq > $1 AND seq <= $2', [after, after + 10_000]);
  }
  const took = performance.now() - began;
  // As autovacuum would by now.
  await client.query('VACUUM ANALYZE case_board');
  await client.end();
  return took;
}

/** The embedded Postgres starts, keeps what was committed, and leaves nothing behind. */
import { chmod, mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { type DyingProcess, startDyingProcess } from '../test/support/dying-process';
import { stoppedPostgres } from '../test/support/stores';
import { until } from '../test/support/until';
import { type LocalPostgres, startPostgres } from './embedded-postgres';
import { descendantsOf } from './process-identity';
import { DirectoryInUse } from './server-directory';

const running: LocalPostgres[] = [];
const directories: string[] = [];

async function start(options: Parameters<typeof startPostgres>[0] = {}): Promise<LocalPostgres> {
  const server = await startPostgres({ fsync: false, ...options });
  running.push(server);
  return server;
}

/** For what does not depend on how the data were made: that takes as long as all the rest. */
const copied = async () => ({ fsync: false, copyOf: await stoppedPostgres() });

async function emptyDirectory(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'relay-spec-'));
  await chmod(path, 0o755);
  directories.push(path);
  return path;
}

/** A process that holds a Postgres, and tells its address. */
function startOwner(options: Parameters<typeof startPostgres>[0]): Promise<DyingProcess> {
  const start = `require('./local/embedded-postgres').startPostgres(${JSON.stringify(options)})`;
  return startDyingProcess(`tell((await ${start}).url)`);
}

async function killWatchers(owner: number): Promise<void> {
  for (const pid of await descendantsOf(owner)) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (command.includes('last-will')) process.kill(pid, 'SIGKILL');
  }
}

/** Directories of throw-away servers started by the process with this number. */
async function leftBy(pid: number): Promise<string[]> {
  return (await readdir(tmpdir())).filter((name) => name.startsWith(`fast-mode-relay-postgres-${pid}-`));
}

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  // A server that is killed ends the connection too; the query tells.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
  for (const path of directories.splice(0)) await rm(path, { recursive: true, force: true });
});

describe('one embedded Postgres', () => {
  let server: LocalPostgres;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());

  it('serves the database of a role that is no superuser, in UTF-8 with the builtin locale', async () => {
    expect(
      await ask(
        server.url,
        `SELECT current_user AS me, rolsuper AS almighty, datlocprovider AS provider, pg_encoding_to_char(encoding) AS encoding,
                current_setting('server_version_num')::int / 10000 AS major
         FROM pg_roles, pg_database WHERE rolname = current_user AND datname = current_database()`,
      ),
    ).toEqual([{ me: 'relay', almighty: false, provider: 'b', encoding: 'UTF8', major: 18 }]);
  });

  it('lets nobody in without the password', async () => {
    const wrong = new URL(server.url);
    wrong.password = 'guess';
    await expect(ask(wrong.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
  });

  it('keeps fsync on unless told otherwise', async () => {
    expect(await ask(server.url, 'SHOW fsync')).toEqual([{ fsync: 'on' }]);
  });

  it('keeps address and data over a restart', async () => {
    const { url } = server;
    await ask(url, 'CREATE TABLE restarted AS SELECT 7 AS n');
    await server.restart();
    expect(server.url).toBe(url);
    expect(await ask(url, 'SELECT n FROM restarted')).toEqual([{ n: 7 }]);
  });

  it('loses every process at once when killed, and no committed row', async () => {
    await ask(server.url, 'CREATE TABLE killed AS SELECT 8 AS n');
    const busy = ask(server.url, 'SELECT pg_sleep(600)');
    const noticed = expect(busy).rejects.toThrow();
    await until(async () => {
      const rows = await ask(server.adminUrl, `SELECT FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'`);
      return rows.length === 1;
    });
    await server.kill();
    await noticed;
    await expect(ask(server.url, 'SELECT 1')).rejects.toThrow(/ECONNREFUSED/);
    await server.restart();
    expect(await ask(server.url, 'SELECT n FROM killed')).toEqual([{ n: 8 }]);
  });
});

describe('embedded Postgres', () => {
  it('runs twice at once without the servers knowing of each other', async () => {
    const [one, two] = await Promise.all([start(await copied()), start(await copied())]);
    await ask(one.url, 'CREATE TABLE only_here ()');
    expect(one.port).not.toBe(two.port);
    expect(await ask(two.url, `SELECT to_regclass('only_here') AS found`)).toEqual([{ found: null }]);
  });

  it('removes throw-away data at stop, also after a kill, and may be stopped twice', async () => {
    const before = await leftBy(process.pid);
    const server = await startPostgres(await copied());
    expect(await leftBy(process.pid)).toHaveLength(before.length + 1);
    await server.kill();
    await server.stop();
    await server.stop();
    expect(await leftBy(process.pid)).toEqual(before);
  });

  it('opens a lasting directory again with the same password, and not while another process has it open', async () => {
    const dataDir = join(await emptyDirectory(), 'data');
    const first = await start({ dataDir, ...(await copied()) });
    await ask(first.url, 'CREATE TABLE kept AS SELECT 9 AS n');
    await expect(startPostgres({ dataDir })).rejects.toThrow(DirectoryInUse);
    await first.stop();
    const second = await start({ dataDir });
    expect(await ask(second.url, 'SELECT n FROM kept')).toEqual([{ n: 9 }]);
    expect(new URL(second.url).password).toBe(new URL(first.url).password);
  });

  it('keeps data elsewhere when its user cannot walk to the directory, and starts afresh once the link is gone', async () => {
    const closed = await emptyDirectory();
    await chmod(closed, 0o700);
    const dataDir = join(closed, 'data');
    const server = await start({ dataDir, ...(await copied()) });
    directories.push(await realpath(dataDir));
    await ask(server.url, 'CREATE TABLE kept ()');
    await server.stop();
    const again = await start({ dataDir });
    expect(await ask(again.url, `SELECT to_regclass('kept')::text AS found`)).toEqual([{ found: 'kept' }]);
    await again.stop();
    await rm(dataDir, { recursive: true });
    const afresh = await start({ dataDir, ...(await copied()) });
    directories.push(await realpath(dataDir));
    expect(await ask(afresh.url, `SELECT to_regclass('kept')::text AS found`)).toEqual([{ found: null }]);
  });

  it('ends with an owner that was killed, and takes throw-away data along', async () => {
    const owner = await startOwner(await copied());
    expect(await leftBy(owner.child.pid!)).toHaveLength(1);
    await owner.die();
    await until(async () => (await leftBy(owner.child.pid!)).length === 0);
    await expect(ask(String(owner.told), 'SELECT 1')).rejects.toThrow(/ECONNREFUSED/);
  });

  it('finds at the next start what an owner left that was killed together with its watchers', async () => {
    const owner = await startOwner(await copied());
    await killWatchers(owner.child.pid!);
    await owner.die();
    expect(await ask(String(owner.told), 'SELECT 1 AS alive')).toEqual([{ alive: 1 }]);
    await start(await copied());
    expect(await leftBy(owner.child.pid!)).toEqual([]);
    await expect(ask(String(owner.told), 'SELECT 1')).rejects.toThrow(/ECONNREFUSED/);
  });

  it('takes over a lasting directory from an owner that was killed, with its rows', async () => {
    const dataDir = join(await emptyDirectory(), 'data');
    const owner = await startOwner({ dataDir, ...(await copied()) });
    await ask(String(owner.told), 'CREATE TABLE kept AS SELECT 10 AS n');
    await killWatchers(owner.child.pid!);
    await owner.die();
    const { url } = await start({ dataDir });
    expect(await ask(url, 'SELECT n FROM kept')).toEqual([{ n: 10 }]);
  });
});

/** Starts a real Postgres on loopback from the programs npm installed: for `npm start` and for the tests. */
import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chown, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { type PostgresPrograms, PostgresUnavailable, postgresPrograms } from './postgres-programs';
import { type ServerAccount, serverAccount } from './server-account';
import {
  claimDirectory,
  innerDirectory,
  lastingDirectory,
  serverFile,
  sweepAbandoned,
  throwAwayDirectory,
} from './server-directory';
import { startOnFreePort, untilFree } from './server-port';
import { type ServerCommand, ServerProcess } from './server-process';

export interface LocalPostgresOptions {
  /** A lasting data directory, made when absent; without it the data are removed at `stop()`. */
  readonly dataDir?: string;
  /** Off only where data may be lost with the machine: tests. They outlast a kill of the server all the same. Default on. */
  readonly fsync?: boolean;
  /** Off only where nobody kills the server: what it committed last may then be lost with it. Default on. */
  readonly synchronousCommit?: boolean;
  /**
   * The lasting directory of a server that was stopped: new data begin as a copy of it, with its passwords, in a tenth of
   * the time.
   */
  readonly copyOf?: string;
}

export interface LocalPostgres {
  /** The database `relay` as its owner, role `relay`, who is no superuser. */
  readonly url: string;
  /** The database `postgres` as superuser. */
  readonly adminUrl: string;
  /** Stays the same over restarts. */
  readonly port: number;
  /** Shuts down cleanly; removes the data unless they have a lasting directory. May be called twice. */
  stop(): Promise<void>;
  /** Stops if it runs, and starts again on the same port with the same data. */
  restart(): Promise<void>;
  /** SIGKILL to the server and all its children, as a crash of the machine would; `restart()` brings it back. */
  kill(): Promise<void>;
}

/**
 * Takes about two seconds for new data. Throws PostgresUnavailable when this machine cannot run it, ServerDidNotStart
 * with the end of the log when it would not start, DirectoryInUse when another process has the data open.
 */
export async function startPostgres(options: LocalPostgresOptions = {}): Promise<LocalPostgres> {
  const account = await serverAccount();
  const programs = await postgresPrograms(account);
  await sweepAbandoned('postgres');
  const lasting = options.dataDir !== undefined;
  const directory = lasting
    ? await lastingDirectory(options.dataDir, account)
    : await throwAwayDirectory('postgres', account);
  const release = lasting ? await claimDirectory(directory) : () => rm(directory, { recursive: true, force: true });
  try {
    if (options.copyOf !== undefined) await copyCluster(options.copyOf, directory);
    const password = await ensureCluster(directory, programs, account, lasting);
    const server = new Cluster(directory, lasting, programs, account, durability(options), password, release);
    await server.start();
    await ensureDatabase(server.adminUrl, server.rolePassword);
    return server;
  } catch (error) {
    await release();
    throw error;
  }
}

class Cluster implements LocalPostgres {
  port = 0;
  private process: ServerProcess | undefined;

  constructor(
    private readonly directory: string,
    private readonly lasting: boolean,
    private readonly programs: PostgresPrograms,
    private readonly account: ServerAccount | undefined,
    private readonly durability: Readonly<Record<string, string>>,
    private readonly password: string,
    private readonly release: () => Promise<void>,
  ) {}

  get url(): string {
    return `postgres://relay:${this.rolePassword}@127.0.0.1:${this.port}/relay`;
  }

  get adminUrl(): string {
    return `postgres://postgres:${this.password}@127.0.0.1:${this.port}/postgres`;
  }

  /** Another word than the superuser's, which cannot be computed from it: the role's limits are real. */
  get rolePassword(): string {
    return createHash('sha256').update(`relay ${this.password}`).digest('hex').slice(0, 32);
  }

  start(): Promise<void> {
    return startOnFreePort((port) => {
      this.port = port;
      return this.launch();
    });
  }

  async restart(): Promise<void> {
    await this.shutDown();
    await untilFree(this.port);
    await this.launch();
  }

  async kill(): Promise<void> {
    await this.process?.end('SIGKILL', 0);
  }

  async stop(): Promise<void> {
    await this.shutDown();
    if (!this.lasting) await removeSharedMemory(join(this.directory, 'data'));
    await this.release();
  }

  /** SIGINT is Postgres's fast shutdown: clients are cut off, everything committed is on disk. */
  private async shutDown(): Promise<void> {
    await this.process?.end('SIGINT', 15_000);
    this.process = undefined;
  }

  private async launch(): Promise<void> {
    const data = join(this.directory, 'data');
    const settings = {
      listen_addresses: '127.0.0.1',
      port: String(this.port),
      unix_socket_directories: '',
      max_connections: '400',
      timezone: 'UTC',
      log_timezone: 'UTC',
      // Parallel workers need /dev/shm, of which containers have little, and gain nothing on our small tables.
      max_parallel_workers_per_gather: '0',
      ...this.durability,
    };
    const command: ServerCommand = {
      program: this.programs.postgres,
      args: ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      environment: serverEnvironment,
      account: this.account,
      workingDirectory: data,
      logFile: join(this.directory, 'server.log'),
      identityFile: join(this.directory, serverFile),
      throwAway: this.lasting ? undefined : this.directory,
    };
    this.process = await ServerProcess.start(command, (pid) => acceptsConnections(data, pid), 60_000);
  }
}

function durability({ fsync = true, synchronousCommit = true }: LocalPostgresOptions): Record<string, string> {
  return {
    ...(fsync ? {} : { fsync: 'off' }),
    ...(synchronousCommit ? {} : { synchronous_commit: 'off', full_page_writes: 'off' }),
  };
}

/** This file is how Postgres itself tells pg_ctl; its first line is the writer, for one may be left from a crash. */
async function acceptsConnections(data: string, pid: number): Promise<boolean> {
  const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).trimEnd().split('\n');
  return lines[0] === String(pid) && lines.at(-1)?.trim() === 'ready';
}

/** A killed Postgres leaves a small segment to its successor; without one, it would stay in the system until a reboot. */
async function removeSharedMemory(data: string): Promise<void> {
  const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  const segment = lines[6]?.trim().split(/\s+/)[1];
  if (segment !== undefined) await promisify(execFile)('ipcrm', ['-m', segment]).catch(() => undefined);
}

const serverEnvironment = { PATH: '/usr/bin:/bin', LC_ALL: 'C' };

/** Owner and rights stay as they are: Postgres insists on both. */
async function copyCluster(from: string, directory: string): Promise<void> {
  await promisify(execFile)('cp', ['-a', join(from, 'data'), join(from, 'password'), directory]);
}

/** Makes the data directory if there is none; an interrupted attempt leaves nothing that looks finished. */
async function ensureCluster(
  directory: string,
  programs: PostgresPrograms,
  account: ServerAccount | undefined,
  lasting: boolean,
): Promise<string> {
  const [data, passwordFile] = [join(directory, 'data'), join(directory, 'password')];
  const version = await readFile(join(data, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (version !== undefined) {
    if (version.trim() === programs.major) return readFile(passwordFile, 'utf8');
    throw new PostgresUnavailable(
      `${directory} was made by Postgres ${version.trim()}, and this is ${programs.major}: move it away to start afresh`,
    );
  }
  const password = randomBytes(24).toString('base64url');
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (account !== undefined) await chown(passwordFile, account.uid, account.gid);
  const unfinished = join(directory, 'unfinished');
  await rm(unfinished, { recursive: true, force: true });
  await innerDirectory(unfinished, account);
  await initialise(programs, unfinished, passwordFile, account, lasting);
  await rename(unfinished, data);
  return password;
}

async function initialise(
  programs: PostgresPrograms,
  data: string,
  passwordFile: string,
  account: ServerAccount | undefined,
  lasting: boolean,
): Promise<void> {
  const args = ['-D', data, '-U', 'postgres', '-E', 'UTF8', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  args.push('--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-instructions');
  if (!lasting) args.push('--no-sync');
  try {
    await promisify(execFile)(programs.initdb, args, { cwd: data, env: serverEnvironment, ...account });
  } catch (error) {
    const reason = ((error as { stderr?: string }).stderr || String(error)).trim();
    // Containers that run as a number without a name: initdb insists on one.
    const nameless = /could not look up effective user ID/.test(reason);
    throw new PostgresUnavailable(
      `the embedded Postgres cannot be set up here: ${reason.split('\n').at(-1)}. ` +
        `${nameless ? 'Run as a user that /etc/passwd names, or set' : 'Set'} DATABASE_URL to a PostgreSQL 18 of your own`,
    );
  }
}

/** The relay's own role and database. Safe to repeat: a first start may have been interrupted. */
async function ensureDatabase(adminUrl: string, password: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ role: boolean; database: boolean }>(
      `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = 'relay') AS role,
              EXISTS (SELECT FROM pg_database WHERE datname = 'relay') AS database`,
    );
    if (!rows[0]?.role) await client.query(`CREATE ROLE relay LOGIN PASSWORD '${password}'`);
    if (!rows[0]?.database) await client.query('CREATE DATABASE relay OWNER relay');
  } finally {
    await client.end();
  }
}

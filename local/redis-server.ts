/** Starts a real Redis or Valkey on loopback: for the tests, and for trying the production way of queueing. */
import { randomBytes } from 'node:crypto';
import { chown, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { environmentOf, type RedisProgram, redisProgram } from './redis-program';
import { type ServerAccount, serverAccount } from './server-account';
import { innerDirectory, serverFile, sweepAbandoned, throwAwayDirectory } from './server-directory';
import { startOnFreePort, untilFree } from './server-port';
import { ServerProcess } from './server-process';

export interface LocalRedisOptions {
  /** Keeps the data over `kill()` and `restart()`, as production must. Default off. */
  readonly appendonly?: boolean;
}

export interface LocalRedis {
  /** Database 0; there are 4096, chosen by the path of the address. */
  readonly url: string;
  /** Stays the same over restarts. */
  readonly port: number;
  /** Ends it and removes its data. May be called twice. */
  stop(): Promise<void>;
  /** Stops if it runs, and starts again on the same port; with `appendonly` the data are there again. */
  restart(): Promise<void>;
  /** SIGKILL; `restart()` brings it back. */
  kill(): Promise<void>;
}

/**
 * Throws RedisUnavailable when there is none and none can be brought, ServerDidNotStart with the end of the log when
 * it would not start. The first time on a Debian without Redis takes as long as the download of some packages.
 */
export async function startRedis(options: LocalRedisOptions = {}): Promise<LocalRedis> {
  const account = await serverAccount();
  const program = await redisProgram(account);
  await sweepAbandoned('redis');
  const directory = await throwAwayDirectory('redis', account);
  const server = new Instance(directory, program, account, options.appendonly ?? false);
  try {
    await server.start();
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

class Instance implements LocalRedis {
  port = 0;
  private readonly password = randomBytes(24).toString('base64url');
  private process: ServerProcess | undefined;

  constructor(
    private readonly directory: string,
    private readonly program: RedisProgram,
    private readonly account: ServerAccount | undefined,
    private readonly appendonly: boolean,
  ) {}

  get url(): string {
    return `redis://:${this.password}@127.0.0.1:${this.port}/0`;
  }

  start(): Promise<void> {
    return startOnFreePort((port) => {
      this.port = port;
      return this.launch();
    });
  }

  async restart(): Promise<void> {
    await this.process?.end('SIGTERM', 15_000);
    await untilFree(this.port);
    await this.launch();
  }

  async kill(): Promise<void> {
    await this.process?.end('SIGKILL', 0);
  }

  async stop(): Promise<void> {
    await this.process?.end('SIGTERM', 15_000);
    await rm(this.directory, { recursive: true, force: true });
  }

  private async launch(): Promise<void> {
    const data = await innerDirectory(join(this.directory, 'data'), this.account);
    const config = join(this.directory, 'redis.conf');
    // In a file, not in the arguments, which every user of the machine can read.
    await writeFile(config, this.configuration(data), { mode: 0o600 });
    if (this.account !== undefined) await chown(config, this.account.uid, this.account.gid);
    this.process = await ServerProcess.start(
      {
        program: this.program.path,
        args: [config],
        environment: environmentOf(this.program),
        account: this.account,
        workingDirectory: data,
        logFile: join(this.directory, 'server.log'),
        identityFile: join(this.directory, serverFile),
        throwAway: this.directory,
      },
      () => this.answers(),
      30_000,
    );
  }

  private configuration(data: string): string {
    return [
      'bind 127.0.0.1',
      `port ${this.port}`,
      `requirepass ${this.password}`,
      `dir ${data}`,
      `appendonly ${this.appendonly ? 'yes' : 'no'}`,
      'save ""',
      'maxmemory-policy noeviction',
      'databases 4096',
      '',
    ].join('\n');
  }

  /** False also while it reads its data back in. The password makes sure that it is our server that answers. */
  private async answers(): Promise<boolean> {
    const client = new Redis(this.url, {
      lazyConnect: true,
      // It would wait a second before it asks again whether the data are there; PING is refused until they are.
      enableReadyCheck: false,
      retryStrategy: () => null,
      disconnectTimeout: 100,
      connectTimeout: 1_000,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return (await client.ping()) === 'PONG';
    } catch {
      return false;
    } finally {
      client.disconnect();
    }
  }
}

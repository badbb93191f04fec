/** The local Redis starts, keeps what it must, and leaves nothing behind. */
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { Redis } from 'ioredis';
import { startDyingProcess } from '../test/support/dying-process';
import { describeWithRedis } from '../test/support/stores';
import { until } from '../test/support/until';
import { type LocalRedis, startRedis } from './redis-server';

const running: LocalRedis[] = [];

async function start(options: Parameters<typeof startRedis>[0] = {}): Promise<LocalRedis> {
  const server = await startRedis(options);
  running.push(server);
  return server;
}

async function ask<T>(url: string, question: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null, disconnectTimeout: 100 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await question(client);
  } finally {
    client.disconnect();
  }
}

async function leftBy(pid: number): Promise<string[]> {
  return (await readdir(tmpdir())).filter((name) => name.startsWith(`fast-mode-relay-redis-${pid}-`));
}

afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
});

describeWithRedis('local Redis', () => {
  it('never evicts, and has a password', async () => {
    const { url } = await start();
    expect(await ask(url, (client) => client.config('GET', 'maxmemory-policy'))).toEqual([
      'maxmemory-policy',
      'noeviction',
    ]);
    const stranger = new URL(url);
    stranger.password = '';
    await expect(ask(stranger.href, (client) => client.ping())).rejects.toThrow();
  });

  it('runs twice at once without the servers knowing of each other', async () => {
    const [one, two] = await Promise.all([start(), start()]);
    await ask(one.url, (client) => client.set('only', 'here'));
    expect(await ask(two.url, (client) => client.get('only'))).toBeNull();
  });

  it('keeps appended data over a restart', async () => {
    const server = await start({ appendonly: true });
    const { url } = server;
    await ask(url, (client) => client.set('kept', '7'));
    await server.restart();
    expect(server.url).toBe(url);
    expect(await ask(url, (client) => client.get('kept'))).toBe('7');
  });

  it('keeps appended data over a kill', async () => {
    const server = await start({ appendonly: true });
    await ask(server.url, (client) => client.set('kept', '8'));
    await server.kill();
    await expect(ask(server.url, (client) => client.ping())).rejects.toThrow();
    await server.restart();
    expect(await ask(server.url, (client) => client.get('kept'))).toBe('8');
  });

  it('forgets everything when told to keep nothing', async () => {
    const server = await start();
    await ask(server.url, (client) => client.set('kept', '9'));
    await server.restart();
    expect(await ask(server.url, (client) => client.get('kept'))).toBeNull();
  });

  it('removes its directory at stop, also after a kill, and may be stopped twice', async () => {
    const server = await startRedis();
    expect(await leftBy(process.pid)).toHaveLength(1);
    await server.kill();
    await server.stop();
    await server.stop();
    expect(await leftBy(process.pid)).toEqual([]);
  });

  it('ends with an owner that was killed, and takes its data along', async () => {
    const owner = await startDyingProcess(`tell((await require('./local/redis-server').startRedis()).url)`);
    expect(await leftBy(owner.child.pid!)).toHaveLength(1);
    await owner.die();
    await until(async () => (await leftBy(owner.child.pid!)).length === 0);
    await expect(ask(String(owner.told), (client) => client.ping())).rejects.toThrow();
  });
});

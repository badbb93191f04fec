/** Everything that stands in a Redis: every key in every database by its type and as DUMP gives it, and its files. */
import { Redis } from 'ioredis';
import { filesIn } from './files';
import type { Heap } from './secret-search';

type Reader = (client: Redis, key: Buffer) => Promise<unknown>;

/** DUMP compresses what is long, so that its bytes alone would hide something. */
const READERS: Readonly<Record<string, Reader>> = {
  string: (client, key) => client.getBuffer(key),
  hash: (client, key) => client.hgetallBuffer(key).then(Object.entries),
  list: (client, key) => client.lrangeBuffer(key, 0, -1),
  set: (client, key) => client.smembersBuffer(key),
  zset: (client, key) => client.zrangeBuffer(key, 0, -1, 'WITHSCORES'),
  stream: (client, key) => client.xrangeBuffer(key, '-', '+'),
};

/** Throws for a key of a type it cannot read. */
export async function redisKeys(url: string): Promise<Heap[]> {
  return withRedis(url, async (client) => {
    const heaps: Heap[] = [];
    for (const key of await client.keysBuffer('*')) {
      const type = await client.type(key);
      const dump = await client.dumpBuffer(key);
      // Work goes on: it may be gone by now, and was on the wire before.
      if (dump === null || type === 'none') continue;
      const read = READERS[type];
      if (read === undefined) throw new Error(`a key of type ${type} cannot be read`);
      const parts = [key, dump, ...flat(await read(client, key))];
      heaps.push({ place: `Redis key ${key}`, bytes: Buffer.concat(parts.flatMap((part) => [part, Buffer.of(0)])) });
    }
    return heaps;
  });
}

/** The append-only files and what else lies beside them. */
export async function redisFiles(url: string): Promise<Heap[]> {
  const folder = await withRedis(url, async (client) => ((await client.config('GET', 'dir')) as string[])[1] as string);
  return filesIn(folder, 'Redis file');
}

function flat(value: unknown): Buffer[] {
  if (Buffer.isBuffer(value)) return [value];
  if (Array.isArray(value)) return value.flatMap(flat);
  return value === null || value === undefined ? [] : [Buffer.from(String(value))];
}

async function withRedis<T>(url: string, work: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(url, { lazyConnect: true });
  await client.connect();
  return work(client).finally(() => client.quit());
}

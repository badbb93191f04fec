/** The cache of published versions: what it reads again, and what it forgets. */
import { VersionCache } from './version-cache';

interface Sized {
  readonly sha256: string;
  readonly size: number;
}

type Load = (hashes: readonly string[]) => Promise<Sized[]>;

const version = (sha256: string, size = 10): Sized => ({ sha256, size });

const cacheOf = (load: Load, most: number) => new VersionCache({ load, sizeOf: ({ size }) => size, most });

function watched(load: Load) {
  const asked: string[][] = [];
  return {
    asked,
    load: (hashes: readonly string[]) => {
      asked.push([...hashes]);
      return load(hashes);
    },
  };
}

const any = async (hashes: readonly string[]) => hashes.map((hash) => version(hash)).reverse();

it('reads each version once, also when several ask at once, and answers in the order of the question', async () => {
  const { asked, load } = watched(any);
  const cache = cacheOf(load, 1_000);
  const answers = await Promise.all([cache.versions(['a', 'b']), cache.versions(['b', 'a', 'c'])]);
  expect(answers.map((one) => one.map(({ sha256 }) => sha256))).toEqual([
    ['a', 'b'],
    ['b', 'a', 'c'],
  ]);
  await cache.versions(['c', 'a']);
  expect(asked).toEqual([['a', 'b'], ['c']]);
});

it('forgets what was not asked for longest once it holds too much', async () => {
  const { asked, load } = watched(any);
  const cache = cacheOf(load, 25);
  await cache.versions(['a', 'b']);
  await cache.versions(['a']);
  await cache.versions(['c']);
  await cache.versions(['a', 'c']);
  await cache.versions(['b']);
  expect(asked).toEqual([['a', 'b'], ['c'], ['b']]);
});

it('holds nothing that is larger than all it may hold, and still answers it', async () => {
  const { asked, load } = watched(async (hashes) => hashes.map((hash) => version(hash, 30)));
  const cache = cacheOf(load, 25);
  await cache.versions(['a']);
  expect(await cache.versions(['a'])).toHaveLength(1);
  expect(asked).toEqual([['a'], ['a']]);
});

it('does not keep a failure', async () => {
  let isAway = true;
  const { load } = watched(async (hashes) => {
    if (isAway) throw new Error('away');
    return any(hashes);
  });
  const cache = cacheOf(load, 1_000);
  await expect(cache.versions(['a'])).rejects.toThrow('away');
  isAway = false;
  expect(await cache.versions(['a'])).toHaveLength(1);
});

it('says when a version is not there', async () => {
  await expect(cacheOf(async () => [], 1_000).versions(['a'])).rejects.toThrow('is not there');
});

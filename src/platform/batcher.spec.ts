/** The batcher: gathers while busy, keeps order, bounds what waits, and lets every caller know of a failure. */
import { Batcher, BatcherFull } from './batcher';

function gate<T>() {
  let open!: (value: T) => void;
  let fail!: (error: Error) => void;
  const promise = new Promise<T>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  return { promise, open, fail };
}

describe('Batcher', () => {
  it('answers each caller with its own result', async () => {
    const batcher = new Batcher<number, number>(async (items) => items.map((item) => item * 2), {
      maxItems: 7,
      maxRuns: 3,
      maxWaiting: 1_000,
    });
    const items = Array.from({ length: 100 }, (_, index) => index);
    expect(await Promise.all(items.map((item) => batcher.add(item)))).toEqual(items.map((item) => item * 2));
  });

  it('gathers what arrives while a run is under way', async () => {
    const sizes: number[] = [];
    const first = gate<void>();
    const begun = gate<void>();
    const batcher = new Batcher<number, number>(
      async (items) => {
        sizes.push(items.length);
        begun.open();
        if (sizes.length === 1) await first.promise;
        return items;
      },
      { maxItems: 50, maxRuns: 1, maxWaiting: 1_000 },
    );
    const one = batcher.add(0);
    await begun.promise;
    const rest = Array.from({ length: 60 }, (_, index) => batcher.add(index));
    first.open();
    await Promise.all([one, ...rest]);
    expect(sizes).toEqual([1, 50, 10]);
  });

  it('fails all callers of a failed run and goes on', async () => {
    let runs = 0;
    const batcher = new Batcher<number, number>(
      async (items) => {
        runs += 1;
        if (runs === 1) throw new Error('away');
        return items;
      },
      { maxItems: 10, maxRuns: 1, maxWaiting: 10 },
    );
    const failed = await Promise.allSettled([batcher.add(1), batcher.add(2)]);
    expect(failed.map((one) => one.status)).toEqual(['rejected', 'rejected']);
    expect(await batcher.add(3)).toBe(3);
  });

  it('refuses more than may wait', async () => {
    const never = gate<number[]>();
    const batcher = new Batcher<number, number>(() => never.promise, { maxItems: 1, maxRuns: 1, maxWaiting: 2 });
    const accepted = [batcher.add(1), batcher.add(2)];
    await expect(batcher.add(3)).rejects.toBeInstanceOf(BatcherFull);
    never.open([1]);
    await Promise.all(accepted);
  });

  it('lets few items wait for the run under way, but not for ever', async () => {
    const sizes: number[] = [];
    const first = gate<void>();
    const run = async (items: number[]) => {
      sizes.push(items.length);
      if (sizes.length === 1) await first.promise;
      return items;
    };
    const batcher = new Batcher(run, { maxItems: 50, maxRuns: 2, maxWaiting: 100, patience: { items: 3, ms: 40 } });
    const one = batcher.add(0);
    while (sizes.length === 0) await new Promise(setImmediate);
    const few = [batcher.add(1), batcher.add(2)];
    await new Promise(setImmediate);
    expect(sizes).toEqual([1]);
    await Promise.all([...few, batcher.add(3)]);
    expect(sizes).toEqual([1, 3]);
    await batcher.add(4);
    expect(sizes).toEqual([1, 3, 1]);
    first.open();
    await one;
  });
});

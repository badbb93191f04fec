/** Asking many: enough answers end it, failures are replaced, and no more are asked at once than are wanted. */
import { gather } from './gather';

describe('gather', () => {
  it('replaces those that fail, and asks no more than it needs', async () => {
    const asked: number[] = [];
    const answers = await gather([1, 2, 3, 4, 5, 6, 7, 8, 9], 3, async (source) => {
      asked.push(source);
      return source % 2 === 0 ? source : undefined;
    });
    expect(answers).toEqual([2, 4, 6]);
    expect(asked.length).toBeLessThanOrEqual(8);
  });

  it('gives fewer when the sources run out, and none of none', async () => {
    expect(await gather([1, 2], 5, async (source) => source)).toEqual([1, 2]);
    expect(await gather([1, 2], 5, async () => undefined)).toEqual([]);
    expect(await gather([], 5, async () => 1)).toEqual([]);
  });

  it('does not wait for the slow when the quick suffice', async () => {
    let running = 0;
    let most = 0;
    const answers = await gather(['slow', 'a', 'b', 'c'], 2, (source) => {
      running += 1;
      most = Math.max(most, running);
      return source === 'slow'
        ? new Promise(() => undefined)
        : Promise.resolve(source).finally(() => {
            running -= 1;
          });
    });
    expect(answers).toEqual(['a', 'b']);
    expect(most).toBe(2);
  });
});

import { Rounds } from './rounds';

/** Rounds that end when the test says so. */
function heldRounds() {
  const ends: (() => void)[] = [];
  const rounds = Rounds.every(1_000, () => new Promise((resolve) => ends.push(resolve)));
  return { rounds, ends };
}

describe('rounds', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('begin when they are told to, and then after a pause each', async () => {
    const { rounds, ends } = heldRounds();
    rounds.begin(10);
    await jest.advanceTimersByTimeAsync(9);
    expect(ends).toHaveLength(0);
    await jest.advanceTimersByTimeAsync(1);
    expect(ends).toHaveLength(1);
    ends[0]?.();
    await jest.advanceTimersByTimeAsync(999);
    expect(ends).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(ends).toHaveLength(2);
  });

  it('may each say how long the pause is', async () => {
    const pauses = [10, 2_000, 10];
    let begun = 0;
    const rounds = new Rounds(async () => pauses[begun++] ?? 60_000);
    rounds.begin(0);
    await jest.advanceTimersByTimeAsync(10);
    expect(begun).toBe(2);
    await jest.advanceTimersByTimeAsync(1_999);
    expect(begun).toBe(2);
    await jest.advanceTimersByTimeAsync(1);
    expect(begun).toBe(3);
    await rounds.close();
  });

  it('never run beside each other, however long one takes', async () => {
    const { rounds, ends } = heldRounds();
    rounds.begin(0);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(ends).toHaveLength(1);
  });

  it('end with the one under way, and none begins any more', async () => {
    const { rounds, ends } = heldRounds();
    rounds.begin(0);
    await jest.advanceTimersByTimeAsync(0);
    let isClosed = false;
    const closing = rounds.close().then(() => {
      isClosed = true;
    });
    expect([rounds.isClosed, rounds.signal.aborted]).toEqual([true, true]);
    await jest.advanceTimersByTimeAsync(0);
    expect(isClosed).toBe(false);
    ends[0]?.();
    await closing;
    await jest.advanceTimersByTimeAsync(60_000);
    expect(ends).toHaveLength(1);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('do not begin when they were closed before', async () => {
    const { rounds, ends } = heldRounds();
    rounds.begin(10);
    await rounds.close();
    rounds.begin(0);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(ends).toHaveLength(0);
  });
});

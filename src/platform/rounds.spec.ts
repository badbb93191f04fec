import { Rounds } from './rounds';

/** Rounds that end when the test says so. */
function heldRounds() {
  const ends: (() => void)[] = [];
  const rounds = new Rounds(() => new Promise<void>((resolve) => ends.push(resolve)), 1_000);
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
    expect(rounds.isClosed).toBe(true);
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

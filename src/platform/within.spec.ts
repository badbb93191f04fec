import { within } from './within';

describe('patience', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('gives what came in time, and keeps no timer', async () => {
    expect(await within(1_000, Promise.resolve(7))).toBe(7);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('gives nothing for what fails', async () => {
    expect(await within(1_000, Promise.reject(new Error('away')))).toBeUndefined();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('gives nothing for what is late, and its later failure troubles nobody', async () => {
    let fail: (error: Error) => void = () => undefined;
    const work = new Promise<number>((_resolve, reject) => {
      fail = reject;
    });
    const heard = within(1_000, work);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(await heard).toBeUndefined();
    fail(new Error('too late'));
    await jest.advanceTimersByTimeAsync(0);
  });
});

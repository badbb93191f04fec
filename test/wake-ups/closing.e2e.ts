/** A pusher that is asked to end while something keeps it waiting: it ends, and what it had begun is not lost. */
import { StoreWire } from '../support/store-wire';
import { describeOnEachQueueStore, type FreshStores } from '../support/stores';
import { until } from '../support/until';
import { House } from './house';

/** For a machine that is busy with much else. */
const PATIENCE_MS = 60_000;
jest.setTimeout(2 * PATIENCE_MS);

const never = (signal: AbortSignal) =>
  new Promise<{ kind: 'later'; reason: string }>((resolve) => {
    signal.addEventListener('abort', () => resolve({ kind: 'later', reason: 'stopped by the caller' }));
  });

describeOnEachQueueStore('a pusher that ends', (stores) => {
  let given: FreshStores;

  beforeEach(async () => {
    given = await stores();
  });

  it('leaves what its vendor has not answered claimed, and the next one wakes the device after the window', async () => {
    const first = await House.open(given);
    first.vendor.answer = (_address, signal) => never(signal);
    const { id, token } = await first.device();
    await first.tell(id);
    await until(() => first.vendor.attempts.length === 1, PATIENCE_MS);
    await first.close();
    const second = await House.open({ ...given, keys: first.keys });
    try {
      await until(() => second.isIdle(), PATIENCE_MS);
      expect(second.vendor.attemptsFor(token)).toHaveLength(1);
      expect(await second.totals()).toMatchObject({ seen: 1, accepted: 1 });
    } finally {
      await second.close();
    }
  });

  it('ends while the database is away and a wake-up waits to be booked', async () => {
    const wire = await StoreWire.to(given.databaseUrl);
    const house = await House.open({ ...given, databaseUrl: wire.url });
    let answer = () => {};
    house.vendor.answer = () =>
      new Promise((resolve) => {
        answer = () => resolve({ kind: 'accepted' });
      });
    const { id } = await house.device();
    await house.tell(id);
    await until(() => house.vendor.attempts.length === 1, PATIENCE_MS);
    wire.break();
    answer();
    await house.close();
    await wire.stop();
  });
});

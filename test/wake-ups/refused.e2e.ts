/** Wake-ups that a vendor refused through our fault: kept, tried again or dropped, and never in the way of another. */
import { describeOnEachQueueStore } from '../support/stores';
import { until } from '../support/until';
import { House } from './house';

describeOnEachQueueStore('wake-ups that were refused', (stores) => {
  let house: House;
  const reason = 'Apple answered 400 BadTopic';

  beforeEach(async () => {
    house = await House.open(await stores());
    house.vendor.answer = () => ({ kind: 'refused', reason });
  });

  afterEach(() => house.close());

  async function refuse(count: number) {
    const devices = await Promise.all(Array.from({ length: count }, () => house.device()));
    await Promise.all(devices.map(({ id }) => house.tell(id, 2)));
    await until(async () => (await house.totals()).kept === count);
    return devices;
  }

  const lot = () => ({ service: 'test', reason, until: new Date(house.clock.now()) });

  it('are kept by reason, and woken for when the fault is mended and they are tried again', async () => {
    const devices = await refuse(3);
    expect(await house.refused.kept()).toMatchObject([{ service: 'test', reason, count: 3 }]);
    expect(await house.totals()).toEqual({ seen: 6, merged: 3, pending: 3, kept: 3 });
    expect(await house.refused.retry({ ...lot(), reason: 'another' })).toBe(0);
    house.vendor.answer = () => ({ kind: 'accepted' });
    expect(await house.refused.retry(lot())).toBe(3);
    await until(() => house.isIdle());
    for (const { token } of devices) expect(house.vendor.attemptsFor(token)).toHaveLength(2);
    expect(await house.totals()).toEqual({ seen: 6, merged: 3, accepted: 3 });
    expect(await house.refused.kept()).toEqual([]);
  });

  it('are kept again when the fault is still there, or counted for good when they are dropped', async () => {
    await refuse(2);
    const first = lot();
    await house.refused.retry(first);
    await until(async () => house.vendor.attempts.length === 4 && (await house.totals()).kept === 2);
    // Those were refused after this order.
    expect(await house.refused.drop(first)).toBe(0);
    expect(await house.refused.drop(lot())).toBe(2);
    expect(await house.totals()).toEqual({ seen: 4, merged: 2, refused: 2 });
  });

  it('are no reason not to try a new message, or a phone that renews', async () => {
    const [told, renewed] = await refuse(2);
    house.vendor.answer = () => ({ kind: 'accepted' });
    await house.tell(told?.id as string);
    await until(async () => (await house.totals()).accepted === 1);
    await house.renew(renewed?.token as string);
    house.clock.advance(60_000);
    await until(() => house.isIdle());
    expect(house.vendor.attemptsFor(renewed?.token as string)).toHaveLength(2);
    expect(await house.totals()).toEqual({ seen: 5, merged: 3, accepted: 2 });
  });

  it('are counted as refused when nobody subscribes with their devices any more', async () => {
    const [device] = await refuse(1);
    await house.forget(device?.id as string);
    expect(await house.totals()).toEqual({ seen: 2, merged: 1, refused: 1 });
  });
});

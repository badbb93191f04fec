/** How subscriptions end by themselves: after their time, or because the vendor says the token is dead. */
import { WakeUps } from '../../src/push/wake-ups.service';
import { AccountOwner } from '../fakes/phone/account-signer';
import { freshDatabase } from '../support/stores';
import { type Asked, delegation, newToken, subscription } from './asking';
import { closeHouses, House, StandingClock } from './house';

const START_MS = 1_800_000_000_000;
const DAY_MS = 24 * 60 * 60 * 1000;

describe('a subscription', () => {
  const clock = new StandingClock(START_MS);
  let house: House;
  beforeEach(async () => {
    clock.set(START_MS);
    house = await House.open({ databaseUrl: await freshDatabase(), clock });
  });
  afterEach(closeHouses);

  async function subscribe(owner: AccountOwner, asked: Partial<Asked> = {}): Promise<void> {
    const lent = delegation(owner, house.delegateKeys);
    const element = subscription(owner, { signedAt: clock.now() / 1000, delegation: lent, ...asked });
    const response = await house.post('/subscribe', element).expect(200);
    expect(response.body).toMatchObject({ success: true });
  }

  async function idOf(token: string): Promise<string> {
    const { lookup } = house.devices.name({ service: 'open', token });
    return (await house.database.transaction((sql) => house.devices.find(sql, lookup))) ?? 'none';
  }

  async function owe(deviceId: string): Promise<void> {
    const wakeUps = house.app.get(WakeUps, { strict: false });
    await house.database.transaction((sql) => wakeUps.owe(sql, [{ deviceId, fresh: 3, duplicates: 0 }]));
  }

  const rows = async () => ({
    accounts: await house.count('accounts'),
    devices: await house.count('devices'),
    subscriptions: await house.count('subscriptions'),
  });

  const booked = (outcome: string) =>
    house.database
      .query<{ value: string }>('SELECT sum(value) AS value FROM wake_up_counters WHERE outcome = $1', [outcome])
      .then(([row]) => Number(row?.value ?? 0));

  it('ends 14 days after it was signed; account, delegation and device go with the last one', async () => {
    const [gone, kept] = [AccountOwner.ofSessionId(), AccountOwner.ofGroup()];
    const [both, one] = [newToken(), newToken()];
    await subscribe(gone, { token: both });
    await subscribe(gone, { token: one });
    await owe(await idOf(one));
    clock.advance(DAY_MS);
    await subscribe(kept, { token: both });
    expect(await house.expiry.run()).toEqual({ subscriptions: 0, accounts: 0, devices: 0 });
    clock.set(START_MS + 14 * DAY_MS - 1);
    expect(await house.expiry.run()).toEqual({ subscriptions: 0, accounts: 0, devices: 0 });
    clock.set(START_MS + 14 * DAY_MS);
    expect(await house.expiry.run()).toEqual({ subscriptions: 2, accounts: 1, devices: 1 });
    expect(await rows()).toEqual({ accounts: 1, devices: 1, subscriptions: 1 });
    // The one that waited; the two others had been told while it did.
    expect([await booked('expired'), await booked('merged')]).toEqual([1, 2]);
    expect(await idOf(both)).not.toBe('none');
    clock.advance(DAY_MS);
    expect(await house.expiry.run()).toEqual({ subscriptions: 1, accounts: 1, devices: 1 });
    expect(await rows()).toEqual({ accounts: 0, devices: 0, subscriptions: 0 });
  });

  it('ends with many others, batch after batch', async () => {
    const token = newToken();
    const elements = Array.from({ length: 700 }, () => {
      const owner = AccountOwner.ofGroup();
      const lent = delegation(owner, house.delegateKeys);
      return subscription(owner, { signedAt: clock.now() / 1000, token, delegation: lent });
    });
    for (let from = 0; from < elements.length; from += 100) {
      await house.post('/subscribe', elements.slice(from, from + 100)).expect(200);
    }
    expect(await rows()).toEqual({ accounts: 700, devices: 1, subscriptions: 700 });
    clock.advance(14 * DAY_MS);
    expect(await house.expiry.run()).toEqual({ subscriptions: 700, accounts: 700, devices: 1 });
  });

  it('that is renewed does not end', async () => {
    const owner = AccountOwner.ofSessionId();
    const token = newToken();
    await subscribe(owner, { token });
    clock.advance(13 * DAY_MS);
    await subscribe(owner, { token, delegation: undefined });
    clock.advance(13 * DAY_MS);
    expect(await house.expiry.run()).toEqual({ subscriptions: 0, accounts: 0, devices: 0 });
    expect(await house.allWatches()).toHaveLength(1);
  });

  it('leaves no account or device behind, however they were left', async () => {
    const owner = AccountOwner.ofSessionId();
    await subscribe(owner);
    await house.database.query('DELETE FROM subscriptions');
    expect(await house.expiry.run()).toEqual({ subscriptions: 0, accounts: 1, devices: 1 });
  });

  it('is swept by one process at a time', async () => {
    await subscribe(AccountOwner.ofSessionId());
    clock.advance(15 * DAY_MS);
    const swept = await Promise.all(Array.from({ length: 4 }, () => house.expiry.run()));
    expect(swept.reduce((sum, one) => sum + one.subscriptions, 0)).toBe(1);
    expect(await rows()).toEqual({ accounts: 0, devices: 0, subscriptions: 0 });
  });

  it('ends with its token, and so do all others of that token', async () => {
    const [alone, shared] = [AccountOwner.ofSessionId(), AccountOwner.ofGroup()];
    const [dead, living] = [newToken(), newToken()];
    await subscribe(alone, { token: dead });
    await subscribe(shared, { token: dead });
    await subscribe(shared, { token: living });
    const deviceId = await idOf(dead);
    await owe(deviceId);
    expect(await house.feedback.gone(deviceId, new Date(clock.now() + 1))).toBe(true);
    expect(await rows()).toEqual({ accounts: 1, devices: 1, subscriptions: 1 });
    // The one that waited; the two others had been told while it did.
    expect([await booked('gone'), await booked('merged')]).toEqual([1, 2]);
    expect(await house.feedback.gone(deviceId, new Date(clock.now() + 1))).toBe(false);
  });

  it('outlives a complaint about its token that is older than its renewal', async () => {
    const owner = AccountOwner.ofSessionId();
    const token = newToken();
    await subscribe(owner, { token });
    const deviceId = await idOf(token);
    expect(await house.feedback.gone(deviceId, new Date(START_MS))).toBe(false);
    clock.advance(60_000);
    await subscribe(owner, { token });
    expect(await house.feedback.gone(deviceId, new Date(START_MS + 59_000))).toBe(false);
    expect(await rows()).toEqual({ accounts: 1, devices: 1, subscriptions: 1 });
    expect(await house.feedback.gone(deviceId, new Date(START_MS + 60_001))).toBe(true);
    expect(await rows()).toEqual({ accounts: 0, devices: 0, subscriptions: 0 });
  });

  it('that is only repeated does not renew its token', async () => {
    const owner = AccountOwner.ofSessionId();
    const token = newToken();
    const signedAt = clock.now() / 1000;
    await subscribe(owner, { token, signedAt });
    clock.advance(60_000);
    await subscribe(owner, { token, signedAt });
    expect(await house.feedback.gone(await idOf(token), new Date(START_MS + 1))).toBe(true);
  });
});

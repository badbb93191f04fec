/** Subscribing, renewing and leaving through the direct door: what phones are told and what is stored. */

import { AccountOwner } from '../fakes/phone/account-signer';
import { freshDatabase } from '../support/stores';
import { delegation, ending, newToken, subscription } from './asking';
import { House } from './house';

const now = () => Math.floor(Date.now() / 1000);

describe('subscribing with a delegation', () => {
  let house: House;
  beforeAll(async () => {
    house = await House.open({ databaseUrl: await freshDatabase() });
  });
  afterAll(() => house.close());

  it('adds, renews and removes', async () => {
    const owner = AccountOwner.ofSessionId();
    const token = newToken();
    const asked = { signedAt: now(), token, delegation: delegation(owner, house.delegateKeys) };
    const added = await house.post('/subscribe', subscription(owner, asked)).expect(200);
    expect(added.body).toEqual({ success: true, added: true, message: expect.any(String) });
    const renewed = await house.post('/subscribe', [subscription(owner, { signedAt: now() + 1, token })]).expect(200);
    expect(renewed.body).toEqual([{ success: true, updated: true, message: expect.any(String) }]);
    const ended = await house.post('/unsubscribe', ending(owner, { signedAt: now(), token })).expect(200);
    expect(ended.body).toEqual({ success: true, removed: true, message: expect.any(String) });
    const again = await house.post('/unsubscribe', ending(owner, { signedAt: now(), token })).expect(200);
    expect(again.body).toEqual({ success: true, removed: false, message: expect.any(String) });
  });
});

/** Many at once: nothing is lost, nothing is left over, nobody waits for ever, in one process and between two. */
import { randomInt } from 'node:crypto';
import { MasterKeys } from '../../src/subscriptions/master-keys';
import { AccountOwner } from '../fakes/phone/account-signer';
import { freshDatabase } from '../support/stores';
import { delegation, ending, newToken, subscription } from './asking';
import { closeHouses, House, newDataKeys } from './house';

const now = () => Math.floor(Date.now() / 1000);

describe('at once', () => {
  let houses: readonly [House, House];
  beforeEach(async () => {
    const databaseUrl = await freshDatabase();
    const shared = {
      databaseUrl,
      dataKeys: newDataKeys(),
      masterKeys: MasterKeys.parse(MasterKeys.newFile(Buffer.alloc(32, 1))),
    };
    houses = [await House.open(shared), await House.open(shared)];
  });
  afterEach(closeHouses);

  const lend = (owner: AccountOwner) => delegation(owner, houses[0].delegateKeys);
  const kindOf = (body: Record<string, unknown>) =>
    Object.keys(body).find((key) => /added|updated|removed|error/.test(key));

  it('a hundred devices of one account subscribe through two processes', async () => {
    const owner = AccountOwner.ofGroup();
    const lent = lend(owner);
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) => {
        const element = subscription(owner, { signedAt: now(), namespaces: [11], delegation: lent });
        return (houses[index % 2] as House).post('/subscribe', element).expect(200);
      }),
    );
    expect(answers.map((answer) => kindOf(answer.body))).toEqual(Array.from({ length: 100 }, () => 'added'));
    expect(await houses[0].count('accounts')).toBe(1);
    expect(await houses[0].count('subscriptions')).toBe(100);
  });

  it('one phone sends the same a hundred times', async () => {
    const owner = AccountOwner.ofSessionId();
    const element = subscription(owner, { signedAt: now(), delegation: lend(owner) });
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) => (houses[index % 2] as House).post('/subscribe', element).expect(200)),
    );
    const kinds = answers.map((answer) => kindOf(answer.body));
    expect(kinds.filter((kind) => kind === 'added')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'updated')).toHaveLength(99);
    expect(await houses[0].count('subscriptions')).toBe(1);
  });

  it('phones come, renew and leave, tokens die and sweeps run, all over the same few accounts and tokens', async () => {
    const owners = Array.from({ length: 5 }, () => AccountOwner.ofSessionId());
    const lent = owners.map(lend);
    const tokens = Array.from({ length: 5 }, newToken);
    const start = now() - 10_000;
    /** Each pair's requests are sent one after another, as a phone does; the last answer says how it must end. */
    const lives = owners.flatMap((owner, place) =>
      tokens.map((token) => async () => {
        let subscribed = false;
        for (let step = 0; step < 12; step += 1) {
          const house = houses[randomInt(2)] as House;
          const signedAt = start + step;
          const leaves = randomInt(3) === 0;
          const answer = leaves
            ? await house.post('/unsubscribe', [ending(owner, { signedAt: now(), token })])
            : await house.post('/subscribe', [subscription(owner, { signedAt, token, delegation: lent[place] })]);
          expect(answer.status).toBe(200);
          expect(answer.body).toEqual([expect.objectContaining({ success: true })]);
          if (leaves) expect(answer.body[0].removed).toBe(subscribed);
          else expect(kindOf(answer.body[0])).toBe(subscribed ? 'updated' : 'added');
          subscribed = !leaves;
        }
        return { owner, token, subscribed };
      }),
    );
    let living = true;
    const disturb = async () => {
      while (living) {
        const house = houses[randomInt(2)] as House;
        await house.expiry.run();
        const [device] = await house.database.query<{ id: string }>('SELECT id FROM devices ORDER BY random() LIMIT 1');
        // Older than any renewal: takes the locks, forgets nobody.
        if (device) expect(await house.feedback.gone(device.id, new Date(0))).toBe(false);
      }
    };
    const disturbances = [disturb(), disturb()];
    const ends = await Promise.all(lives.map((live) => live())).finally(async () => {
      living = false;
      await Promise.all(disturbances);
    });
    const subscribed = ends.filter((end) => end.subscribed);
    expect(await houses[0].count('subscriptions')).toBe(subscribed.length);
    await houses[0].expiry.run();
    expect(await houses[0].count('accounts')).toBe(new Set(subscribed.map((end) => end.owner)).size);
    expect(await houses[0].count('devices')).toBe(new Set(subscribed.map((end) => end.token)).size);
  });

  it('tokens die while their phones renew: who is forgotten is forgotten whole', async () => {
    const owners = Array.from({ length: 10 }, () => AccountOwner.ofSessionId());
    const token = newToken();
    const { lookup } = houses[0].devices.name({ service: 'open', token });
    for (let round = 0; round < 5; round += 1) {
      const signedAt = now() - 100 + round;
      const complaint = async () => {
        const id = await houses[1].database.transaction((sql) => houses[1].devices.find(sql, lookup));
        // As Apple's complaint may be: younger than the last renewal, older than the one under way.
        if (id) await houses[1].feedback.gone(id, new Date());
      };
      const [first] = await Promise.all([
        Promise.all(
          owners.map((owner, index) => {
            const element = subscription(owner, { signedAt, token, delegation: lend(owner) });
            return (houses[index % 2] as House).post('/subscribe', element).expect(200);
          }),
        ),
        complaint(),
        complaint(),
      ]);
      for (const answer of first) expect(answer.body).toMatchObject({ success: true });
      const devices = await houses[0].count('devices');
      // Whoever was forgotten was forgotten whole.
      if (devices === 0) expect(await houses[0].count('subscriptions')).toBe(0);
    }
    await houses[0].expiry.run();
    const [orphans] = await houses[0].database.query<{ count: string }>(
      `SELECT count(*) FROM accounts a WHERE NOT EXISTS (SELECT FROM subscriptions s WHERE s.account_id = a.id)`,
    );
    expect(orphans?.count).toBe('0');
  });
});

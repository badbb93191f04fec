/** Placement by our own list: everybody where the map says, and only those looked at whose swarm's range changed. */
import { Chance } from '../../../test/swarm-watcher/chance';
import { accountAt, accountId, nodeIn, orderFor } from '../../../test/swarm-watcher/makers';
import { SwarmMap } from '../../protocol/swarm-map';
import { Roster } from './roster';

function mapOf(...swarms: string[]): SwarmMap {
  return SwarmMap.of(swarms.flatMap((swarm) => [nodeIn(swarm), nodeIn(swarm)]));
}

describe('roster', () => {
  it('places accounts with the first list, and keeps those that come before it', () => {
    const roster = new Roster();
    const { account } = roster.put(orderFor(accountAt('2000000000000000')));
    expect(account.swarm?.members).toEqual([]);
    const { moved } = roster.remap(mapOf('1000000000000000', '9000000000000000'));
    expect(moved).toEqual([{ account, wasOurs: false }]);
    expect(account.swarm?.id).toBe('1000000000000000');
    expect(account.swarm?.members).toHaveLength(2);
  });

  it('tells new, changed and unchanged orders apart', () => {
    const roster = new Roster();
    const order = orderFor(accountId(), [0, 11]);
    expect(roster.put(order).entrance).toBe('added');
    expect(roster.put({ ...order }).entrance).toBe('same');
    expect(roster.put({ ...order, namespaces: [{ namespace: 0, since: 1_000 }] }).entrance).toBe('changed');
    expect(roster.put({ ...order, namespaces: [{ namespace: 0, since: 2_000 }] }).entrance).toBe('changed');
    const renewed = { ...order, namespaces: [{ namespace: 0, since: 2_000 }] };
    expect(roster.put({ ...renewed, delegation: { ...order.delegation, signedAt: 99 } }).entrance).toBe('same');
    expect(roster.put({ ...renewed, delegation: { ...order.delegation, masterKeyId: '2' } }).entrance).toBe('changed');
    expect(roster.size).toBe(1);
  });

  it('takes an account away and gives its seat to another', () => {
    const roster = new Roster();
    const order = orderFor();
    const { account } = roster.put(order);
    expect(roster.remove(order.accountId)).toBe(account);
    expect(account.gone).toBe(true);
    expect(roster.remove(order.accountId)).toBeUndefined();
    expect(roster.put(orderFor()).account.seat).toBe(account.seat);
    expect(roster.at(account.seat)).not.toBe(account);
  });

  it('looks only at accounts of swarms whose range changed', () => {
    const roster = new Roster();
    const ids = Array.from({ length: 16 }, (_, index) => `${index.toString(16)}fffffffffffffff`);
    roster.remap(mapOf(...ids));
    for (let count = 0; count < 320; count += 1)
      roster.put(orderFor(accountAt(`${(count % 16).toString(16)}${String(count).padStart(15, '7')}`)));
    let looked = 0;
    for (const id of roster.ids()) {
      const account = roster.get(id)!;
      const { account: found } = account;
      Object.defineProperty(account, 'account', { get: () => ++looked && found });
    }
    const { moved } = roster.remap(mapOf(...ids, '4666666666666666'));
    expect(moved.length).toBeGreaterThan(0);
    expect(looked).toBeLessThanOrEqual(3 * 20);
    looked = 0;
    expect(roster.remap(mapOf(...ids, '4666666666666666'))).toEqual({ moved: [], looked: 0 });
    expect(looked).toBe(0);
  });

  it.each([1, 2, 3])('places as a fresh roster would, whatever changes (chance %i)', (seed) => {
    const chance = new Chance(seed);
    const roster = new Roster();
    const orders = Array.from({ length: 200 }, () => orderFor());
    for (const order of orders) roster.put(order);
    const swarm = () =>
      chance
        .bytes(8)
        .toString('hex')
        .replace(/^0+(?=.)/, '');
    let ids = Array.from({ length: 12 }, swarm);
    for (let round = 0; round < 40; round += 1) {
      ids = ids.filter(() => !chance.happens(0.15));
      while (chance.happens(0.5)) ids.push(swarm());
      if (chance.happens(0.05)) ids = [];
      const map = mapOf(...ids);
      const before = new Map(orders.map((order) => [order, roster.get(order.accountId)?.swarm?.id]));
      const moved = new Set(roster.remap(map).moved.map((one) => one.account));
      // Asked so often that an `expect` for each would take longer than all the rest.
      const wrong = orders.filter((order) => {
        const account = roster.get(order.accountId)!;
        const isPlaced = account.swarm?.id === (map.swarmOf(order.account)?.id ?? '');
        const isSeated = account.swarm?.accounts[account.place] === account;
        return !isPlaced || !isSeated || (before.get(order) !== account.swarm?.id && !moved.has(account));
      });
      expect(wrong.map(({ accountId: id }) => id)).toEqual([]);
    }
  });

  it('forgets what members of another swarm said', () => {
    const roster = new Roster();
    roster.remap(mapOf('1000000000000000'));
    const { account } = roster.put(orderFor(accountAt('9000000000000000')));
    account.refusedBy = ['a'];
    account.shun('b', 100, 0);
    roster.remap(mapOf('1000000000000000', '9000000000000000'));
    expect([account.refusedBy, account.shunned]).toEqual([[], []]);
  });

  it('prints no account', () => {
    const { account } = new Roster().put(orderFor());
    expect(JSON.stringify({ account })).toBe('{"account":"[account]"}');
  });
});

/** Placement by our own list: everybody where the map says, and only those looked at whose swarm's range changed. */
import { Chance } from '../../../test/swarm-watcher/chance';
import { accountAt, accountId, nodeIn, orderFor } from '../../../test/swarm-watcher/makers';
import { listingOf } from '../../../test/swarm-watcher/simulated-network';
import { SwarmMap } from '../../protocol/swarm-map';
import { Roster } from './roster';
import type { WatchListing } from './watch-order';

function mapOf(...swarms: string[]): SwarmMap {
  return SwarmMap.of(swarms.flatMap((swarm) => [nodeIn(swarm), nodeIn(swarm)]));
}

describe('roster', () => {
  it('places accounts with the first list, and keeps those that come before it', () => {
    const roster = new Roster();
    const { account } = roster.put(orderFor(accountAt('2000000000000000')));
    expect(account.swarm?.members).toEqual([]);
    const { moved } = roster.remap(mapOf('1000000000000000', '9000000000000000'));
    expect(moved).toEqual([{ seat: account.seat, wasOurs: false }]);
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

  it('tells the same of accounts that are listed, and asks for their delegations again when these were written anew', () => {
    const roster = new Roster();
    const order = orderFor(accountId(), [0, 11]);
    const seat = roster.add(Number(order.accountId), order.account.bytes, order);
    const listed = (changes: Partial<WatchListing> = {}) => roster.list(seat, { ...listingOf(order), ...changes });
    expect(listed({ account: undefined })).toBe('same');
    expect(listed({ namespaces: [{ namespace: 11, since: 1_000 }] })).toBe('changed');
    expect(listed()).toBe('changed');
    expect(roster.objectCount).toBe(0);
    const { account, entrance } = roster.put(order);
    expect([entrance, account.isLent]).toEqual(['same', true]);
    account.isRevoked = true;
    expect([listed(), account.isLent, account.isRevoked]).toEqual(['same', true, true]);
    listed({ delegation: { signedAt: 5, version: 0 } });
    expect([account.isLent, account.isRevoked]).toEqual([false, false]);
    expect(account.lend(order.delegation)).toBe(false);
    expect(account.isLent).toBe(true);
  });

  it('names those that a sweep did not see', () => {
    const roster = new Roster();
    const orders = [orderFor(), orderFor(), orderFor()];
    for (const [index, order] of orders.entries()) {
      const { account } = roster.put(order);
      roster.rows.setSweep(account.seat, 255 + index);
    }
    roster.remove(orders[1]!.accountId);
    expect(roster.unseen(257)).toEqual([orders[0]!.accountId]);
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
    let read = 0;
    const { rows } = roster;
    const { accountBytes } = rows;
    rows.accountBytes = (seat) => {
      read += 1;
      return accountBytes.call(rows, seat);
    };
    const { moved } = roster.remap(mapOf(...ids, '4666666666666666'));
    expect(moved.length).toBeGreaterThan(0);
    expect(read).toBeLessThanOrEqual(3 * 20);
    read = 0;
    expect(roster.remap(mapOf(...ids, '4666666666666666'))).toEqual({ moved: [], looked: 0 });
    expect(read).toBe(0);
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
      const moved = new Set(roster.remap(map).moved.map(({ seat }) => roster.at(seat)));
      // Asked so often that an `expect` for each would take longer than all the rest.
      const wrong = orders.filter((order) => {
        const account = roster.get(order.accountId)!;
        const isPlaced = account.swarm?.id === (map.swarmOf(order.account)?.id ?? '');
        const isSeated = account.swarm?.at(roster.rows.place(account.seat)) === account.seat;
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

/** Lanes in the order in which their swarms became due, each swarm's together. */
import { orderFor } from '../../../test/swarm-watcher/makers';
import { AccountRows } from './account-rows';
import { ReadyLanes } from './ready-lanes';
import { PlacedSwarm, WatchedAccount } from './watched-account';

const swarms = ['a', 'b'].map((id) => new PlacedSwarm(id));
const rows = new AccountRows();
const accounts = Array.from({ length: 4 }, (_, seat) => new WatchedAccount(orderFor(), seat, rows));

describe('ready lanes', () => {
  it('come out by swarm and lane, the longest waiting first', () => {
    const ready = new ReadyLanes();
    ready.add(swarms[1]!, 0, accounts[0]!);
    ready.add(swarms[0]!, 0, accounts[1]!);
    ready.add(swarms[1]!, 1, accounts[0]!);
    ready.add(swarms[1]!, 0, accounts[2]!);
    const groups = [ready.shift(), ready.shift(), ready.shift(), ready.shift()];
    expect(
      groups.map((group) => group && [group.swarm.id, group.lane, group.accounts.map(({ seat }) => seat)]),
    ).toEqual([['b', 0, [0, 2]], ['a', 0, [1]], ['b', 1, [0]], undefined]);
  });

  it('keep what was put back before what came later, behind other swarms', () => {
    const ready = new ReadyLanes();
    ready.add(swarms[0]!, 0, accounts[0]!);
    const group = ready.shift()!;
    ready.add(swarms[1]!, 0, accounts[1]!);
    ready.add(swarms[0]!, 0, accounts[2]!);
    ready.putBack(group);
    ready.putBack({ swarm: swarms[0]!, lane: 1, accounts: [] });
    expect(ready.shift()?.swarm.id).toBe('b');
    expect(ready.shift()?.accounts.map(({ seat }) => seat)).toEqual([0, 2]);
    expect(ready.shift()).toBeUndefined();
  });
});

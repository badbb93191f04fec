/** Who is watched and where: accounts placed in swarms by our own list of nodes, never by what a node says. */
import type { AccountId } from '../../protocol/account-id';
import type { SwarmMap } from '../../protocol/swarm-map';
import type { Share } from '../share';
import { AccountRows } from './account-rows';
import type { WatchOrder } from './watch-order';
import { PlacedSwarm, WatchedAccount } from './watched-account';

export type Entrance = 'added' | 'changed' | 'same';

/** An account that is kept by another swarm now. */
export interface Moved {
  readonly account: WatchedAccount;
  /** Whether its swarm was ours before. */
  readonly wasOurs: boolean;
}

/** What a new list of nodes changed. */
export interface Remapped {
  readonly moved: readonly Moved[];
  /** How many accounts were looked at. */
  readonly looked: number;
}

/** A swarm and its neighbours on the circle: while these stay, so do its accounts. */
type Range = string;

export class Roster {
  private readonly rows = new AccountRows();
  private readonly accounts = new Map<number, WatchedAccount>();
  private readonly seats: (WatchedAccount | undefined)[] = [];
  private readonly freeSeats: number[] = [];
  private swarms = new Map<string, PlacedSwarm>();
  private ranges = new Map<string, Range>();
  private map: SwarmMap | undefined;
  private share: Share = { owns: () => false };
  /** Where accounts wait as long as there is no list of nodes. */
  private readonly nowhere = new PlacedSwarm('');

  get size(): number {
    return this.accounts.size;
  }

  get(accountId: string): WatchedAccount | undefined {
    return this.accounts.get(Number(accountId));
  }

  at(seat: number): WatchedAccount | undefined {
    return this.seats[seat];
  }

  /** Whether the swarm is on the list of nodes. */
  holds(swarm: PlacedSwarm): boolean {
    return this.swarms.get(swarm.id) === swarm;
  }

  *ids(): IterableIterator<string> {
    for (const id of this.accounts.keys()) yield String(id);
  }

  /** Adds an account, or takes over what changed of it. */
  put(order: WatchOrder): { readonly account: WatchedAccount; readonly entrance: Entrance } {
    const known = this.get(order.accountId);
    if (known !== undefined) return { account: known, entrance: known.renew(order) ? 'changed' : 'same' };
    const seat = this.freeSeats.pop() ?? this.seats.length;
    const account = new WatchedAccount(order, seat, this.rows);
    this.seats[seat] = account;
    this.accounts.set(Number(order.accountId), account);
    this.place(account, order.account);
    return { account, entrance: 'added' };
  }

  remove(accountId: string): WatchedAccount | undefined {
    const account = this.get(accountId);
    if (account === undefined) return undefined;
    this.accounts.delete(Number(accountId));
    this.seats[account.seat] = undefined;
    this.freeSeats.push(account.seat);
    account.swarm?.remove(account);
    account.gone = true;
    return account;
  }

  /**
   * Takes over a new list of nodes. Only accounts of swarms that lost or gained a neighbour are looked at; answers those
   * that are now kept by another swarm.
   */
  remap(map: SwarmMap): Remapped {
    const ranges = rangesOf(map);
    const swarms = new Map<string, PlacedSwarm>();
    for (const swarm of map.swarms) {
      const placed = this.swarms.get(swarm.id) ?? new PlacedSwarm(swarm.id);
      placed.setMembers(swarm.members);
      placed.isOurs = this.share.owns(swarm.id);
      swarms.set(swarm.id, placed);
    }
    const unsettled = [...this.swarms.values()].filter((swarm) => ranges.get(swarm.id) !== this.ranges.get(swarm.id));
    this.map = map;
    this.swarms = swarms;
    this.ranges = ranges;
    const moved: Moved[] = [];
    let looked = 0;
    for (const swarm of [...unsettled, this.nowhere]) {
      const wasOurs = swarm.isOurs;
      looked += swarm.accounts.length;
      for (const account of [...swarm.accounts]) {
        if (this.place(account, account.account)) moved.push({ account, wasOurs });
      }
    }
    return { moved, looked };
  }

  /** Takes over a new share; answers the swarms that are ours now or no longer. */
  own(share: Share): PlacedSwarm[] {
    this.share = share;
    const changed = [...this.swarms.values()].filter((swarm) => swarm.isOurs !== share.owns(swarm.id));
    for (const swarm of changed) swarm.isOurs = !swarm.isOurs;
    return changed;
  }

  /** Answers whether the account is somewhere else now. */
  private place(account: WatchedAccount, id: AccountId): boolean {
    const found = this.map?.swarmOf(id);
    const swarm = (found && this.swarms.get(found.id)) ?? this.nowhere;
    if (swarm === account.swarm) return false;
    account.swarm?.remove(account);
    swarm.add(account);
    // What members of another swarm said of it counts no more.
    account.refusedBy = [];
    account.shunned = [];
    return true;
  }
}

/** By swarm; the order of `map.swarms` is the order on the circle. */
function rangesOf(map: SwarmMap): Map<string, Range> {
  const ids = map.swarms.map((swarm) => swarm.id);
  return new Map(ids.map((id, index) => [id, `${ids.at(index - 1)}|${id}|${ids[(index + 1) % ids.length]}`]));
}

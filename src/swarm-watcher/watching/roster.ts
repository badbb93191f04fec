/** Who is watched and where: accounts placed in swarms by our own list of nodes, never by what a node says. */
import type { SwarmMap } from '../../protocol/swarm-map';
import { hashOfId, SlotTable } from '../placing/slot-table';
import { SwarmFinder } from '../placing/swarm-finder';
import type { Share } from '../share';
import { AccountRows, type RowContent } from './account-rows';
import { PlacedSwarm } from './placed-swarm';
import type { WatchListing, WatchOrder } from './watch-order';
import { WatchedAccount } from './watched-account';

export type Entrance = 'added' | 'changed' | 'same';

/** An account that is kept by another swarm now. */
export interface Moved {
  readonly seat: number;
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

/** Where accounts wait as long as there is no list of nodes. */
const NOWHERE = 0;
/** A seat that nobody has. */
const FREE = 0;

/** Accounts are small whole numbers here, seats; an object is made of one only while it is asked for. */
export class Roster {
  readonly rows = new AccountRows();
  private readonly byId = new SlotTable((seat) => hashOfId(this.rows.id(seat)));
  private readonly objects = new Map<number, WatchedAccount>();
  private readonly freeSeats: number[] = [];
  /** Seats in use are all below this number. */
  private end = 0;
  private readonly numbered: (PlacedSwarm | undefined)[] = [new PlacedSwarm('', NOWHERE)];
  private swarms = new Map<string, PlacedSwarm>();
  private ranges = new Map<string, Range>();
  private finder: SwarmFinder | undefined;
  private share: Share = { owns: () => false };

  get size(): number {
    return this.byId.size;
  }

  /** How many accounts are more than a row. */
  get objectCount(): number {
    return this.objects.size;
  }

  seatOf(id: number): number | undefined {
    return this.byId.find(hashOfId(id), (seat) => this.rows.id(seat) === id);
  }

  get(accountId: string): WatchedAccount | undefined {
    const seat = this.seatOf(Number(accountId));
    return seat === undefined ? undefined : this.at(seat);
  }

  /** The account at the seat; undefined when nobody has it. */
  at(seat: number): WatchedAccount | undefined {
    const known = this.objects.get(seat);
    if (known !== undefined || !this.isTaken(seat)) return known;
    const account = new WatchedAccount(seat, this.rows);
    account.swarm = this.swarmAt(seat);
    this.objects.set(seat, account);
    return account;
  }

  /** The same if it is more than a row. */
  objectAt(seat: number): WatchedAccount | undefined {
    return this.objects.get(seat);
  }

  /** Leaves nothing of the account but its row; only for one of which nothing else is known. */
  reduce(account: WatchedAccount): void {
    if (account.isPlain && this.objects.get(account.seat) === account) this.objects.delete(account.seat);
  }

  /** The swarm of whoever has the seat. */
  swarmAt(seat: number): PlacedSwarm | undefined {
    return this.isTaken(seat) ? this.numbered[this.rows.swarm(seat)] : undefined;
  }

  /** Whether this process is to ask for whoever has the seat. */
  isOurs(seat: number): boolean {
    return this.swarmAt(seat)?.isOurs === true;
  }

  /** Whether the swarm is on the list of nodes. */
  holds(swarm: PlacedSwarm): boolean {
    return this.swarms.get(swarm.id) === swarm;
  }

  /** Adds an account, or takes over what changed of it. */
  put(order: WatchOrder): { readonly account: WatchedAccount; readonly entrance: Entrance } {
    const { delegation } = order;
    const seat = this.seatOf(Number(order.accountId));
    if (seat === undefined) {
      const account = this.at(this.add(Number(order.accountId), order.account.bytes, order)) as WatchedAccount;
      account.lend(delegation);
      return { account, entrance: 'added' };
    }
    const account = this.at(seat) as WatchedAccount;
    const { hasLoan } = account;
    const isOther = account.lend(delegation);
    // Where none was at hand, what stands in the row says whether this one does.
    const isSame = hasLoan ? !isOther : this.rows.hasLoan(seat, delegation);
    const isNewer = !isSame || delegation.signedAt !== this.rows.signedAt(seat);
    return { account, entrance: this.renew(seat, order, isNewer) || !isSame ? 'changed' : 'same' };
  }

  /** Adds an account without its delegation; answers its seat. */
  add(id: number, account: Buffer, content: RowContent): number {
    const seat = this.freeSeats.pop() ?? this.end;
    this.end = Math.max(this.end, seat + 1);
    this.rows.open(seat, id, account);
    this.rows.write(seat, content);
    this.byId.add(seat);
    this.settle(seat, this.swarmFor(seat));
    return seat;
  }

  /** Takes over what changed of the account at the seat, as far as a listing tells. */
  list(seat: number, listing: WatchListing): Entrance {
    const isNewer = !this.rows.hasLoan(seat, listing.delegation);
    if (isNewer) this.objects.get(seat)?.doubtLoan();
    return this.renew(seat, listing, isNewer) ? 'changed' : 'same';
  }

  remove(accountId: string): WatchedAccount | undefined {
    const account = this.get(accountId);
    if (account === undefined) return undefined;
    const { seat } = account;
    this.byId.remove(seat);
    this.unplace(seat);
    this.rows.clear(seat);
    this.objects.delete(seat);
    this.freeSeats.push(seat);
    account.gone = true;
    return account;
  }

  /** Ids of accounts that the sweep of this number did not see. */
  unseen(sweep: number): string[] {
    const { rows } = this;
    const ids: string[] = [];
    for (let seat = 0; seat < this.end; seat += 1) {
      if (this.isTaken(seat) && rows.sweep(seat) !== (sweep & 0xff)) ids.push(String(rows.id(seat)));
    }
    return ids;
  }

  /**
   * Takes over a new list of nodes. Only accounts of swarms that lost or gained a neighbour are looked at; answers those
   * that are now kept by another swarm.
   */
  remap(map: SwarmMap): Remapped {
    const ranges = rangesOf(map);
    const before = this.swarms;
    this.swarms = new Map(map.swarms.map(({ id }) => [id, before.get(id) ?? this.newSwarm(id)]));
    for (const { id, members } of map.swarms) {
      const swarm = this.swarms.get(id) as PlacedSwarm;
      swarm.setMembers(members);
      swarm.isOurs = this.share.owns(id);
    }
    const unsettled = [...before.values()].filter((swarm) => ranges.get(swarm.id) !== this.ranges.get(swarm.id));
    this.ranges = ranges;
    this.finder = new SwarmFinder(map, (id) => this.swarms.get(id)?.number ?? NOWHERE);
    const moved: Moved[] = [];
    let looked = 0;
    for (const swarm of [...unsettled, this.numbered[NOWHERE] as PlacedSwarm]) {
      const wasOurs = swarm.isOurs;
      looked += swarm.size;
      // Whoever goes is replaced by the last one: from the end everybody is looked at once.
      for (let place = swarm.size - 1; place >= 0; place -= 1) {
        const seat = swarm.at(place);
        if (this.replace(seat)) moved.push({ seat, wasOurs });
      }
    }
    for (const swarm of before.values()) if (!this.holds(swarm)) this.numbered[swarm.number] = undefined;
    return { moved, looked };
  }

  /** Takes over a new share; answers the swarms that are ours now or no longer. */
  own(share: Share): PlacedSwarm[] {
    this.share = share;
    const changed = [...this.swarms.values()].filter((swarm) => swarm.isOurs !== share.owns(swarm.id));
    for (const swarm of changed) swarm.isOurs = !swarm.isOurs;
    return changed;
  }

  private isTaken(seat: number): boolean {
    return seat < this.end && this.rows.id(seat) !== FREE;
  }

  /** `isNewer`: the delegation was given anew. Answers whether other namespaces are to be asked for. */
  private renew(seat: number, content: RowContent, isNewer: boolean): boolean {
    const { rows } = this;
    const account = this.objects.get(seat);
    if (isNewer) {
      rows.setRevoked(seat, false);
      if (account !== undefined) account.refusedBy = [];
    }
    const hasOthers = !rows.hasNamespaces(seat, content.namespaces);
    rows.write(seat, content);
    if (!hasOthers) return false;
    rows.forgetReadings(seat);
    if (account !== undefined) {
      account.namespaces = rows.namespaces(seat);
      account.forgetSignatures();
    }
    return true;
  }

  private swarmFor(seat: number): PlacedSwarm {
    const number = this.finder?.swarmOf(this.rows.accountBytes(seat)) ?? NOWHERE;
    return this.numbered[Math.max(number, NOWHERE)] as PlacedSwarm;
  }

  /** Answers whether the account is somewhere else now. */
  private replace(seat: number): boolean {
    const swarm = this.swarmFor(seat);
    if (swarm.number === this.rows.swarm(seat)) return false;
    this.unplace(seat);
    this.settle(seat, swarm);
    const account = this.objects.get(seat);
    if (account === undefined) return true;
    account.swarm = swarm;
    // What members of another swarm said of it counts no more.
    account.refusedBy = [];
    account.shunned = [];
    return true;
  }

  private settle(seat: number, swarm: PlacedSwarm): void {
    this.rows.setPlace(seat, swarm.number, swarm.add(seat));
  }

  private unplace(seat: number): void {
    const swarm = this.swarmAt(seat);
    const place = this.rows.place(seat);
    const other = swarm?.remove(place);
    if (other !== undefined) this.rows.setPlace(other, this.rows.swarm(seat), place);
  }

  private newSwarm(id: string): PlacedSwarm {
    const free = this.numbered.indexOf(undefined);
    const swarm = new PlacedSwarm(id, free === -1 ? this.numbered.length : free);
    this.numbered[swarm.number] = swarm;
    return swarm;
  }
}

/** By swarm; the order of `map.swarms` is the order on the circle. */
function rangesOf(map: SwarmMap): Map<string, Range> {
  const ids = map.swarms.map((swarm) => swarm.id);
  return new Map(ids.map((id, index) => [id, `${ids.at(index - 1)}|${id}|${ids[(index + 1) % ids.length]}`]));
}

/**
 * Very many accounts by seat, side by side in few large buffers: all that is known of an account for which nothing is
 * under way. An account as an object of its own parts would take several times as much.
 */
import { AccountId } from '../../protocol/account-id';
import type { MemberName } from './cursors';
import type { Lane } from './poll-schedule';
import type { Loan, WatchedNamespace } from './watch-order';

const ACCOUNT = 33;
/** Instants are whole numbers of six bytes. */
const WHOLE = 6;
const MOST = 2 ** 48 - 1;
/** Where each part lies. */
const AT = {
  account: 0,
  expiresAt: 33,
  since: 39,
  signedAt: 45,
  version: 51,
  list: 55,
  swarm: 57,
  place: 61,
  isRevoked: 65,
  sweep: 66,
  read: 67,
} as const;
/** For each lane, when and whom: an instant and four bytes of the member's name. */
const READ = WHOLE + 4;
const ROW = 87;
const ROWS_PER_BLOCK = 4_096;
/** Far more than there are; only so that nothing grows without end: further lists are kept for each account. */
const MOST_LISTS = 1_000;

/** What a row takes over of an order or of a listing. */
export interface RowContent {
  readonly namespaces: readonly WatchedNamespace[];
  readonly expiresAt: number;
  readonly delegation: Pick<Loan, 'signedAt' | 'version'>;
}

export class AccountRows {
  private readonly blocks: Buffer[] = [];
  /** By themselves, because they are looked through most. */
  private readonly ids: Float64Array[] = [];
  /** Lists of namespaces: there are few different ones. */
  private readonly lists: (readonly number[])[] = [];
  private readonly listNumbers = new Map<string, number>();
  private readonly ownLists = new Map<number, readonly number[]>();
  /** When each namespace was subscribed to, by seat, where that differs; else it lies in the row. */
  private readonly sinces = new Map<number, readonly number[]>();

  /** Begins a row. `id` is not 0, which marks a row that is free. */
  open(seat: number, id: number, account: Buffer): void {
    const block = Math.floor(seat / ROWS_PER_BLOCK);
    this.blocks[block] ??= Buffer.alloc(ROW * ROWS_PER_BLOCK);
    this.ids[block] ??= new Float64Array(ROWS_PER_BLOCK);
    const at = this.at(seat);
    this.block(seat).fill(0, at, at + ROW);
    account.copy(this.block(seat), at + AT.account, 0, ACCOUNT);
    this.setId(seat, id);
  }

  /** Forgets everything. */
  clear(seat: number): void {
    this.block(seat).fill(0, this.at(seat), this.at(seat) + ROW);
    this.setId(seat, 0);
    this.sinces.delete(seat);
    this.ownLists.delete(seat);
  }

  write(seat: number, { namespaces, expiresAt, delegation }: RowContent): void {
    const since = namespaces[0]?.since ?? 0;
    this.setWhole(seat, AT.since, since);
    this.setWhole(seat, AT.expiresAt, expiresAt);
    this.setLoan(seat, delegation);
    this.setNamespaces(seat, namespaces);
    if (namespaces.every((one) => one.since === since)) this.sinces.delete(seat);
    else
      this.sinces.set(
        seat,
        namespaces.map((one) => one.since),
      );
  }

  /** The database id; 0 for a row that is free. */
  id(seat: number): number {
    return this.ids[Math.floor(seat / ROWS_PER_BLOCK)]?.[seat % ROWS_PER_BLOCK] ?? 0;
  }

  account(seat: number): AccountId {
    return AccountId.fromBytes(this.accountBytes(seat));
  }

  /** 33 bytes; a view. */
  accountBytes(seat: number): Buffer {
    return this.block(seat).subarray(this.at(seat), this.at(seat) + ACCOUNT);
  }

  /** Ascending; shared with all accounts that have the same. */
  namespaces(seat: number): readonly number[] {
    const number = this.block(seat).readUInt16LE(this.at(seat) + AT.list);
    return (number === MOST_LISTS ? this.ownLists.get(seat) : this.lists[number]) as readonly number[];
  }

  hasNamespaces(seat: number, namespaces: readonly WatchedNamespace[]): boolean {
    const known = this.namespaces(seat);
    return (
      namespaces.length === known.length &&
      namespaces.every(
        ({ namespace, since }, place) => namespace === known[place] && since === this.sinceAt(seat, place),
      )
    );
  }

  /** When the namespace at this place among the account's was subscribed to. */
  sinceAt(seat: number, place: number): number {
    return this.sinces.get(seat)?.[place] ?? this.whole(seat, AT.since);
  }

  /** When the last of them was. */
  lastSince(seat: number): number {
    return Math.max(this.whole(seat, AT.since), ...(this.sinces.get(seat) ?? []));
  }

  expiresAt(seat: number): number {
    return this.whole(seat, AT.expiresAt);
  }

  setExpiresAt(seat: number, at: number): void {
    this.setWhole(seat, AT.expiresAt, at);
  }

  /** When the delegation was last given, ms by the phone's clock. */
  signedAt(seat: number): number {
    return this.whole(seat, AT.signedAt);
  }

  hasLoan(seat: number, { signedAt, version }: RowContent['delegation']): boolean {
    return signedAt === this.signedAt(seat) && version === this.block(seat).readUInt32LE(this.at(seat) + AT.version);
  }

  setLoan(seat: number, { signedAt, version }: RowContent['delegation']): void {
    this.setWhole(seat, AT.signedAt, signedAt);
    this.block(seat).writeUInt32LE(version, this.at(seat) + AT.version);
  }

  isRevoked(seat: number): boolean {
    return this.block(seat)[this.at(seat) + AT.isRevoked] === 1;
  }

  setRevoked(seat: number, isRevoked: boolean): void {
    this.block(seat)[this.at(seat) + AT.isRevoked] = isRevoked ? 1 : 0;
  }

  /** The swarm as a number, and where the account stands among the swarm's. */
  swarm(seat: number): number {
    return this.block(seat).readInt32LE(this.at(seat) + AT.swarm);
  }

  place(seat: number): number {
    return this.block(seat).readInt32LE(this.at(seat) + AT.place);
  }

  setPlace(seat: number, swarm: number, place: number): void {
    this.block(seat).writeInt32LE(swarm, this.at(seat) + AT.swarm);
    this.block(seat).writeInt32LE(place, this.at(seat) + AT.place);
  }

  /** The last byte of the number of the sweep that saw the account last. */
  sweep(seat: number): number {
    return this.block(seat)[this.at(seat) + AT.sweep] as number;
  }

  setSweep(seat: number, sweep: number): void {
    this.block(seat)[this.at(seat) + AT.sweep] = sweep & 0xff;
  }

  /** When this member was last read to its end in this lane; undefined when somebody else was, or nobody. */
  readAt(seat: number, lane: Lane, member: MemberName): number | undefined {
    const at = AT.read + lane * READ;
    const when = this.whole(seat, at);
    const from = this.at(seat) + at + WHOLE;
    return when > 0 && this.block(seat).toString('latin1', from, from + 4) === member.slice(0, 4) ? when : undefined;
  }

  setReadAt(seat: number, lane: Lane, member: MemberName, when: number): void {
    const at = AT.read + lane * READ;
    this.setWhole(seat, at, Math.floor(when));
    this.block(seat).write(member, this.at(seat) + at + WHOLE, READ - WHOLE, 'latin1');
  }

  forgetReadings(seat: number): void {
    this.block(seat).fill(0, this.at(seat) + AT.read, this.at(seat) + ROW);
  }

  private setId(seat: number, id: number): void {
    (this.ids[Math.floor(seat / ROWS_PER_BLOCK)] as Float64Array)[seat % ROWS_PER_BLOCK] = id;
  }

  private setNamespaces(seat: number, namespaces: readonly WatchedNamespace[]): void {
    const number = this.listNumber(namespaces);
    this.block(seat).writeUInt16LE(number, this.at(seat) + AT.list);
    if (number === MOST_LISTS) this.ownLists.set(seat, namespaces.map(nameOf));
    else this.ownLists.delete(seat);
  }

  private listNumber(namespaces: readonly WatchedNamespace[]): number {
    const key = namespaces.length === 1 ? String(namespaces[0]?.namespace) : namespaces.map(nameOf).join();
    const known = this.listNumbers.get(key);
    if (known !== undefined || this.lists.length === MOST_LISTS) return known ?? MOST_LISTS;
    const number = this.lists.push(namespaces.map(nameOf)) - 1;
    this.listNumbers.set(key, number);
    return number;
  }

  private whole(seat: number, at: number): number {
    return this.block(seat).readUIntLE(this.at(seat) + at, WHOLE);
  }

  private setWhole(seat: number, at: number, value: number): void {
    this.block(seat).writeUIntLE(Math.min(Math.max(value, 0), MOST), this.at(seat) + at, WHOLE);
  }

  private block(seat: number): Buffer {
    return this.blocks[Math.floor(seat / ROWS_PER_BLOCK)] as Buffer;
  }

  private at(seat: number): number {
    return (seat % ROWS_PER_BLOCK) * ROW;
  }
}

function nameOf({ namespace }: WatchedNamespace): number {
  return namespace;
}

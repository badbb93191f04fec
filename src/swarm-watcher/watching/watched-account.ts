/** Accounts as the watcher keeps them, as small as a million of them demands; and their swarms. */
import type { AccountId } from '../../protocol/account-id';
import type { ServiceNode } from '../../protocol/service-node';
import type { AccountRows } from './account-rows';
import { type Cursors, type MemberName, memberName } from './cursors';
import type { Lane } from './poll-schedule';
import type { WatchedNamespace, WatchOrder } from './watch-order';

/** A member that would not serve an account; times are ms of the steady clock. */
interface Shunned {
  readonly member: string;
  readonly until: number;
  /** When it may be asked all the same, should nobody else be left. */
  readonly lastResortFrom: number;
}

/** What is under way for one lane. */
interface LaneUse {
  member: string | undefined;
  requests: number;
}

const NOBODY: readonly never[] = [];
const LAST_RESORT_AFTER_MS = 5_000;
/** Characters of a signature in base64. */
const SIGNATURE = 88;

/** Never printed: it holds the account in plain text. */
export class WatchedAccount {
  masterKeyId: string;
  /** Ascending; shared with all accounts that have the same. */
  namespaces: readonly number[];
  /** Undefined until they have been read from where they are saved. */
  cursors: Cursors | undefined = undefined;
  swarm: PlacedSwarm | undefined = undefined;
  /** Where it stands among the accounts of its swarm. */
  place = 0;
  /** No longer watched; whatever is under way for it ends without effect. */
  gone = false;
  /** In base64, one behind the other, one for each of `namespaces`; made for `signedFor`. */
  signatures = '';
  /** Members that said 401 since anybody said anything else. */
  refusedBy: readonly string[] = NOBODY;
  /** Members that would not serve this account and are left alone for a while. */
  shunned: readonly Shunned[] = NOBODY;
  private readonly id: number;
  /** For each namespace, when they differ; else it lies in the row. */
  private sinces: readonly number[] | undefined;
  /** By lane, while anything is under way. */
  private use: readonly [LaneUse, LaneUse] | undefined = undefined;

  /** `seat`: a small whole number that no other watched account of these rows has. */
  constructor(
    order: WatchOrder,
    readonly seat: number,
    private readonly rows: AccountRows,
  ) {
    this.id = Number(order.accountId);
    rows.write(seat, order);
    rows.setSignedFor(seat, 0);
    rows.setRevoked(seat, false);
    rows.forgetReadings(seat);
    this.masterKeyId = rows.nameOf(order.delegation.masterKeyId);
    this.namespaces = rows.listOf(order.namespaces.map((one) => one.namespace));
    this.sinces = differing(order.namespaces);
  }

  /** Takes over a newer order for the same account; answers whether it is to be asked for in another way. */
  renew(order: WatchOrder): boolean {
    const { rows, seat } = this;
    const sameKey = rows.isSame(seat, order) && order.delegation.masterKeyId === this.masterKeyId;
    if (order.delegation.signedAt !== rows.delegatedAt(seat) || !sameKey) {
      this.refusedBy = NOBODY;
      this.isRevoked = false;
    }
    const isSame = sameKey && this.hasNamespaces(order.namespaces);
    rows.write(seat, order);
    if (isSame) return false;
    this.masterKeyId = rows.nameOf(order.delegation.masterKeyId);
    this.namespaces = rows.listOf(order.namespaces.map((one) => one.namespace));
    this.sinces = differing(order.namespaces);
    this.forgetSignatures();
    this.forgetReadings();
    return true;
  }

  get accountId(): string {
    return String(this.id);
  }

  /** Whether this process is to ask for it. */
  get isOurs(): boolean {
    return !this.gone && this.swarm?.isOurs === true;
  }

  get isUnderWay(): boolean {
    return this.use !== undefined;
  }

  get account(): AccountId {
    return this.rows.account(this.seat);
  }

  /** The owner's key in 64 hex digits; undefined for a group. */
  get ownerHex(): string | undefined {
    return this.rows.ownerHex(this.seat);
  }

  /** The delegation's signature: 64 bytes. */
  get delegation(): Buffer {
    return this.rows.signature(this.seat);
  }

  /** The same in base64. */
  get delegationText(): string {
    return this.rows.signatureText(this.seat);
  }

  /** When the delegation was last given, ms by the phone's clock. */
  get delegatedAt(): number {
    return this.rows.delegatedAt(this.seat);
  }

  /** Two members refused the delegation; it is not used again, whatever else becomes of it. */
  get isRevoked(): boolean {
    return this.rows.isRevoked(this.seat);
  }

  set isRevoked(isRevoked: boolean) {
    this.rows.setRevoked(this.seat, isRevoked);
  }

  /** Whether anybody may be asked for it at `wall` (ms by our clock). */
  mayBeAsked(wall: number): boolean {
    return !this.isRevoked && wall < this.rows.expiresAt(this.seat);
  }

  /** What the signatures were made for (ms by the network's clock). */
  get signedFor(): number {
    return this.rows.signedFor(this.seat);
  }

  /** `signatures`: one in base64 for each of `namespaces`. */
  keepSignatures(signatures: readonly string[], signedFor: number): void {
    this.signatures = Buffer.from(signatures.join(''), 'latin1').toString('latin1');
    this.rows.setSignedFor(this.seat, signedFor);
  }

  signatureFor(position: number): string {
    return this.signatures.substring(position * SIGNATURE, (position + 1) * SIGNATURE);
  }

  forgetSignatures(): void {
    this.signatures = '';
    this.rows.setSignedFor(this.seat, 0);
  }

  /** Messages of this namespace that were stored before (ms by our own clock) wake nobody. */
  sinceOf(namespace: number): number {
    const position = this.namespaces.indexOf(namespace);
    if (position === -1 || this.gone) return Number.POSITIVE_INFINITY;
    return this.sinces?.[position] ?? this.rows.since(this.seat);
  }

  /** When this member was last read to its end in this lane (ms by our clock), if it was the last. */
  readAt(lane: Lane, member: MemberName): number | undefined {
    return this.rows.readAt(this.seat, lane, member);
  }

  /** All that this member keeps was read at `when` (ms by our clock). */
  noteReading(lane: Lane, member: MemberName, when: number): void {
    this.rows.setReadAt(this.seat, lane, member, when);
  }

  forgetReadings(): void {
    this.rows.forgetReadings(this.seat);
  }

  /** A request of this lane goes out. */
  begin(lane: Lane, member: string): void {
    this.use ??= [
      { member: undefined, requests: 0 },
      { member: undefined, requests: 0 },
    ];
    this.use[lane].member = member;
    this.use[lane].requests += 1;
  }

  /** One of them is settled. */
  end(lane: Lane): void {
    const use = this.use?.[lane];
    if (use === undefined || use.requests === 0) return;
    use.requests -= 1;
    if (use.requests === 0) use.member = undefined;
    if (this.use?.every((one) => one.requests === 0)) this.use = undefined;
  }

  /** The member that the lane asks at this moment. */
  askedIn(lane: Lane): string | undefined {
    return this.use?.[lane].member;
  }

  requestsIn(lane: Lane): number {
    return this.use?.[lane].requests ?? 0;
  }

  isShunning(member: string, now: number): boolean {
    return this.shunned.some((one) => one.member === member && now < one.until);
  }

  /** Whether a member that is shunned may be asked once more when nobody else is left. */
  isLastResort(member: string, now: number): boolean {
    return this.shunned.some((one) => one.member === member && now >= one.lastResortFrom);
  }

  shun(member: string, until: number, now: number): void {
    const others = this.shunned.filter((one) => one.member !== member && now < one.until);
    this.shunned = [...others, { member, until, lastResortFrom: now + LAST_RESORT_AFTER_MS }];
  }

  /** The member serves this account after all. */
  trust(member: string): void {
    if (this.shunned.length > 0) this.shunned = this.shunned.filter((one) => one.member !== member);
  }

  toJSON(): string {
    return '[account]';
  }

  private hasNamespaces(namespaces: readonly WatchedNamespace[]): boolean {
    return (
      namespaces.length === this.namespaces.length &&
      namespaces.every(
        ({ namespace, since }, index) => namespace === this.namespaces[index] && since === this.sinceOf(namespace),
      )
    );
  }
}

/** A swarm with the watched accounts whose messages it keeps. */
export class PlacedSwarm {
  /** In no order. */
  readonly accounts: WatchedAccount[] = [];
  members: readonly ServiceNode[] = [];
  /** The members as cursors name them. */
  names: readonly MemberName[] = [];
  /** Whether this process asks for its accounts; if not, another watcher does. */
  isOurs = false;

  constructor(readonly id: string) {}

  setMembers(members: readonly ServiceNode[]): void {
    this.members = members;
    this.names = members.map((member) => memberName(member.ed25519));
  }

  add(account: WatchedAccount): void {
    account.swarm = this;
    account.place = this.accounts.length;
    this.accounts.push(account);
  }

  /** The last one takes its place. */
  remove(account: WatchedAccount): void {
    const last = this.accounts.pop();
    if (last === undefined || last === account) return;
    this.accounts[account.place] = last;
    last.place = account.place;
  }
}

function differing(namespaces: readonly WatchedNamespace[]): readonly number[] | undefined {
  const sinces = namespaces.map((one) => one.since);
  return sinces.every((since) => since === sinces[0]) ? undefined : sinces;
}

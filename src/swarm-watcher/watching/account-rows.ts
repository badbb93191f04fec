/**
 * The bytes of very many accounts by seat, side by side in few large buffers: what is needed to ask for them, and nothing
 * that can be derived. An account as an object of its own parts would take several times as much.
 */
import { AccountId } from '../../protocol/account-id';
import type { MemberName } from './cursors';
import type { Lane } from './poll-schedule';
import type { WatchOrder } from './watch-order';

const ACCOUNT = 33;
const KEY = 32;
const SIGNATURE = 64;
/** Where each part lies; the numbers are doubles. */
const AT = {
  account: 0,
  hasOwner: 33,
  owner: 34,
  signature: 66,
  delegatedAt: 130,
  since: 138,
  signedFor: 146,
  expiresAt: 154,
  isRevoked: 162,
  read: 163,
} as const;
/** For each lane, when and whom: a double and four bytes of the member's name. */
const READ = 12;
const ROW = 187;
const ROWS_PER_BLOCK = 1_024;
/** Far more than there are; only so that nothing grows without end. */
const MOST_KEPT_ONCE = 1_000;

export class AccountRows {
  private readonly blocks: Buffer[] = [];
  private readonly lists = new Map<string, readonly number[]>();
  private readonly names = new Map<string, string>();

  /** Puts in what an order says; `since` counts for accounts whose namespaces have one in common. */
  write(seat: number, { account, delegation, namespaces, expiresAt }: WatchOrder): void {
    const row = this.row(seat);
    account.bytes.copy(row, AT.account);
    row[AT.hasOwner] = delegation.ownerEd25519 === undefined ? 0 : 1;
    delegation.ownerEd25519?.copy(row, AT.owner);
    delegation.signature.copy(row, AT.signature);
    row.writeDoubleLE(delegation.signedAt, AT.delegatedAt);
    row.writeDoubleLE(namespaces[0]?.since ?? 0, AT.since);
    row.writeDoubleLE(expiresAt, AT.expiresAt);
  }

  /** Whether the account would be asked for in the same way by this order, apart from its namespaces. */
  isSame(seat: number, { account, delegation }: WatchOrder): boolean {
    const row = this.row(seat);
    const owner = row[AT.hasOwner] === 1 ? row.subarray(AT.owner, AT.owner + KEY) : undefined;
    return (
      row.subarray(AT.account, AT.account + ACCOUNT).equals(account.bytes) &&
      row.subarray(AT.signature, AT.signature + SIGNATURE).equals(delegation.signature) &&
      (delegation.ownerEd25519 === undefined ? owner === undefined : owner?.equals(delegation.ownerEd25519) === true)
    );
  }

  account(seat: number): AccountId {
    return AccountId.fromBytes(this.row(seat).subarray(AT.account, AT.account + ACCOUNT));
  }

  /** 64 hex digits; undefined for an account without. */
  ownerHex(seat: number): string | undefined {
    const row = this.row(seat);
    return row[AT.hasOwner] === 1 ? row.toString('hex', AT.owner, AT.owner + KEY) : undefined;
  }

  /** The delegation's 64 bytes; a copy. */
  signature(seat: number): Buffer {
    return Buffer.from(this.row(seat).subarray(AT.signature, AT.signature + SIGNATURE));
  }

  /** The same in base64. */
  signatureText(seat: number): string {
    return this.row(seat).toString('base64', AT.signature, AT.signature + SIGNATURE);
  }

  delegatedAt(seat: number): number {
    return this.row(seat).readDoubleLE(AT.delegatedAt);
  }

  since(seat: number): number {
    return this.row(seat).readDoubleLE(AT.since);
  }

  signedFor(seat: number): number {
    return this.row(seat).readDoubleLE(AT.signedFor);
  }

  setSignedFor(seat: number, at: number): void {
    this.row(seat).writeDoubleLE(at, AT.signedFor);
  }

  expiresAt(seat: number): number {
    return this.row(seat).readDoubleLE(AT.expiresAt);
  }

  isRevoked(seat: number): boolean {
    return this.row(seat)[AT.isRevoked] === 1;
  }

  setRevoked(seat: number, isRevoked: boolean): void {
    this.row(seat)[AT.isRevoked] = isRevoked ? 1 : 0;
  }

  /** When this member was last read to its end in this lane; undefined when somebody else was, or nobody. */
  readAt(seat: number, lane: Lane, member: MemberName): number | undefined {
    const row = this.row(seat);
    const at = AT.read + lane * READ;
    const when = row.readDoubleLE(at);
    return when > 0 && row.toString('latin1', at + 8, at + READ) === member.slice(0, 4) ? when : undefined;
  }

  setReadAt(seat: number, lane: Lane, member: MemberName, when: number): void {
    const row = this.row(seat);
    const at = AT.read + lane * READ;
    row.writeDoubleLE(when, at);
    row.write(member, at + 8, READ - 8, 'latin1');
  }

  forgetReadings(seat: number): void {
    this.row(seat).fill(0, AT.read, ROW);
  }

  /** The same list for all that are equal: there are few. */
  listOf(numbers: readonly number[]): readonly number[] {
    return keptOnce(this.lists, numbers.join(), () => [...numbers]);
  }

  /** The same for names. */
  nameOf(name: string): string {
    return keptOnce(this.names, name, () => name);
  }

  private row(seat: number): Buffer {
    const block = Math.floor(seat / ROWS_PER_BLOCK);
    this.blocks[block] ??= Buffer.alloc(ROW * ROWS_PER_BLOCK);
    const at = (seat % ROWS_PER_BLOCK) * ROW;
    return (this.blocks[block] as Buffer).subarray(at, at + ROW);
  }
}

function keptOnce<T>(kept: Map<string, T>, key: string, make: () => T): T {
  const known = kept.get(key);
  if (known !== undefined) return known;
  const made = make();
  if (kept.size < MOST_KEPT_ONCE) kept.set(key, made);
  return made;
}

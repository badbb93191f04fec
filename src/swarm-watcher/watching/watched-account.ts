/** A watched account for which something is under way, or of which more is known than stands in its row. */
import type { AccountId } from '../../protocol/account-id';
import type { AccountRows } from './account-rows';
import type { Cursors, MemberName } from './cursors';
import type { PlacedSwarm } from './placed-swarm';
import type { Lane } from './poll-schedule';
import type { Loan } from './watch-order';

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
/** Bytes of the signature of a delegation; the owner's key stands behind it. */
const LOAN_SIGNATURE = 64;

/** Never printed: it holds the account in plain text. */
export class WatchedAccount {
  /** Ascending; shared with all accounts that have the same. */
  namespaces: readonly number[];
  /** Undefined until they have been read from where they are saved. */
  cursors: Cursors | undefined = undefined;
  swarm: PlacedSwarm | undefined = undefined;
  /** No longer watched; whatever is under way for it ends without effect. */
  gone = false;
  /** In base64, one behind the other, one for each of `namespaces`; made for `signedFor`. */
  signatures = '';
  /** What the signatures were made for (ms by the network's clock). */
  signedFor = 0;
  /** Members that said 401 since anybody said anything else. */
  refusedBy: readonly string[] = NOBODY;
  /** Members that would not serve this account and are left alone for a while. */
  shunned: readonly Shunned[] = NOBODY;
  private readonly id: number;
  private loanKeyId = '';
  /** Signature and owner's key of the delegation, a character for each byte; empty until it has been read. */
  private loan = '';
  /** Another one may have been written since. */
  private isLoanOld = false;
  /** By lane, while anything is under way. */
  private use: readonly [LaneUse, LaneUse] | undefined = undefined;

  /** The row at `seat` is written already. */
  constructor(
    readonly seat: number,
    private readonly rows: AccountRows,
  ) {
    this.id = rows.id(seat);
    this.namespaces = rows.namespaces(seat);
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

  /** Whether all has been read that is needed to ask for it. */
  get isRead(): boolean {
    return this.cursors !== undefined && this.isLent;
  }

  /** Whether the delegation has been read. */
  get isLent(): boolean {
    return this.loan !== '' && !this.isLoanOld;
  }

  /** Whether a delegation is at hand, be it an old one. */
  get hasLoan(): boolean {
    return this.loan !== '';
  }

  /** Whether nothing is known of it that does not stand in its row or is saved. */
  get isPlain(): boolean {
    return this.use === undefined && this.refusedBy.length === 0 && this.shunned.length === 0;
  }

  get account(): AccountId {
    return this.rows.account(this.seat);
  }

  /** Takes over a delegation; answers whether it is another one than that at hand, apart from when it was given. */
  lend({ masterKeyId, ownerEd25519, signature }: Loan): boolean {
    const loan = Buffer.concat(ownerEd25519 === undefined ? [signature] : [signature, ownerEd25519]).toString('latin1');
    this.isLoanOld = false;
    if (loan === this.loan && masterKeyId === this.loanKeyId) return false;
    this.loan = loan;
    this.loanKeyId = masterKeyId;
    return true;
  }

  /** The delegation is to be read again: it was written anew. */
  doubtLoan(): void {
    this.isLoanOld = true;
  }

  get masterKeyId(): string {
    return this.loanKeyId;
  }

  /** The owner's key in 64 hex digits; undefined for a group. */
  get ownerHex(): string | undefined {
    if (this.loan.length === LOAN_SIGNATURE) return undefined;
    return Buffer.from(this.loan.slice(LOAN_SIGNATURE), 'latin1').toString('hex');
  }

  /** The delegation's signature: 64 bytes. */
  get delegation(): Buffer {
    return Buffer.from(this.loan.slice(0, LOAN_SIGNATURE), 'latin1');
  }

  /** When the delegation was last given, ms by the phone's clock. */
  get delegatedAt(): number {
    return this.rows.signedAt(this.seat);
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

  /** `signatures`: one in base64 for each of `namespaces`. */
  keepSignatures(signatures: readonly string[], signedFor: number): void {
    this.signatures = Buffer.from(signatures.join(''), 'latin1').toString('latin1');
    this.signedFor = signedFor;
  }

  signatureFor(position: number): string {
    return this.signatures.substring(position * SIGNATURE, (position + 1) * SIGNATURE);
  }

  forgetSignatures(): void {
    this.signatures = '';
    this.signedFor = 0;
  }

  /** Messages of this namespace that were stored before (ms by our own clock) wake nobody. */
  sinceOf(namespace: number): number {
    const position = this.namespaces.indexOf(namespace);
    if (position === -1 || this.gone) return Number.POSITIVE_INFINITY;
    return this.rows.sinceAt(this.seat, position);
  }

  /** When somebody subscribed to one of the namespaces last. */
  get lastSince(): number {
    return this.rows.lastSince(this.seat);
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
}

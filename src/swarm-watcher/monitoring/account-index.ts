/**
 * Who is monitored: accounts by their bytes and by their database ids, in slabs of typed arrays. A million accounts are
 * a few dozen bytes each, and nothing for the garbage collector to walk through.
 */
import { hashOfId, mixed, SlotTable } from '../placing/slot-table';

const ACCOUNT = 33;
/** Slots for which memory is taken at a time. */
const SLAB = 16_384;
/** An end, in seconds since 1970, that never comes. */
const NEVER = 2 ** 32 - 1;
/** Who was told of as ended and is still here is told of again after so many seconds. */
const AGAIN_S = 60;

interface Slab {
  readonly accounts: Buffer;
  readonly ids: Float64Array;
  /** The swarm by our own map, as a number that the user of the index gives; -1: none. */
  readonly swarms: Int32Array;
  /** Where the account stands among the renewals. */
  readonly pages: Int32Array;
  /** The sweep that saw the account last. */
  readonly marks: Uint32Array;
  /** When the last subscription ends, in seconds since 1970. */
  readonly ends: Uint32Array;
  /** None of the ends comes earlier. */
  firstEnd: number;
}

export class AccountIndex {
  private readonly slabs: Slab[] = [];
  private readonly free: number[] = [];
  private used = 0;
  private readonly byAccount: SlotTable;
  private readonly byId: SlotTable;

  /** `seed`: a secret number of 32 bits, so that nobody can choose accounts that share a chain. */
  constructor(private readonly seed: number) {
    this.byAccount = new SlotTable((slot) => this.hashOfAccount(this.account(slot)));
    this.byId = new SlotTable((slot) => hashOfId(this.id(slot)));
  }

  get size(): number {
    return this.byId.size;
  }

  /** Slots in use are all below this number. */
  get end(): number {
    return this.used;
  }

  find(account: Buffer): number | undefined {
    if (account.length !== ACCOUNT) return undefined;
    return this.byAccount.find(this.hashOfAccount(account), (slot) => this.account(slot).equals(account));
  }

  findId(id: number): number | undefined {
    return this.byId.find(hashOfId(id), (slot) => this.id(slot) === id);
  }

  /** Takes in an account (33 bytes, copied) that is not there under this id; answers its slot. */
  add(id: number, account: Buffer): number {
    const slot = this.free.pop() ?? this.used++;
    const slab = this.slabs[Math.floor(slot / SLAB)] ?? this.newSlab();
    const place = slot % SLAB;
    account.copy(slab.accounts, place * ACCOUNT);
    slab.ids[place] = id;
    slab.swarms[place] = -1;
    slab.pages[place] = -1;
    slab.marks[place] = 0;
    slab.ends[place] = NEVER;
    this.byAccount.add(slot);
    this.byId.add(slot);
    return slot;
  }

  remove(slot: number): void {
    this.byAccount.remove(slot);
    this.byId.remove(slot);
    const slab = this.slab(slot);
    slab.accounts.fill(0, (slot % SLAB) * ACCOUNT, (slot % SLAB) * ACCOUNT + ACCOUNT);
    slab.ids[slot % SLAB] = 0;
    slab.ends[slot % SLAB] = NEVER;
    this.free.push(slot);
  }

  has(slot: number): boolean {
    return this.id(slot) !== 0;
  }

  /** A view: it changes when the slot is given to another account. */
  account(slot: number): Buffer {
    const from = (slot % SLAB) * ACCOUNT;
    return this.slab(slot).accounts.subarray(from, from + ACCOUNT);
  }

  /** The database id; 0 for a slot that is free. */
  id(slot: number): number {
    return this.slab(slot).ids[slot % SLAB] as number;
  }

  swarm(slot: number): number {
    return this.slab(slot).swarms[slot % SLAB] as number;
  }

  page(slot: number): number {
    return this.slab(slot).pages[slot % SLAB] as number;
  }

  mark(slot: number): number {
    return this.slab(slot).marks[slot % SLAB] as number;
  }

  setPlace(slot: number, swarm: number, page: number): void {
    this.slab(slot).swarms[slot % SLAB] = swarm;
    this.slab(slot).pages[slot % SLAB] = page;
  }

  setMark(slot: number, mark: number): void {
    this.slab(slot).marks[slot % SLAB] = mark;
  }

  /** `endsAt`: ms since 1970. */
  setEnd(slot: number, endsAt: number): void {
    const slab = this.slab(slot);
    const end = Math.min(Math.ceil(endsAt / 1_000), NEVER);
    slab.ends[slot % SLAB] = end;
    slab.firstEnd = Math.min(slab.firstEnd, end);
  }

  /** Slots whose end has come at `now` (ms since 1970), each once in a while. */
  takeEnded(now: number): number[] {
    const seconds = Math.floor(now / 1_000);
    const ended: number[] = [];
    for (const [number, slab] of this.slabs.entries()) {
      if (slab.firstEnd > seconds) continue;
      slab.firstEnd = NEVER;
      for (const [place, end] of slab.ends.entries()) {
        if (end <= seconds) {
          ended.push(number * SLAB + place);
          slab.ends[place] = seconds + AGAIN_S;
        }
        slab.firstEnd = Math.min(slab.firstEnd, slab.ends[place] as number);
      }
    }
    return ended;
  }

  private slab(slot: number): Slab {
    return this.slabs[Math.floor(slot / SLAB)] as Slab;
  }

  private newSlab(): Slab {
    const slab: Slab = {
      accounts: Buffer.alloc(ACCOUNT * SLAB),
      ids: new Float64Array(SLAB),
      swarms: new Int32Array(SLAB),
      pages: new Int32Array(SLAB),
      marks: new Uint32Array(SLAB),
      ends: new Uint32Array(SLAB).fill(NEVER),
      firstEnd: NEVER,
    };
    this.slabs.push(slab);
    return slab;
  }

  private hashOfAccount(account: Buffer): number {
    let hash = this.seed;
    for (let at = 1; at < ACCOUNT; at += 4) hash = mixed(hash ^ account.readInt32LE(at));
    return hash;
  }
}

/** Finds numbered entries by a hash of their key: chains in typed arrays, 8 to 12 bytes per entry. */

const NONE = -1;
const LEAST_BUCKETS = 1_024;

export class SlotTable {
  private heads = new Int32Array(LEAST_BUCKETS).fill(NONE);
  private after = new Int32Array(0);
  private count = 0;

  /** `hashOf`: a 32-bit hash of the key of an entry that is in the table. */
  constructor(private readonly hashOf: (slot: number) => number) {}

  get size(): number {
    return this.count;
  }

  /** The entry of that hash for which `isIt` holds. */
  find(hash: number, isIt: (slot: number) => boolean): number | undefined {
    let slot = this.heads[this.bucket(hash)] as number;
    while (slot !== NONE && !isIt(slot)) slot = this.after[slot] as number;
    return slot === NONE ? undefined : slot;
  }

  /** `slot` must not be in the table. */
  add(slot: number): void {
    if (slot >= this.after.length) this.after = grown(this.after, slot + 1);
    if (this.count >= this.heads.length) this.widen();
    this.link(slot);
    this.count += 1;
  }

  /** `slot` must be in the table, its key unchanged. */
  remove(slot: number): void {
    const bucket = this.bucket(this.hashOf(slot));
    const next = this.after[slot] as number;
    let before = this.heads[bucket] as number;
    if (before === slot) {
      this.heads[bucket] = next;
    } else {
      while (this.after[before] !== slot) before = this.after[before] as number;
      this.after[before] = next;
    }
    this.count -= 1;
  }

  private link(slot: number): void {
    const bucket = this.bucket(this.hashOf(slot));
    this.after[slot] = this.heads[bucket] as number;
    this.heads[bucket] = slot;
  }

  private widen(): void {
    const old = this.heads;
    this.heads = new Int32Array(2 * old.length).fill(NONE);
    for (let slot of old) {
      while (slot !== NONE) {
        const next = this.after[slot] as number;
        this.link(slot);
        slot = next;
      }
    }
  }

  /** The number of buckets is a power of two. */
  private bucket(hash: number): number {
    return hash & (this.heads.length - 1);
  }
}

function grown(array: Int32Array, least: number): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(Math.max(1_024, least + (least >> 1))).fill(NONE);
  longer.set(array);
  return longer;
}

/** Of a whole number below 2^53. */
export function hashOfId(id: number): number {
  return mixed(mixed(id >>> 0) ^ Math.floor(id / 2 ** 32));
}

/** One-to-one on 32 bits; every bit of the input moves half of the output. */
export function mixed(value: number): number {
  let hash = value ^ (value >>> 16);
  hash = Math.imul(hash, 0x7feb352d);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x846ca68b);
  return hash ^ (hash >>> 16);
}

/** Which of very many numbered entries is due: a wheel of time slots, each a list, in 16 bytes per entry. */

const SLOT_MS = 32;
/** Twice the longest interval that is ever asked for. */
const SLOTS = 4_096;
const NONE = -1;

/** The furthest an entry can lie ahead; a later time is taken for this one. */
export const WHEEL_HORIZON_MS = SLOT_MS * (SLOTS - 1);

export class TimingWheel {
  private readonly heads = new Int32Array(SLOTS).fill(NONE);
  private readonly tails = new Int32Array(SLOTS).fill(NONE);
  private before = new Int32Array(0);
  private after = new Int32Array(0);
  /** Slot number of an entry since `startMs`, not yet folded onto the wheel; NONE when it does not wait. */
  private slots = new Int32Array(0);
  /** Everything in earlier slots has been taken. */
  private current = 0;

  /** `startMs`: no later instant handed in may lie before it. */
  constructor(private readonly startMs: number) {}

  /** Makes `entry` (a small whole number) due at `dueMs`, wherever it waited before. */
  place(entry: number, dueMs: number): void {
    this.makeRoom(entry);
    this.drop(entry);
    const wanted = Math.floor((dueMs - this.startMs) / SLOT_MS);
    const slot = Math.min(Math.max(wanted, this.current), this.current + SLOTS - 1);
    const place = slot % SLOTS;
    const last = this.tails[place] as number;
    this.slots[entry] = slot;
    this.before[entry] = last;
    this.after[entry] = NONE;
    if (last === NONE) this.heads[place] = entry;
    else this.after[last] = entry;
    this.tails[place] = entry;
  }

  drop(entry: number): void {
    const slot = this.slots[entry] ?? NONE;
    if (slot === NONE) return;
    const place = slot % SLOTS;
    const before = this.before[entry] as number;
    const after = this.after[entry] as number;
    if (before === NONE) this.heads[place] = after;
    else this.after[before] = after;
    if (after === NONE) this.tails[place] = before;
    else this.before[after] = before;
    this.slots[entry] = NONE;
  }

  /** When the entry is due, to the length of a slot; undefined when it does not wait. */
  dueAt(entry: number): number | undefined {
    const slot = this.slots[entry] ?? NONE;
    return slot === NONE ? undefined : this.startMs + slot * SLOT_MS;
  }

  /** Takes the entry that has been due longest; undefined when none is due at `nowMs`. */
  take(nowMs: number): { readonly entry: number; readonly dueAt: number } | undefined {
    const now = Math.floor((nowMs - this.startMs) / SLOT_MS);
    for (;;) {
      const entry = this.heads[this.current % SLOTS] as number;
      if (entry !== NONE && this.current <= now) {
        this.drop(entry);
        return { entry, dueAt: this.startMs + this.current * SLOT_MS };
      }
      if (this.current >= now) return undefined;
      this.current += 1;
    }
  }

  private makeRoom(entry: number): void {
    if (entry < this.slots.length) return;
    const length = Math.max(1_024, 2 ** Math.ceil(Math.log2(entry + 1)));
    this.before = grown(this.before, length);
    this.after = grown(this.after, length);
    this.slots = grown(this.slots, length);
  }
}

function grown(array: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(length).fill(NONE);
  longer.set(array);
  return longer;
}

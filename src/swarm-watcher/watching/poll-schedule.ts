/** When each account is polled next: often while messages come, ever less when it is quiet; clock and dice are handed in. */
import { TimingWheel } from './timing-wheel';

/** A number from 0 up to but without 1. */
export type Dice = () => number;

/** An account is polled at two members; each of them is a lane with a due time of its own. */
export type Lane = 0 | 1;
export const LANES: readonly Lane[] = [0, 1];

/** Lanes taken together share their jitter, so that they stay together and travel in one request again. */
export interface PollTurn {
  readonly takenAt: number;
  /** From 0 up to but without 1. */
  readonly chance: number;
}

/** No account rests longer than this between two polls of a lane. */
export const LONGEST_INTERVAL_MS = 60_000;
/** An account is polled about this many times in the time that it has been quiet. */
const POLLS_PER_QUIET_TIME = 20;
const JITTER = 0.1;
/** What falls due within this part of an interval may come along with what is due now. */
const SLACK = 0.15;

/**
 * Accounts are small whole numbers here (seats). Instants are ms of a clock that never runs backwards.
 * A lane that was taken waits for nothing until it is told `polled` or `again`.
 */
export class PollSchedule {
  private readonly wheel: TimingWheel;
  /** When the newest message of each seat was stored. */
  private heardAt = new Float64Array(1_024);

  constructor(
    private readonly floorMs: number,
    private readonly dice: Dice,
    startMs: number,
  ) {
    this.wheel = new TimingWheel(startMs);
  }

  /** A new account, which waits for nothing yet. `quietMs`: silence assumed so far. */
  know(seat: number, now: number, quietMs: number): void {
    if (seat >= this.heardAt.length) {
      const longer = new Float64Array(2 ** Math.ceil(Math.log2(seat + 1)));
      longer.set(this.heardAt);
      this.heardAt = longer;
    }
    this.heardAt[seat] = now - quietMs;
  }

  /** An account begins: one lane is due at once, the other half an interval later. `quietMs`: the longest silence assumed. */
  enter(seat: number, now: number, quietMs: number): void {
    this.heard(seat, now - quietMs);
    this.wheel.place(entryOf(seat, 0), now);
    this.wheel.place(entryOf(seat, 1), now + this.intervalMs(seat, now) / 2);
  }

  leave(seat: number): void {
    for (const lane of LANES) this.drop(seat, lane);
  }

  /** The lane waits no longer. */
  drop(seat: number, lane: Lane): void {
    this.wheel.drop(entryOf(seat, lane));
  }

  waits(seat: number, lane: Lane): boolean {
    return this.wheel.dueAt(entryOf(seat, lane)) !== undefined;
  }

  /** Makes every lane that waits due now. */
  hasten(seat: number, now: number): void {
    for (const lane of LANES) {
      const due = this.wheel.dueAt(entryOf(seat, lane));
      if (due !== undefined && due > now) this.wheel.place(entryOf(seat, lane), now);
    }
  }

  /** A message of this account was stored at `at`, as is learned only now: no lane waits longer than is due to that. */
  wake(seat: number, at: number, now: number): void {
    this.heard(seat, at);
    const latest = now + this.intervalMs(seat, now) / 2;
    for (const lane of LANES) {
      const due = this.wheel.dueAt(entryOf(seat, lane));
      if (due !== undefined && due > latest) this.wheel.place(entryOf(seat, lane), latest);
    }
  }

  /** A message of this account was stored at `at`. */
  heard(seat: number, at: number): void {
    if (at > (this.heardAt[seat] ?? 0)) this.heardAt[seat] = at;
  }

  /** Takes the lane that has been due longest. */
  take(now: number): { readonly seat: number; readonly lane: Lane; readonly dueAt: number } | undefined {
    const due = this.wheel.take(now);
    return due && { seat: due.entry >>> 1, lane: (due.entry & 1) as Lane, dueAt: due.dueAt };
  }

  /** Takes this lane if it waits and would be due so soon that it may come along with another. */
  takeSoon(seat: number, lane: Lane, now: number): boolean {
    const entry = entryOf(seat, lane);
    const due = this.wheel.dueAt(entry);
    if (due === undefined || due - now > SLACK * this.intervalMs(seat, now)) return false;
    this.wheel.drop(entry);
    return true;
  }

  /** The chance that shifts the next polls of lanes that are taken together at `now`. */
  newTurn(now: number): PollTurn {
    return { takenAt: now, chance: this.dice() };
  }

  /** The lane was polled; its interval counts from when it was taken. */
  polled(seat: number, lane: Lane, { takenAt, chance }: PollTurn, now: number): void {
    const jitter = 1 + JITTER * (2 * chance - 1);
    const due = takenAt + jitter * this.intervalMs(seat, now);
    this.wheel.place(entryOf(seat, lane), Math.max(now, due));
  }

  /** The lane is to be polled again after a pause of its own. */
  again(seat: number, lane: Lane, at: number): void {
    this.wheel.place(entryOf(seat, lane), at);
  }

  /** Between the floor and a minute, the longer the quieter. */
  intervalMs(seat: number, now: number): number {
    const quietMs = now - (this.heardAt[seat] ?? 0);
    return Math.min(Math.max(quietMs / POLLS_PER_QUIET_TIME, this.floorMs), LONGEST_INTERVAL_MS);
  }
}

function entryOf(seat: number, lane: Lane): number {
  return seat * 2 + lane;
}

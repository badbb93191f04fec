/** What was found out about quarters as of now, for as long as nothing has changed that it depends on. */
import type { Quarter } from './quarter';
import type { Span, StandingCases } from './standing-cases';

/** What was known when something was found out. */
export interface Mark {
  readonly standing: StandingCases;
  readonly seq: number;
  readonly asOfMs: number;
  /** The day in Zurich: orders of secrecy end with days. */
  readonly day: string;
}

/** A quarter, and whatever else what is found out about it depends on. */
export interface QuarterKey {
  readonly quarter: Quarter;
  readonly key: string;
}

interface Kept<Value> {
  mark: Mark;
  readonly key: string;
  readonly value: Value;
}

export class KeptQuarters<Value> {
  private readonly kept = new Map<Quarter, Kept<Value>>();

  /** Those that must be found out anew. What nothing has touched since is as good as found out now. */
  missing<Key extends QuarterKey>(wanted: readonly Key[], mark: Mark): Key[] {
    const spans = new Map<Mark, readonly Span[]>();
    return wanted.filter(({ quarter, key }) => {
      const one = this.kept.get(quarter);
      if (one === undefined || one.key !== key || !isComparable(one.mark, mark)) return true;
      const touched = spans.get(one.mark) ?? mark.standing.touchedSince(one.mark.seq, one.mark.asOfMs);
      spans.set(one.mark, touched);
      if (touched.some(({ from, to }) => from <= quarter && quarter <= to)) return true;
      one.mark = mark;
      return false;
    });
  }

  keep({ quarter, key }: QuarterKey, mark: Mark, value: Value): void {
    this.kept.set(quarter, { mark, key, value });
  }

  /** What was kept last; undefined when nothing was. */
  value(quarter: Quarter): Value | undefined {
    return this.kept.get(quarter)?.value;
  }
}

/** Whether what was found out then is the same now but for the events that came since. */
function isComparable(then: Mark, now: Mark): boolean {
  return then.standing === now.standing && then.day === now.day && then.asOfMs <= now.asOfMs;
}

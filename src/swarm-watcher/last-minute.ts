/** How much counters grew within the last minute. */

const MINUTE_MS = 60_000;

interface Sample<Name extends string> {
  readonly at: number;
  readonly counts: Readonly<Record<Name, number>>;
}

export class LastMinute<Name extends string> {
  private samples: Sample<Name>[] = [];

  /** Notes the counters as they are at `now` (ms, never running backwards); answers by how much they grew. */
  grown(counts: Readonly<Record<Name, number>>, now: number): Record<Name, number> {
    // One that is older than a minute is kept, to count from.
    const second = this.samples.findIndex(({ at }) => at > now - MINUTE_MS);
    this.samples = this.samples.slice(Math.max((second === -1 ? this.samples.length : second) - 1, 0));
    this.samples.push({ at: now, counts });
    const first = this.samples[0]?.counts as Readonly<Record<Name, number>>;
    const names = Object.keys(counts) as Name[];
    return Object.fromEntries(names.map((name) => [name, counts[name] - first[name]])) as Record<Name, number>;
  }
}

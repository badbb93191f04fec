/** How long a node that failed is left alone: 5 seconds at first, doubling with every new fault up to 10 minutes. */

export const FIRST_COOL_DOWN_MS = 5_000;
export const LONGEST_COOL_DOWN_MS = 600_000;

interface CoolDown {
  readonly strikes: number;
  readonly struckAt: number;
  readonly until: number;
}

export class CoolDowns {
  readonly #records = new Map<string, CoolDown>();

  /** A strike during a cool-down changes nothing: many requests see the same fault at the same moment. */
  strike(name: string, now: number): void {
    const last = this.#records.get(name);
    if (last !== undefined && now < last.until) return;
    const fresh = last === undefined || now >= last.until + LONGEST_COOL_DOWN_MS;
    const strikes = fresh ? 1 : last.strikes + 1;
    const pause = Math.min(FIRST_COOL_DOWN_MS * 2 ** (strikes - 1), LONGEST_COOL_DOWN_MS);
    this.#records.set(name, { strikes, struckAt: now, until: now + pause });
  }

  forgive(name: string): void {
    this.#records.delete(name);
  }

  /** Forgives every strike made after `instant`. */
  forgiveAfter(instant: number): void {
    for (const [name, record] of this.#records) if (record.struckAt > instant) this.#records.delete(name);
  }

  /** The instant at which the node may be used again; 0 for one that may. */
  until(name: string, now: number): number {
    const until = this.#records.get(name)?.until ?? 0;
    return until > now ? until : 0;
  }

  isCooling(name: string, now: number): boolean {
    return this.until(name, now) > 0;
  }

  /** Whether the node failed and nothing good was heard of it since, cooling or not. */
  isStruck(name: string): boolean {
    return this.#records.has(name);
  }

  /** Forgets nodes that the network does not list any more. */
  keepOnly(names: { has(name: string): boolean }): void {
    for (const name of this.#records.keys()) if (!names.has(name)) this.#records.delete(name);
  }
}

/** What other nodes say of a node that we cannot see ourselves; it is believed only from two that share no member. */

/** For so long two sayings can confirm each other. */
export const ACCUSATION_MS = 120_000;

interface Accusation {
  /** The nodes through which the saying came: each of them alone could have invented it. */
  readonly sayers: readonly string[];
  readonly at: number;
}

export class Accusations {
  readonly #against = new Map<string, Accusation[]>();

  /** Notes that `sayers` could not reach `name`; true when somebody wholly different said the same. */
  accuse(name: string, sayers: readonly string[], now: number): boolean {
    const known = (this.#against.get(name) ?? []).filter(
      (one) => now - one.at < ACCUSATION_MS && !isSame(one.sayers, sayers),
    );
    const believed = known.some((one) => areDisjoint(one.sayers, sayers));
    // A handful is enough to find two different ones; more would only grow.
    this.#against.set(name, [...known.slice(-7), { sayers, at: now }]);
    return believed;
  }

  isAccusedBy(name: string, sayer: string, now: number): boolean {
    const known = this.#against.get(name) ?? [];
    return known.some((one) => now - one.at < ACCUSATION_MS && one.sayers.includes(sayer));
  }

  forget(name: string): void {
    this.#against.delete(name);
  }

  keepOnly(names: { has(name: string): boolean }): void {
    for (const name of this.#against.keys()) if (!names.has(name)) this.#against.delete(name);
  }
}

/** Whether no single node could have invented both. */
export function areDisjoint(one: readonly string[], other: readonly string[]): boolean {
  return !one.some((name) => other.includes(name));
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name) => other.includes(name));
}

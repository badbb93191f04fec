/** What is known of each node's health: seen by ourselves, told by others, and when it was last heard of. */
import { Accusations } from './accusations';
import { CoolDowns } from './cool-downs';

/** For so long a node that was heard of is taken for alive. */
const ALIVE_MS = 600_000;
/** Proved guards silent at once, after which an outage of our own link is the likelier explanation. */
const OUTAGE = 2;

export class Reputation {
  /** Faults of guards, seen by ourselves. */
  readonly #silent = new CoolDowns();
  /** Faults of nodes that two others, wholly different, told us of. */
  readonly #missing = new CoolDowns();
  readonly #accusations = new Accusations();
  readonly #aliveAt = new Map<string, number>();
  /** Proved guards that went silent since any guard was last there. */
  readonly #silenced = new Set<string>();
  #lastContact = Number.NEGATIVE_INFINITY;

  /** Forgets nodes that the network does not list any more. */
  keepOnly(names: { has(name: string): boolean }): void {
    for (const memory of [this.#silent, this.#missing, this.#accusations]) memory.keepOnly(names);
    for (const name of this.#aliveAt.keys()) if (!names.has(name)) this.#aliveAt.delete(name);
  }

  /** The node took our connection; that alone does not make up for earlier faults. */
  reached(guard: string, now: number): void {
    // After an outage of our own, what seemed to be everybody's fault was nobody's.
    if (this.#silenced.size >= OUTAGE) this.#silent.forgiveAfter(this.#lastContact);
    this.#silenced.clear();
    this.#lastContact = now;
    this.#aliveAt.set(guard, now);
  }

  /** The node did not take our connection, or behaves as if it had not. */
  unreached(guard: string, isProved: boolean, now: number): void {
    this.#silent.strike(guard, now);
    this.#aliveAt.delete(guard);
    if (isProved) this.#silenced.add(guard);
  }

  /** The node did its part of a request that was answered. */
  worked(name: string, now: number): void {
    this.#aliveAt.set(name, now);
    this.#silent.forgive(name);
    this.#missing.forgive(name);
    this.#accusations.forget(name);
  }

  /** `sayers`, each of whom could have invented it, did not reach the node. */
  accuse(name: string, sayers: readonly string[], now: number): void {
    if (this.#accusations.accuse(name, sayers, now)) this.#missing.strike(name, now);
  }

  isAccusedBy(name: string, sayer: string, now: number): boolean {
    return this.#accusations.isAccusedBy(name, sayer, now);
  }

  /** Whether two wholly different paths failed to reach the node and none succeeded since. */
  isMissing(name: string): boolean {
    return this.#missing.isStruck(name);
  }

  isAlive(name: string, now: number): boolean {
    const at = this.#aliveAt.get(name);
    return at !== undefined && now - at < ALIVE_MS && this.isSound(name, now);
  }

  /** Whether nothing at all speaks against the node. */
  isSound(name: string, now: number): boolean {
    return !this.isCooling(name, now) && !this.isMissing(name);
  }

  /** Whether the node should not be part of a path at the moment. */
  isCooling(name: string, now: number): boolean {
    return this.#silent.isCooling(name, now) || this.#missing.isCooling(name, now);
  }

  /** Until when the node should not be a guard; 0 for one that may. */
  silentUntil(name: string, now: number): number {
    return this.#silent.until(name, now);
  }
}

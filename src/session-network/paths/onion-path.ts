/** The two nodes before a destination: the guard that we talk to and the middle that it talks to. */
import type { ServiceNode } from '../../protocol/service-node';
import { subnetOf } from './subnet';

const ANSWERS_PER_FAILURE = 5;

export class OnionPath {
  /** Whether an answer ever came back through it. */
  confirmed = false;
  /** Requests under way; those who send them keep it. */
  inFlight = 0;
  /** A request that only tests it is under way. */
  probing = false;
  /** When it was last tested. */
  probedAt = Number.NEGATIVE_INFINITY;
  /** Destinations that did not answer through it, without an explanation, since the last answer came. */
  readonly doubts = new Set<string>();
  /** Destinations that gave no answer here and the same one over another path; some are forgiven with every answer. */
  readonly outdone = new Set<string>();
  #answers = 0;
  /** How many answers had come over all paths when the first doubt arose. */
  answersBefore = 0;

  constructor(
    readonly guard: ServiceNode,
    readonly middle: ServiceNode,
    readonly retiresAt: number,
  ) {}

  /** A request, not a mere test, was answered here; every few of them make up for one that was not. */
  served(): void {
    this.#answers += 1;
    const oldest = this.outdone.values().next().value;
    if (oldest !== undefined && this.#answers % ANSWERS_PER_FAILURE === 0) this.outdone.delete(oldest);
  }

  get works(): boolean {
    return this.confirmed && this.doubts.size === 0;
  }

  /** Whether the three nodes are distinct and, if `spread`, stand in three /24 networks. */
  fits(destination: ServiceNode, spread: boolean): boolean {
    return areApart(this.guard, destination, spread) && areApart(this.middle, destination, spread);
  }
}

export function areApart(one: ServiceNode, other: ServiceNode, spread: boolean): boolean {
  return one.ed25519 !== other.ed25519 && !(spread && subnetOf(one) === subnetOf(other));
}

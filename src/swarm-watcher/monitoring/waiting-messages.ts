/**
 * Messages that nodes told of and that are not booked yet. Several members tell of each message, so equal ones wait as
 * one. Whatever the rate, what waits is bounded and no device is forgotten: beyond a number, and for a node that tells
 * faster than its swarm can live, all messages of one account and namespace wait as one that stands for them.
 */
import type { SwarmMessage } from '../message-source';

/** Messages that may wait one by one; about 300 bytes each. */
export const MOST_SINGLE = 20_000;

export interface Waiting {
  readonly message: SwarmMessage;
  /** Ed25519 name of the member that told it. */
  readonly member: string;
  /** Whether it stands for several messages. */
  readonly isCrowd: boolean;
}

/** What became of a message that was added. */
export type Added = 'waits' | 'repeated' | 'collapsed';

export class WaitingMessages {
  private readonly single = new Map<string, Waiting>();
  private readonly crowds = new Map<string, Waiting>();

  /** `newHash`: a hash that nobody has heard of, for what stands for several messages. */
  constructor(
    private readonly newHash: () => string,
    private readonly mostSingle = MOST_SINGLE,
  ) {}

  get size(): number {
    return this.single.size + this.crowds.size;
  }

  /** `isFlood`: the member tells so much that its messages wait together. */
  add(message: SwarmMessage, member: string, isFlood: boolean): Added {
    const key = `${message.accountId}/${message.namespace}/${message.hash}`;
    const twin = this.single.get(key);
    if (twin !== undefined) {
      if (isLater(message, twin.message)) this.single.set(key, { message, member, isCrowd: false });
      return 'repeated';
    }
    if (isFlood || this.single.size >= this.mostSingle) return this.addToCrowd(message, member);
    this.single.set(key, { message, member, isCrowd: false });
    return 'waits';
  }

  /** What was taken and could not be booked. */
  putBack(waiting: readonly Waiting[]): void {
    for (const { message, member, isCrowd } of waiting) this.add(message, member, isCrowd);
  }

  /** Takes up to `most` that wait singly, oldest first, and of the crowds up to `mostCrowds`. */
  take(most: number, mostCrowds: number): Waiting[] {
    return [...taken(this.single, most), ...taken(this.crowds, mostCrowds)];
  }

  private addToCrowd(message: SwarmMessage, member: string): Added {
    const key = `${message.accountId}/${message.namespace}`;
    const crowd = this.crowds.get(key);
    if (crowd === undefined) {
      this.crowds.set(key, { message, member, isCrowd: true });
      return 'waits';
    }
    const isSame = crowd.message.hash === message.hash;
    if (isSame && !isLater(message, crowd.message)) return 'repeated';
    const later = isLater(message, crowd.message) ? { message, member } : crowd;
    // Known or not, the messages it stands for: under a hash of its own it is new to every device it concerns.
    const hash = isSame ? message.hash : this.newHash();
    const storedAfter = latest(message.storedAfter, crowd.message.storedAfter);
    this.crowds.set(key, { message: { ...later.message, hash, storedAfter }, member: later.member, isCrowd: true });
    return isSame ? 'repeated' : 'collapsed';
  }
}

/** Whoever is woken for the earlier of two is woken for the later one too. Both live long enough to wake. */
function isLater(one: SwarmMessage, other: SwarmMessage): boolean {
  return one.storedAt > other.storedAt;
}

function latest(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || (other !== undefined && other > one) ? other : one;
}

function taken(waiting: Map<string, Waiting>, most: number): Waiting[] {
  const result: Waiting[] = [];
  for (const [key, one] of waiting) {
    if (result.length >= most) break;
    result.push(one);
    waiting.delete(key);
  }
  return result;
}

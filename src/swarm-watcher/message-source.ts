/** Where messages are heard of: the contract between whoever watches swarms and whoever books what they tell. */
import type { Share } from './share';

/** What a member of a swarm tells of one stored message: nothing of its content, sender or size. */
export interface SwarmMessage {
  /** The account's id in the database. */
  readonly accountId: string;
  readonly namespace: number;
  /** 43 characters of base64; a notice may have 32 to 99 visible ASCII characters. */
  readonly hash: string;
  /**
   * ms since 1970 by the network's clock, as told: it may be a lie. Nodes pass on what the sender wrote, so a message
   * that waited for a network is older than its storing.
   */
  readonly storedAt: number;
  /** ms since 1970 by our clock: it was stored after this, whatever `storedAt` says; absent when nobody can know. */
  readonly storedAfter?: number;
  /** ms since 1970 by the network's clock, as told: it may be a lie. */
  readonly expiresAt: number;
}

/** What one member said at one time. */
export interface Telling {
  /** Ed25519 name of the member. */
  readonly member: string;
  readonly messages: readonly SwarmMessage[];
}

/**
 * Resolves when every message that wakes somebody is safely booked and queued; only then may a source move past it.
 * Rejects when that could not be done: the source tells the same again later.
 */
export type Sink = (telling: Telling) => Promise<void>;

export abstract class MessageSource {
  /** Begins to watch and hands what it hears to `sink`. Returns at once; what is away is tried again for ever. */
  abstract start(sink: Sink): void;
  /**
   * Resolves, after `start`, when the source knows what there is to watch, so that it may be given a share: until then
   * those who watch now go on. By default at once.
   */
  ready(): Promise<void> {
    return Promise.resolve();
  }
  /**
   * Watches these swarms from now on and no others; called whenever the share changes. Before, nothing is owned.
   * Resolves when what is new in it is being watched, or after a few seconds when some of that is away: until then those
   * who watched it before go on.
   */
  abstract share(share: Share): Promise<void>;
  /** Ends watching; resolves when the tellings under way are settled. May be started again afterwards. */
  abstract stop(): Promise<void>;
}

/** Sorts notices: whose they are, whether the node may tell them, and whether anybody is woken for them. */
import type { Notice } from '../../protocol/monitor-wire';
import type { SwarmMessage } from '../message-source';
import type { WatcherCount, WatcherStats } from '../watcher-stats';
import { isWorthWaking } from '../worth-waking';
import type { Link, MonitoredSwarms } from './monitored-swarms';
import type { Waiting, WaitingMessages } from './waiting-messages';

/** Messages booked last that are remembered: the other members of the swarm are about to tell them too. */
const REMEMBERED = 30_000;

export class NoticeDesk {
  /** When the booked ones were stored, as told, by account, namespace and hash; the older half, and the newer one. */
  private older = new Map<string, number>();
  private newer = new Map<string, number>();

  constructor(
    private readonly swarms: MonitoredSwarms,
    private readonly waiting: WaitingMessages,
    private readonly wakeNamespaces: ReadonlySet<number>,
    private readonly stats: WatcherStats,
    /** ms since 1970 by our clock. */
    private readonly wall: () => number,
  ) {}

  /** Takes what the node of `link` tells at `now` (steady, ms). */
  take(notice: Notice, link: Link, now: number): void {
    this.stats.add('notices');
    const message = this.messageOf(notice, link);
    if (typeof message === 'string') {
      this.stats.add(message);
      return;
    }
    this.stats.add('messages_told');
    const added = this.waiting.add(message, link.node.ed25519, link.gauge.isTooMuch(now));
    if (added === 'repeated') this.stats.add('notices_repeated');
    if (added === 'collapsed') this.stats.add('notices_collapsed');
  }

  /** The message, or as what it is dropped. */
  private messageOf(notice: Notice, link: Link): SwarmMessage | WatcherCount {
    const { index } = this.swarms;
    const slot = index.find(notice.account);
    if (slot === undefined) return 'notices_unwatched';
    if (index.swarm(slot) !== link.swarm) return 'notices_misplaced';
    const { namespace, hash, storedAt, expiresAt } = notice;
    if (!this.wakeNamespaces.has(namespace)) return 'notices_other_namespace';
    // A node tells of a message when it stores it.
    const place = { accountId: String(index.id(slot)), namespace, hash };
    const message = { ...place, storedAt, expiresAt, storedAfter: this.wall() };
    if (!isWorthWaking(message)) return 'messages_short_lived';
    return this.isBooked(message) ? 'notices_repeated' : message;
  }

  /** Remembers what is booked. */
  booked(waiting: readonly Waiting[]): void {
    for (const { message } of waiting) {
      if (this.newer.size >= REMEMBERED) {
        this.older = this.newer;
        this.newer = new Map();
      }
      this.newer.set(keyOf(message), message.storedAt);
    }
  }

  /** Whoever is woken for this telling was woken for an earlier one, which called the message no older. */
  private isBooked(message: SwarmMessage): boolean {
    const key = keyOf(message);
    const storedAt = this.newer.get(key) ?? this.older.get(key);
    return storedAt !== undefined && message.storedAt <= storedAt;
  }
}

function keyOf({ accountId, namespace, hash }: SwarmMessage): string {
  return `${accountId}/${namespace}/${hash}`;
}

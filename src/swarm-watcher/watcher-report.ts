/** What a watcher says of itself: counts only, no node and no account. */
import { z } from 'zod';

const count = z.number().int().nonnegative();

export const WATCHER_PART = 'watcher';

export const watcherReport = z.object({
  /** Swarms of its share, and of the network as it knows it; 0 before it has a list. */
  swarms: count,
  networkSwarms: count,
  /** Nodes of the network, and those of them that it cannot reach or was told nobody can. */
  nodes: count,
  nodesFailing: count,
  /** Watchers with a living lease, as it sees them. */
  watchers: count,
  /** Accounts it knows, whoever asks for them. */
  delegatedAccounts: count,
  monitoredAccounts: count,
  /** Monitor connections that stand, and that should. */
  links: count,
  linksWanted: count,
  /** Messages that nodes told of and that are not booked yet. */
  waitingNotices: count,
  /** How late the poll begun last was, ms. */
  lagMs: z.number(),
  /** Whether it rests because nothing can be booked or sent. */
  isHeldUp: z.boolean(),
  /** Network time minus our time (ms), and how many nodes have a say in it. */
  clockOffsetMs: z.number(),
  clockNodes: count,
  /** Requests to nodes within the last minute, and those without a usable answer. */
  requests: count,
  requestsFailed: count,
});

export type WatcherReport = z.infer<typeof watcherReport>;

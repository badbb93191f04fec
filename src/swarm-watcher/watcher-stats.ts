/** What the watcher counts: a closed list of names, no label ever says whose. */

export const WATCHER_COUNTS = [
  /** Requests sent, and the retrieves in them. */
  'requests',
  'retrieves',
  /** Messages that members told of and that may wake somebody. */
  'messages_told',
  /** Messages that wake nobody: stored before anybody subscribed. */
  'messages_early',
  /** Messages that wake nobody: they live 30 seconds or less. */
  'messages_short_lived',
  /** (message, device) pairs booked for the first time, and those that were known. */
  'pairs_fresh',
  'pairs_known',
  /** Requests without a usable answer. */
  'failed_no_path',
  'failed_unreachable',
  'failed_timed_out',
  'failed_malformed',
  'failed_status',
  'failed_other',
  /** Answers for one account that were no messages. */
  'answers_unauthorised',
  'answers_misplaced',
  'answers_wrong_clock',
  'answers_other_code',
  'answers_malformed',
  /** More answers than questions. */
  'answers_surplus',
  /** Messages without a proper hash or time. */
  'messages_malformed',
  /** Members that told so much that they are left alone for a while. */
  'members_overdrawn',
  /** Their answers that were not read. */
  'answers_unread',
  /** Delegations that two members refused. */
  'delegations_revoked',
  /** Accounts that could not be asked for: their master key is not at hand. */
  'accounts_without_key',
  /** Tellings that could not be booked and are read again. */
  'tellings_put_off',
  'cursors_saved',
  'cursors_unreadable',
  /** Leases of this watcher that ran out while it lived: it hung, or the database was away. */
  'leases_lost',
  /** Notices over monitor connections, and those that were dropped: not of the protocol, from a node that does not keep
   * the account, of an account that is not monitored, in a namespace that wakes nobody. */
  'notices',
  'notices_malformed',
  'notices_misplaced',
  'notices_unwatched',
  'notices_other_namespace',
  /** The same message again while it waits or soon after, and messages that wait together with others. */
  'notices_repeated',
  'notices_collapsed',
  /** Monitor requests and the items in them; requests refused as a whole, items refused, items refused for their time. */
  'monitor_requests',
  'monitor_items',
  'monitor_requests_refused',
  'monitor_items_refused',
  'monitor_items_wrong_clock',
  /** Monitor connections that greeted, and how others ended. */
  'links_up',
  'links_silent',
  'links_broken',
  'links_malformed',
] as const;

export type WatcherCount = (typeof WATCHER_COUNTS)[number];

/** Counts since the process began, and how things stand. */
export class WatcherStats {
  readonly counts: Record<WatcherCount, number> = Object.fromEntries(WATCHER_COUNTS.map((name) => [name, 0])) as Record<
    WatcherCount,
    number
  >;
  /** Swarms that this process watches; the other watchers watch the others. */
  swarms = 0;
  /** Watchers with a living lease, this one included. */
  watchers = 0;
  /** Accounts known, of all swarms: whoever takes a swarm over knows its accounts already. */
  accounts = 0;
  /** Accounts watched over monitor connections, the connections that stand, and those that should. */
  monitored = 0;
  links = 0;
  linksWanted = 0;
  /** Messages that nodes told of and that are not handed over yet. */
  waitingNotices = 0;
  /** Requests under way. */
  underWay = 0;
  /** How long the lane taken last had been due, ms. */
  lagMs = 0;
  /** Whether polling is held up because nothing can be booked. */
  heldUp = false;

  add(name: WatcherCount, count = 1): void {
    this.counts[name] += count;
  }
}

/** Everything that the page of operations is made of, as it was read at one moment. */
import type { ServiceReport } from '../../push/pusher-report';
import type { Board, Standing } from '../../push/wake-up-standing';
import type { SubscriptionCounts } from '../../subscriptions/subscription-counts';
import type { WatcherReport } from '../../swarm-watcher/watcher-report';

export interface Process {
  readonly role: string;
  readonly startedAt: Date;
  /** How long ago it last said how it is, ms. */
  readonly silentMs: number;
  /** Whether that is too long. */
  readonly isSilent: boolean;
}

export interface Situation {
  readonly board: Board;
  /** Undefined until they have been counted for the first time. */
  readonly subscriptions: SubscriptionCounts | undefined;
  readonly processes: readonly Process[];
  /** Of those that are not silent. */
  readonly watchers: readonly WatcherReport[];
  /** Of those that are not silent: what each says of each service it is set up for. */
  readonly pushers: readonly Readonly<Record<string, ServiceReport>>[];
}

const NOTHING: Omit<Standing, 'service'> = {
  ...{ counted: {}, pairs: 0, owed: 0, retrying: 0, late: 0, oldest: null, kept: 0 },
};

/** Services that somebody uses, is set up for, or has paused; in the order of `known`, then others by name. */
export function servicesOf({ board, subscriptions, pushers }: Situation, known: readonly string[]): string[] {
  const named = new Set([
    ...board.standings.map(({ service }) => service),
    ...board.pauses.map(({ service }) => service),
    ...pushers.flatMap((pusher) => Object.keys(pusher)),
    ...(subscriptions?.counts.map(({ service }) => service) ?? []),
  ]);
  const others = [...named].filter((service) => !known.includes(service)).sort();
  return [...known.filter((service) => named.has(service)), ...others];
}

export function standingOf({ board }: Situation, service: string): Standing {
  return board.standings.find((one) => one.service === service) ?? { service, ...NOTHING };
}

/** What the pushers say of a service, the one that heard from it last first. */
export function reportsOf({ pushers }: Situation, service: string): ServiceReport[] {
  const reports = pushers.flatMap((pusher) => pusher[service] ?? []);
  const heardAt = ({ acceptedAt = 0, fault }: ServiceReport) => Math.max(acceptedAt, fault?.at ?? 0);
  return reports.sort((a, b) => heardAt(b) - heardAt(a));
}

export function subscriptionsOf({ subscriptions }: Situation, service?: string): number | undefined {
  return subscriptions?.counts
    .filter((one) => service === undefined || one.service === service)
    .reduce((sum, { count }) => sum + count, 0);
}

/** Swarms of the network as the watchers know it, those watched, and nodes; 0 before anybody knows a list. */
export function coverageOf({ watchers }: Situation) {
  const most = (pick: (report: WatcherReport) => number) => Math.max(0, ...watchers.map(pick));
  const sum = (pick: (report: WatcherReport) => number) => watchers.reduce((all, report) => all + pick(report), 0);
  return {
    swarms: most((one) => one.networkSwarms),
    watched: sum((one) => one.swarms),
    nodes: most((one) => one.nodes),
    failing: most((one) => one.nodesFailing),
    links: sum((one) => one.links),
    linksWanted: sum((one) => one.linksWanted),
    requests: sum((one) => one.requests),
    requestsFailed: sum((one) => one.requestsFailed),
    waitingNotices: sum((one) => one.waitingNotices),
    // Every watcher knows every account.
    delegatedAccounts: most((one) => one.delegatedAccounts),
    monitoredAccounts: most((one) => one.monitoredAccounts),
    clockOffsetMs: watchers.reduce(
      (far, one) => (Math.abs(one.clockOffsetMs) > Math.abs(far) ? one.clockOffsetMs : far),
      0,
    ),
  };
}

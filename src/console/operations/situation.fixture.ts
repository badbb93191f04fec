/** A situation in which all is well, to be changed by tests. */
import type { ServiceReport } from '../../push/pusher-report';
import type { Figure } from '../../push/wake-up-figures';
import type { Board, Standing } from '../../push/wake-up-standing';
import type { WatcherReport } from '../../swarm-watcher/watcher-report';
import type { Situation } from './situation';

export const NOW = Date.parse('2026-11-28T13:00:00Z');

export function standing(changes: Partial<Standing> = {}): Standing {
  return {
    service: 'apns',
    counted: { seen: 12, duplicate: 1, accepted: 8, merged: 3 },
    pairs: 0,
    owed: 0,
    retrying: 0,
    late: 0,
    oldest: null,
    kept: 0,
    ...changes,
  };
}

/** One that is owed by so many phones, the oldest for so long. */
export function owing(owed: number, waitedMs: number, changes: Partial<Standing> = {}): Standing {
  const counted = { seen: 12 + owed, duplicate: 1, accepted: 8, merged: 3 };
  const late = waitedMs > 60_000 ? owed : 0;
  return standing({ counted, pairs: owed, owed, late, oldest: new Date(NOW - waitedMs), ...changes });
}

export const BRISK: readonly Figure[] = [
  { service: 'apns', kind: 'seen', value: 120 },
  { service: 'apns', kind: 'duplicate', value: 20 },
  { service: 'apns', kind: 'accepted', value: 100 },
  { service: 'apns', kind: 'took_500', value: 100 },
];

export function board(changes: Partial<Board> = {}): Board {
  return {
    at: NOW,
    standings: [standing()],
    kept: [],
    pauses: [],
    jobs: { waiting: 0, delayed: 0, active: 0 },
    recent: BRISK,
    ...changes,
  };
}

export function watcher(changes: Partial<WatcherReport> = {}): WatcherReport {
  return {
    ...{ swarms: 10, networkSwarms: 10, nodes: 60, nodesFailing: 2, watchers: 1 },
    ...{ delegatedAccounts: 900, monitoredAccounts: 100, links: 60, linksWanted: 60, waitingNotices: 0 },
    ...{ lagMs: 3, isHeldUp: false, clockOffsetMs: 120, clockNodes: 9, requests: 500, requestsFailed: 3 },
    ...changes,
  };
}

export function service(changes: Partial<ServiceReport> = {}): ServiceReport {
  const credentials = [
    { name: 'provider token', since: NOW - 600_000, until: NOW + 3_000_000, renewsItself: true },
    { name: 'certificates trusted', until: NOW + 400 * 86_400_000, renewsItself: false },
  ];
  return { acceptedAt: NOW - 4_000, faultsInRow: 0, credentials, ...changes };
}

export function situation(changes: Partial<Situation> = {}): Situation {
  return {
    board: board(),
    subscriptions: { at: NOW - 20_000, counts: [{ service: 'apns', way: 'onion', count: 1_000 }] },
    processes: [{ role: 'all', startedAt: new Date(NOW - 3_600_000), silentMs: 900, isSilent: false }],
    watchers: [watcher()],
    pushers: [{ apns: service() }],
    ...changes,
  };
}

/** Paused three minutes ago. */
export function paused(changes: { readonly service?: string; readonly reason?: string } = {}) {
  return {
    service: 'apns',
    isPaused: true,
    at: new Date(NOW - 180_000),
    by: 'operator-one',
    reason: 'Apple is ill',
    ...changes,
  };
}

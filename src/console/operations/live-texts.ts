/** Every text of the page that changes by itself, by name: the page is made with them, and a stream sends them anew. */
import { createHash } from 'node:crypto';
import { LEDGER_KINDS, percentile, sumOf } from '../../push/wake-up-figures';
import { unaccountedOf } from '../../push/wake-up-standing';
import type { Tone } from '../frame/pieces';
import { type Finding, type Flow, judge } from './flow';
import { coverageOf, reportsOf, type Situation, standingOf, subscriptionsOf } from './situation';
import { ago, counted, inNumbers, inTime, within } from './words';

export interface LiveText {
  readonly text: string;
  readonly tone?: Tone;
}

export interface Live {
  /** ms since 1970. */
  readonly at: number;
  readonly flow: Flow;
  readonly texts: Readonly<Record<string, LiveText>>;
  readonly findings: readonly Finding[];
  /** Another one when the page has other rows or forms than before: then it is to be opened again. */
  readonly shape: string;
}

const FLOW_TONES: Readonly<Record<Flow, Tone>> = { flowing: 'good', idle: 'calm', slow: 'warn', stopped: 'bad' };
/** So many answers in a row are no accident. */
const FAILING = 5;
const NONE: LiveText = { text: 'none' };

export function liveOf(situation: Situation, services: readonly string[]): Live {
  const { board } = situation;
  const { flow, headline, findings } = judge(situation);
  const texts: Record<string, LiveText> = {
    verdict: { text: headline, tone: FLOW_TONES[flow] },
    ...tilesOf(situation, services),
    ...queueOf(situation),
    ...watchingOf(situation),
  };
  for (const service of services) Object.assign(texts, serviceOf(situation, service), ledgerOf(situation, service));
  for (const kept of board.kept) texts[keptName(kept)] = { text: inNumbers(kept.count) };
  return { at: board.at, flow, texts, findings, shape: shapeOf(situation, services) };
}

export function keptName({ service, reason }: { readonly service: string; readonly reason: string }): string {
  return `kept:${service}:${reason}`;
}

function tilesOf(situation: Situation, services: readonly string[]): Record<string, LiveText> {
  const { board } = situation;
  const standings = services.map((service) => standingOf(situation, service));
  const sum = (pick: (one: (typeof standings)[number]) => number) => standings.reduce((all, one) => all + pick(one), 0);
  const oldest = Math.min(...standings.map((one) => one.oldest?.getTime() ?? Number.POSITIVE_INFINITY));
  const subscriptions = subscriptionsOf(situation);
  const kept = sum((one) => one.kept);
  return {
    'tile:owed': { text: inNumbers(sum((one) => one.owed)) },
    'tile:oldest': oldest < Number.POSITIVE_INFINITY ? { text: inTime(board.at - oldest) } : NONE,
    'tile:seen': { text: inNumbers(sumOf(board.recent, 'seen') - sumOf(board.recent, 'duplicate')) },
    'tile:accepted': { text: inNumbers(sumOf(board.recent, 'accepted')) },
    'tile:half': { text: within(percentile(board.recent, 0.5)) },
    'tile:most': { text: within(percentile(board.recent, 0.95)) },
    'tile:kept': { text: inNumbers(kept), ...(kept > 0 ? { tone: 'warn' as const } : {}) },
    'tile:subscriptions': { text: subscriptions === undefined ? 'counting' : inNumbers(subscriptions) },
  };
}

function serviceOf(situation: Situation, service: string): Record<string, LiveText> {
  const { board } = situation;
  const { owed, oldest, retrying } = standingOf(situation, service);
  const reports = reportsOf(situation, service);
  const recent = board.recent.filter((figure) => figure.service === service);
  const acceptedAt = Math.max(0, ...reports.map((one) => one.acceptedAt ?? 0));
  const fault = reports.flatMap((one) => one.fault ?? []).sort((a, b) => b.at - a.at)[0];
  return {
    [`${service}:state`]: stateOf(situation, service),
    [`${service}:owed`]: { text: inNumbers(owed) },
    [`${service}:oldest`]: oldest === null ? NONE : { text: inTime(board.at - oldest.getTime()) },
    [`${service}:retrying`]: { text: inNumbers(retrying) },
    [`${service}:accepted`]: { text: inNumbers(sumOf(recent, 'accepted')) },
    [`${service}:put-off`]: { text: inNumbers(sumOf(recent, 'put_off')) },
    [`${service}:most`]: { text: within(percentile(recent, 0.95)) },
    [`${service}:accepted-at`]: acceptedAt === 0 ? { text: 'not yet' } : { text: ago(acceptedAt, board.at) },
    [`${service}:fault`]: fault === undefined ? NONE : { text: `${fault.reason}, ${ago(fault.at, board.at)}` },
  };
}

function stateOf(situation: Situation, service: string): LiveText {
  if (situation.board.pauses.some((one) => one.service === service && one.isPaused)) {
    return { text: 'paused', tone: 'warn' };
  }
  const [report] = reportsOf(situation, service);
  if (report === undefined)
    return { text: 'no pusher', tone: standingOf(situation, service).owed > 0 ? 'bad' : 'calm' };
  if (report.faultsInRow >= FAILING) return { text: 'failing', tone: 'bad' };
  if (report.acceptedAt === undefined) return { text: 'ready', tone: 'calm' };
  return { text: 'works', tone: 'good' };
}

function ledgerOf(situation: Situation, service: string): Record<string, LiveText> {
  const standing = standingOf(situation, service);
  const unaccounted = unaccountedOf(standing);
  return {
    ...Object.fromEntries(
      LEDGER_KINDS.map((kind) => [`${service}:${kind}`, { text: inNumbers(standing.counted[kind] ?? 0) }]),
    ),
    [`${service}:in-flight`]: { text: inNumbers(standing.pairs + standing.kept) },
    [`${service}:balance`]:
      unaccounted === 0
        ? { text: 'balances', tone: 'good' }
        : { text: `${inNumbers(unaccounted)} missing`, tone: 'bad' },
  };
}

function queueOf({ board: { jobs } }: Situation): Record<string, LiveText> {
  const text = (count: number | undefined): LiveText =>
    count === undefined ? { text: 'away', tone: 'bad' } : { text: inNumbers(count) };
  return {
    'jobs:waiting': text(jobs?.waiting),
    'jobs:delayed': text(jobs?.delayed),
    'jobs:active': text(jobs?.active),
  };
}

function watchingOf(situation: Situation): Record<string, LiveText> {
  const { watchers } = situation;
  const all = coverageOf(situation);
  const share = (part: number, whole: number) => `${inNumbers(part)} of ${inNumbers(whole)}`;
  return {
    'watching:watchers': {
      text: inNumbers(watchers.length),
      ...(watchers.length === 0 ? { tone: 'bad' as const } : {}),
    },
    // Two may watch one for a moment, while one hands it to the other.
    'watching:swarms': { text: share(Math.min(all.watched, all.swarms), all.swarms) },
    'watching:nodes': { text: share(all.failing, all.nodes) },
    'watching:requests': { text: `${share(all.requestsFailed, all.requests)} in the last minute` },
    'watching:delegated': { text: inNumbers(all.delegatedAccounts) },
    'watching:monitored': { text: inNumbers(all.monitoredAccounts) },
    'watching:links': { text: share(all.links, all.linksWanted) },
    'watching:notices': { text: counted(all.waitingNotices, 'message') },
    'watching:clock': { text: `${(all.clockOffsetMs / 1_000).toFixed(1)} s` },
  };
}

function shapeOf({ board, processes }: Situation, services: readonly string[]): string {
  const shape = {
    services,
    paused: board.pauses.map(({ service, isPaused, at }) => [service, isPaused, at.getTime()]),
    kept: board.kept.map(keptName),
    processes: processes.map(({ role, startedAt, isSilent }) => [role, startedAt.getTime(), isSilent]),
  };
  return createHash('sha256').update(JSON.stringify(shape)).digest('hex').slice(0, 16);
}

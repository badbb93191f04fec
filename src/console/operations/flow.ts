/** Do wake-ups flow? The answer in a line, what speaks against it, and what to do about each. */
import { percentile, sumOf } from '../../push/wake-up-figures';
import { unaccountedOf } from '../../push/wake-up-standing';
import { coverageOf, reportsOf, type Situation, servicesOf, standingOf, subscriptionsOf } from './situation';
import { counted, inNumbers, inTime, vendorName, within } from './words';

export type Flow = 'flowing' | 'slow' | 'stopped' | 'idle';

export interface Finding {
  /** What it means for wake-ups; `note` for what is to be looked at although they flow. */
  readonly means: 'stopped' | 'slow' | 'note';
  /** The push service it is about, in words; undefined when it is about all of them. */
  readonly vendor?: string;
  readonly what: string;
  readonly todo: string;
}

export interface Verdict {
  readonly flow: Flow;
  readonly headline: string;
  /** The gravest first. */
  readonly findings: readonly Finding[];
}

/** A wake-up that waits longer although nobody asked it to is stuck. */
const STUCK_MS = 5 * 60_000;
const SLOW_P95_MS = 10_000;
/** Fewer wake-ups say nothing of how quick they are. */
const ENOUGH = 20;
const CREDENTIAL_SOON_MS = 30 * 24 * 3_600_000;
/** Nodes refuse what is a minute off. */
const CLOCK_OFF_MS = 30_000;
const GRAVITY = { stopped: 0, slow: 1, note: 2 } as const;

export function judge(situation: Situation): Verdict {
  const findings = [
    ...ofProcesses(situation),
    ...servicesOf(situation, []).flatMap((service) => ofService(situation, service)),
    ...ofSpeed(situation),
    ...ofWatching(situation),
    ...ofBooks(situation),
  ].sort((a, b) => GRAVITY[a.means] - GRAVITY[b.means]);
  const gravest = findings[0]?.means ?? 'note';
  const flow = gravest === 'note' ? restful(situation) : gravest;
  return { flow, headline: headlineOf(flow, situation, findings), findings };
}

function restful({ board, ...situation }: Situation): 'flowing' | 'idle' {
  const isQuiet = board.standings.every(({ owed }) => owed === 0) && sumOf(board.recent, 'seen') === 0;
  return isQuiet || subscriptionsOf({ board, ...situation }) === 0 ? 'idle' : 'flowing';
}

function headlineOf(flow: Flow, situation: Situation, findings: readonly Finding[]): string {
  const { recent } = situation.board;
  if (flow === 'stopped' || flow === 'slow') {
    const [{ vendor, what } = { vendor: undefined, what: '' }] = findings;
    return `Wake-ups${vendor === undefined ? '' : ` through ${vendor}`} are ${flow}: ${what}`;
  }
  if (subscriptionsOf(situation) === 0) return 'There is nothing to do: nobody has subscribed yet.';
  if (flow === 'idle') return 'There is nothing to do: no message came in the last five minutes, and nothing waits.';
  const accepted = sumOf(recent, 'accepted');
  if (accepted === 0) return 'Wake-ups flow: what came is on its way.';
  const [half, most] = [percentile(recent, 0.5), percentile(recent, 0.95)];
  const speed = half === undefined ? '' : `, half of them within ${within(half)}, 95 % within ${within(most)}`;
  return `Wake-ups flow: ${inNumbers(accepted)} accepted in the last five minutes${speed}.`;
}

function ofProcesses(situation: Situation): Finding[] {
  const { board, processes, watchers, pushers } = situation;
  const findings: Finding[] = [];
  const isNeeded = subscriptionsOf(situation) !== 0 || board.standings.some(({ owed }) => owed > 0);
  const means = isNeeded ? 'stopped' : 'note';
  if (pushers.length === 0) {
    findings.push({
      means,
      what: 'no pusher runs.',
      todo: 'Start one: ROLE=pusher npm run serve. What is owed waits.',
    });
  }
  if (watchers.length === 0) {
    const todo = 'Start one: ROLE=watcher npm run serve. What was stored meanwhile is read then.';
    findings.push({ means, what: 'no watcher runs: nobody hears of new messages.', todo });
  }
  if (board.jobs === undefined) {
    const todo = 'Look at the store of the queues (REDIS_URL). What is owed is safe, and is queued when it is back.';
    findings.push({ means: 'stopped', what: 'the queue does not answer.', todo });
  }
  const silent = processes.filter((process) => process.isSilent);
  if (silent.length > 0) {
    const what = `${counted(silent.length, 'process', 'processes')} went silent: ${silent.map(({ role }) => role).join(', ')}.`;
    findings.push({ means: 'note', what, todo: 'If you did not stop it, look at its log; others have its work.' });
  }
  return findings;
}

function ofService(situation: Situation, service: string): Finding[] {
  const { board, pushers } = situation;
  const { owed, oldest, retrying } = standingOf(situation, service);
  const vendor = vendorName(service);
  const pause = board.pauses.find((one) => one.service === service && one.isPaused);
  if (pause !== undefined) {
    const since = inTime(board.at - pause.at.getTime());
    const what = `paused ${since} ago by ${pause.by} (${pause.reason}); ${waitFor(owed)}.`;
    return [{ means: owed > 0 ? 'stopped' : 'note', vendor, what, todo: 'Resume it below when the reason is gone.' }];
  }
  const reports = reportsOf(situation, service);
  const findings = reports.flatMap(({ credentials }) =>
    credentials.flatMap((one) => ofCredential(one, vendor, board.at)),
  );
  if (owed > 0 && pushers.length > 0 && reports.length === 0) {
    const todo = 'Give the pushers the settings of this service and restart them.';
    findings.push({ means: 'stopped', vendor, what: `no pusher is set up for it; ${waitFor(owed)}.`, todo });
  }
  const recent = board.recent.filter((figure) => figure.service === service);
  const waitedMs = oldest === null ? 0 : board.at - oldest.getTime();
  if (reports.length > 0 && waitedMs > STUCK_MS && sumOf(recent, 'accepted') === 0) {
    const fault = reports.find((one) => one.fault !== undefined && one.faultsInRow > 0)?.fault;
    const because = fault === undefined ? '' : `, last answer: ${fault.reason}`;
    const what = `it has taken nothing for five minutes; ${waitFor(owed)}, ${inNumbers(retrying)} put off${because}.`;
    const todo = 'Look at the reason. If it lasts, pause the service until the vendor is well.';
    findings.push({ means: 'stopped', vendor, what, todo });
  }
  return distinct(findings);
}

function ofCredential(
  { name, until, renewsItself }: { name: string; until?: number; renewsItself: boolean },
  vendor: string,
  now: number,
): Finding[] {
  if (until === undefined || renewsItself || until - now > CREDENTIAL_SOON_MS) return [];
  const when = until > now ? `end in ${inTime(until - now)}` : 'have ended';
  const todo = 'Put a newer file in its place (the CA setting of the service) and restart the pushers.';
  return [{ means: until > now ? 'note' : 'slow', vendor, what: `the ${name} ${when}.`, todo }];
}

function ofSpeed(situation: Situation): Finding[] {
  const { standings, recent, pauses } = situation.board;
  const paused = new Set(pauses.filter(({ isPaused }) => isPaused).map(({ service }) => service));
  const running = standings.filter(({ service }) => !paused.has(service));
  const late = running.reduce((sum, one) => sum + one.late, 0);
  const accepted = sumOf(recent, 'accepted');
  const findings: Finding[] = [];
  // Some phones are always put off by their vendor; they say nothing of the others.
  if (late > accepted / 100) {
    const what = `${counted(late, 'phone has', 'phones have')} waited for more than a minute.`;
    const todo = 'If the queue is long, start another pusher; if the vendor puts wake-ups off, its reason is below.';
    findings.push({ means: 'slow', what, todo });
  }
  const most = percentile(recent, 0.95);
  if (accepted >= ENOUGH && most !== undefined && most.ms > SLOW_P95_MS) {
    const what = `of the last five minutes' wake-ups one in twenty took over ${inTime(SLOW_P95_MS)} (95 % within ${within(most)}).`;
    findings.push({ means: 'slow', what, todo: 'Look at the queue and at Postgres; more pushers share the work.' });
  }
  return findings;
}

function ofWatching(situation: Situation): Finding[] {
  const { watchers } = situation;
  const { swarms, watched, nodes, failing, clockOffsetMs } = coverageOf(situation);
  const findings: Finding[] = [];
  if (watchers.length > 0 && watched < swarms) {
    const what = `${inNumbers(swarms - watched)} of ${counted(swarms, 'swarm')} are watched by nobody.`;
    const todo =
      'A watcher that starts or ends needs up to half a minute. If it lasts, look at the logs of the watchers.';
    findings.push({ means: watched === 0 ? 'stopped' : 'slow', what, todo });
  }
  if (watchers.some((one) => one.isHeldUp)) {
    const todo = 'Look at Postgres, and whether the machine reaches the internet. Nothing is missed: it is read later.';
    findings.push({ means: 'slow', what: 'watchers rest, because nothing can be booked or sent.', todo });
  }
  if (nodes > 0 && failing > nodes / 2) {
    const what = `${inNumbers(failing)} of ${counted(nodes, 'node')} cannot be reached.`;
    findings.push({ means: 'slow', what, todo: 'Look at the network of the machine and its firewall.' });
  }
  if (Math.abs(clockOffsetMs) > CLOCK_OFF_MS) {
    const what = `a watcher's clock is ${inTime(Math.abs(clockOffsetMs))} off the network's.`;
    findings.push({ means: 'note', what, todo: 'Set the clock of the machine (NTP).' });
  }
  return findings;
}

function ofBooks({ board }: Situation): Finding[] {
  const findings: Finding[] = [];
  const missing = board.standings.filter((standing) => unaccountedOf(standing) !== 0);
  if (missing.length > 0) {
    const what = `the ledger does not balance for ${missing.map(({ service }) => vendorName(service)).join(', ')}.`;
    findings.push({
      means: 'note',
      what,
      todo: 'This is an error in the relay: report it, with the table of the ledger.',
    });
  }
  const kept = board.kept.reduce((sum, one) => sum + one.count, 0);
  if (kept > 0) {
    const what = `${counted(kept, 'wake-up was', 'wake-ups were')} refused through a fault of ours and kept.`;
    const todo = 'The reason is below: mend the settings, restart the pushers, then try them again or drop them.';
    findings.push({ means: 'note', what, todo });
  }
  return findings;
}

function waitFor(owed: number): string {
  return counted(owed, 'phone waits', 'phones wait');
}

/** Several pushers say the same of one credential. */
function distinct(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [finding.what, finding])).values()];
}

/** The play of the content-free journey: everything that phones, senders and vendors can do to the relay, once. */
import { Redis } from 'ioredis';
import { GOOGLE_ERRORS } from '../../fakes/google/google-errors';
import { AccountOwner, GroupMember } from '../../fakes/phone/account-signer';
import type { RelayReply } from '../../fakes/phone/phone';
import { until as untilSoon } from '../../support/until';
import type { Actor } from './actor';
import type { Stage } from './stage';

/** For a machine that is busy with much else. */
const PATIENCE_MS = 60_000;
const until: typeof untilSoon = (ask) => untilSoon(ask, PATIENCE_MS);

export type Cast = ReturnType<typeof castOf>;

export function castOf(stage: Stage) {
  const ada = stage.actor('ada');
  return {
    ada,
    ben: stage.actor('ben'),
    cleo: stage.actor('cleo', { service: 'firebase' }),
    dan: stage.actor('dan', { service: 'firebase' }),
    eve: stage.actor('eve', { service: 'apns-sandbox' }),
    // Ada's phone is in a group.
    group: stage.actor('group', { signer: AccountOwner.ofGroup(), token: ada.phone.token }),
    deadApple: stage.actor('dead at Apple'),
    deadGoogle: stage.actor('dead at Google', { service: 'firebase' }),
    revoked: stage.actor('revoked'),
    // These two lend nothing, and are monitored.
    stock: stage.actor('stock', { lends: false }),
    member: stage.actor('member', { signer: new GroupMember(AccountOwner.ofGroup()), service: 'firebase' }),
    // This one is refused.
    forger: stage.actor('forger', { service: 'firebase' }),
  };
}

/** What the pusher was handed while it was away, and which devices it had to wake. */
export interface Queued {
  /** The JSON of each job. */
  readonly jobs: readonly string[];
  readonly devices: readonly string[];
}

/** Resolves when nothing is under way any more. Throws when the relay does not do what it should. */
export async function play(stage: Stage, cast: Cast): Promise<Queued> {
  await subscribe(cast);
  await isMonitored(stage, cast.stock, cast.member);
  await stage.look();
  await wakeEverybody(stage, cast);
  await stage.world.relay('watcher').stop();
  stage.forgetMonitors();
  await stage.world.startRelay('watcher');
  await loseSome(stage, cast);
  await loseStores(stage, cast);
  const queued = await queueWithoutPusher(stage, cast);
  await leave(stage, cast);
  await stage.look();
  return queued;
}

async function subscribe(cast: Cast): Promise<void> {
  const { ada, ben, cleo, dan, eve, group, deadApple, deadGoogle, revoked, stock, member, forger } = cast;
  for (const actor of [ada, cleo, group, deadApple, stock]) says(await actor.subscribe('direct'), { added: true });
  for (const actor of [ben, dan, eve, deadGoogle, revoked, member]) {
    says(await actor.subscribe('onion'), { added: true });
  }
  const forge = (element: Record<string, unknown>) => {
    element.sig_ts = Number(element.sig_ts) - 1;
  };
  says(await forger.subscribe('direct', forge), { error: 4 });
  says(await forger.phone.send('/subscribe', { pubkey: forger.phone.account.hex }, 'direct'), { error: 1 });
}

/** Messages of many sizes, some in namespaces that wake nobody; each is told by two members. */
async function wakeEverybody(stage: Stage, cast: Cast): Promise<void> {
  const { ada, ben, cleo, dan, eve, group, stock, member } = cast;
  const sizes = [48, 300, 5_000, 54_321, 64, 6_543];
  const readers = [ada, ben, cleo, dan, eve, stock];
  for (const [index, actor] of readers.entries()) await actor.hear(0, sizes[index] as number);
  for (const actor of [group, member]) await actor.hear(11, 777);
  for (const actor of [ben, stock]) await actor.hear(2, 99);
  for (const actor of [group, member]) await actor.hear(13, 99);
  for (const { phone } of [...readers, member]) await until(() => stage.world.wakeUps(phone).length > 0);
  await until(async () => /outcome="duplicate"[^\n]* [1-9]/.test(await stage.look()));
}

/** Two dead tokens, a revoked delegation whose account is monitored from then on, and a vendor that is away for a moment. */
async function loseSome(stage: Stage, { ada, deadApple, deadGoogle, revoked, stock, member }: Cast): Promise<void> {
  const { apple, google } = stage.world;
  apple.orders.answerToken(deadApple.phone.token, { status: 410, reason: 'Unregistered' });
  google.orders.answerToken(deadGoogle.phone.token, GOOGLE_ERRORS.UNREGISTERED);
  await revoked.hear(0, 100);
  await until(() => stage.world.wakeUps(revoked.phone).length > 0);
  await revoked.phone.revokeDelegation();
  apple.orders.answerToken(ada.phone.token, { status: 503, reason: 'ServiceUnavailable' });
  for (const actor of [deadApple, deadGoogle, ada]) await actor.hear(0, 1_234);
  await until(async () => (await stage.rows('accounts')).some((row) => row.delegation_revoked_at !== null));
  await until(async () => (await stage.rows('devices')).length === 8);
  await until(async () => (await stage.rows('devices')).some((row) => row.attempts !== 0));
  apple.orders.answerToken(ada.phone.token, undefined);
  await isMonitored(stage, revoked, stock, member);
  const before = await bookedPairs(stage);
  for (const actor of [revoked, stock]) await actor.hear(0, 333);
  await until(async () => (await bookedPairs(stage)) >= before + 2);
  await untilAllWoken(stage);
}

/** What goes wrong is told of in logs: phones ask, and messages come, while nothing can be stored or queued. */
async function loseStores(stage: Stage, { ben, dan, cleo, stock, forger }: Cast): Promise<void> {
  let isBack = false;
  const back = stage.loseStores().then(() => {
    isBack = true;
  });
  const told = stage.world.wakeUps(stock.phone).length;
  for (const actor of [cleo, stock]) await actor.hear(0, 4_096);
  while (!isBack) await Promise.all([ben.subscribe('direct'), dan.subscribe('onion'), forger.unsubscribe('direct')]);
  await back;
  await until(async () => (await ben.subscribe('direct')).status === 200);
  const before = stage.world.wakeUps(dan.phone).length;
  await dan.hear(0, 4_097);
  await until(() => stage.world.wakeUps(dan.phone).length > before);
  // A node tells once: it has waited until it could be booked.
  await until(() => stage.world.wakeUps(stock.phone).length > told);
  await untilAllWoken(stage);
}

async function queueWithoutPusher(stage: Stage, { ben, cleo, stock }: Cast): Promise<Queued> {
  await stage.world.relay('pusher').stop();
  const before = await bookedPairs(stage);
  const messages = [ben, ben, ben, cleo, stock, stock];
  for (const actor of messages) await actor.hear(0, 2_222);
  const owed = async () => (await stage.rows('devices')).filter(isOwed);
  await until(async () => (await owed()).length === 3);
  const devices = (await owed()).map((row) => String(row.id));
  // Each message is booked before it is queued: what was queued for the last one came after it was booked.
  await until(async () => (await bookedPairs(stage)) >= before + messages.length);
  const jobs = await until(async () => {
    const found = await jobsOf(stage);
    return found.length >= 3 && found;
  });
  await stage.keepRedis();
  await stage.world.startRelay('pusher');
  await untilAllWoken(stage);
  return { jobs, devices };
}

async function leave(stage: Stage, { ada, eve, stock, forger }: Cast): Promise<void> {
  says(await eve.unsubscribe('onion'), { removed: true });
  says(await stock.unsubscribe('direct'), { removed: true });
  says(await forger.unsubscribe('direct'), { removed: false });
  says(await ada.subscribe('direct'), { updated: true });
  await until(async () => (await stage.rows('devices')).length === 6);
}

async function isMonitored(stage: Stage, ...actors: readonly Actor[]): Promise<void> {
  await until(() => actors.every((actor) => stage.isMonitored(actor)));
}

async function untilAllWoken(stage: Stage): Promise<void> {
  await until(async () => !(await stage.rows('devices')).some(isOwed));
}

/** Pairs of message and device that were told for the first time. */
async function bookedPairs(stage: Stage): Promise<number> {
  const counters = await stage.rows('wake_up_counters');
  const sum = (outcome: string) =>
    counters.filter((row) => row.outcome === outcome).reduce((total, row) => total + Number(row.value), 0);
  return sum('seen') - sum('duplicate');
}

function isOwed(row: Readonly<Record<string, unknown>>): boolean {
  return row.owed_since !== null;
}

/** The data of every job that waits, wherever the queues live. */
async function jobsOf(stage: Stage): Promise<string[]> {
  if (stage.redisUrl === undefined) {
    return (await stage.rows('bullmq.job')).map((row) => JSON.stringify(row.data));
  }
  const client = new Redis(stage.redisUrl);
  try {
    const jobs: string[] = [];
    for (const key of await client.keys('*')) {
      const data = (await client.type(key)) === 'hash' ? await client.hget(key, 'data') : null;
      if (data !== null) jobs.push(data);
    }
    return jobs;
  } finally {
    await client.quit();
  }
}

function says({ body }: RelayReply, expected: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(expected)) {
    if ((body as Record<string, unknown>)[name] !== value) throw new Error(`the relay said ${JSON.stringify(body)}`);
  }
}

/** Messages on their way: simulated phones subscribe, somebody writes to them, Apple takes the wake-ups. */
import { setTimeout as pause } from 'node:timers/promises';
import type { FakeApple } from '../test/fakes/apple/fake-apple';
import type { Devnet } from '../test/fakes/devnet/devnet';
import type { StorageNode } from '../test/fakes/devnet/storage-node';
import { Phone } from '../test/fakes/phone/phone';

export interface JourneyParts {
  readonly apple: FakeApple;
  /** Only to look at what its nodes saw; the phone needs nothing but the seeds. */
  readonly devnet?: Devnet;
  readonly seedUrls: readonly string[];
  readonly relay: { readonly url: string; readonly x25519: string };
  /** Prints a step; steps are timed from one to the next. */
  readonly tell: (what: string) => void;
}

/** The journey ended before the wake-up; the message says where. */
export class JourneyFailed extends Error {
  override readonly name = 'JourneyFailed';
}

const PATIENCE_MS = 60_000;
/** What the iOS app asks for. */
const STOCK_NAMESPACES = [0, 2, 3, 4, 5];
/** A network that is not ours does not show whom it was asked to monitor. */
const FOREIGN_NETWORK_MS = 5_000;

/** Subscribes a phone. Throws JourneyFailed. */
export async function subscribePhone(parts: JourneyParts): Promise<Phone> {
  const phone = await Phone.inLivingSwarm({ seedUrls: parts.seedUrls, relay: parts.relay });
  const key = await phone.delegationKey('onion');
  parts.tell('the phone asked, through an onion of three nodes, which key may read for it');
  const { status, body } = await phone.subscribe({ via: 'onion', delegation: phone.signDelegation(key) });
  // A phone that tries again over another path finds itself subscribed already: that is as good.
  if (status !== 200 || (body as { success?: boolean }).success !== true) {
    throw new JourneyFailed(`the relay did not take the subscription: ${status} ${JSON.stringify(body)}`);
  }
  parts.tell('the phone lent that key the right to read, and subscribed through the onion');
  if (parts.devnet !== undefined) {
    const devnet = parts.devnet;
    await until('the relay read the swarm for the first time', () =>
      devnet.swarmOf(phone.account.hex).members.some((node) => node.sightings.count('destination', 'retrieve') > 0),
    );
    parts.tell('the relay read its swarm for the first time, through onions: what is there already wakes nobody');
  }
  return phone;
}

/** Subscribes a phone as today's apps do, without a delegation. Throws JourneyFailed. */
export async function subscribeStockPhone(parts: JourneyParts): Promise<Phone> {
  const phone = await Phone.inLivingSwarm({ seedUrls: parts.seedUrls, relay: parts.relay });
  const { status, body } = await phone.subscribe({ via: 'onion', delegates: false, namespaces: STOCK_NAMESPACES });
  if (status !== 200 || (body as { success?: boolean }).success !== true) {
    throw new JourneyFailed(`the relay did not take the second subscription: ${status} ${JSON.stringify(body)}`);
  }
  parts.tell("a phone with today's app, which lends nothing, subscribed too");
  const { devnet } = parts;
  if (devnet === undefined) {
    await pause(FOREIGN_NETWORK_MS);
    return phone;
  }
  const isMonitored = (node: StorageNode) => node.monitor.monitors.some((one) => one.account === phone.account.hex);
  await until('the relay monitored the account', () => devnet.swarmOf(phone.account.hex).members.every(isMonitored));
  parts.tell('the relay showed its signature to each node of its swarm, over connections that stay');
  return phone;
}

/** Stores a message for the phone and waits until Apple has taken the wake-up; answers how long that took, in ms. */
export async function wakePhone(phone: Phone, parts: JourneyParts): Promise<number> {
  const before = pushesFor(parts.apple, phone);
  await phone.swarm.store({ namespace: 0, data: Buffer.from('a message nobody here can read'), ttlMs: 3_600_000 });
  const storedAt = Date.now();
  parts.tell('somebody stored a message in its swarm');
  await until('Apple took a wake-up', () => pushesFor(parts.apple, phone) > before);
  const tookMs = Date.now() - storedAt;
  parts.tell(`Apple accepted the wake-up, ${seconds(tookMs)} after the message was stored`);
  return tookMs;
}

export function seconds(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

function pushesFor(apple: FakeApple, phone: Phone): number {
  return apple.pushes.all.filter((push) => push.deviceToken === phone.token).length;
}

async function until(what: string, holds: () => boolean): Promise<void> {
  for (const deadline = Date.now() + PATIENCE_MS; !holds(); await pause(10)) {
    if (Date.now() > deadline) throw new JourneyFailed(`it did not happen within ${seconds(PATIENCE_MS)} that ${what}`);
  }
}

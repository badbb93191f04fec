/** A few more phones, and messages for them every few seconds; now and then a vendor says no. Gentle on the machine. */
import { setTimeout as pause } from 'node:timers/promises';
import type { AppleReply } from '../../test/fakes/apple/apple-rules';
import type { FakeApple } from '../../test/fakes/apple/fake-apple';
import { Phone, type PhoneOptions } from '../../test/fakes/phone/phone';

export interface TrafficParts {
  readonly apple: FakeApple;
  readonly seedUrls: readonly string[];
  readonly relay: { readonly url: string; readonly x25519: string };
  /** Whether the relay takes phones that lend nothing. */
  readonly withStock: boolean;
}

/** What the relay says of answers that are ordered here: no reason to worry anybody. */
export const ORDERED_TROUBLE: ReadonlySet<string | undefined> = new Set([
  'a push service puts wake-ups off',
  'a push service refuses our wake-ups',
]);

const SHORTEST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 6_000;
/** How long an order to a vendor stands: until the relay has surely asked once. */
const ORDER_MS = 8_000;
const STOCK_NAMESPACES = [0, 2, 3, 4, 5];

interface Order {
  readonly every: number;
  /** The first time, in messages from the beginning. */
  readonly first: number;
  readonly most: number;
  readonly reply: () => AppleReply;
  /** The phone is gone afterwards, and another takes its place. */
  readonly ends?: true;
}

const ORDERS: readonly Order[] = [
  { first: 4, every: 15, most: 1_000, reply: () => ({ status: 503, reason: 'ServiceUnavailable', retryAfter: '3' }) },
  { first: 7, every: 45, most: 5, reply: () => ({ status: 400, reason: 'TopicDisallowed' }) },
  {
    ...{ first: 11, every: 60, most: 100, ends: true },
    reply: () => ({ status: 410, reason: 'Unregistered', timestamp: Date.now() }),
  },
];

export class Traffic {
  private readonly ended = new AbortController();
  private readonly phones: Phone[] = [];
  private readonly running: Promise<void>;
  private sent = 0;

  private constructor(private readonly parts: TrafficParts) {
    this.running = this.run();
  }

  static start(parts: TrafficParts): Traffic {
    return new Traffic(parts);
  }

  async stop(): Promise<void> {
    this.ended.abort();
    await this.running;
  }

  /** A message that is not stored, a phone that does not get through: the next one will. */
  private async run(): Promise<void> {
    for (const options of this.cast()) {
      if (this.ended.signal.aborted) return;
      await this.subscribe(options).catch(() => undefined);
    }
    while (await this.isTimeForMore()) await this.message().catch(() => undefined);
  }

  private async isTimeForMore(): Promise<boolean> {
    const ms = SHORTEST_PAUSE_MS + Math.random() * (LONGEST_PAUSE_MS - SHORTEST_PAUSE_MS);
    await pause(ms, undefined, { signal: this.ended.signal }).catch(() => undefined);
    return !this.ended.signal.aborted;
  }

  private cast(): { service: string; delegates: boolean }[] {
    const apple = { service: 'apns', delegates: true };
    const google = { service: 'firebase', delegates: true };
    const stock = { service: 'firebase', delegates: false };
    return [apple, google, apple, apple, google, ...(this.parts.withStock ? [stock] : [])];
  }

  private async subscribe({ service, delegates }: { service: string; delegates: boolean }): Promise<void> {
    const { seedUrls, relay } = this.parts;
    const options: Omit<PhoneOptions, 'signer'> = { seedUrls, relay, service };
    const phone = await Phone.inLivingSwarm(options);
    const { status } = await phone.subscribe(delegates ? {} : { delegates, namespaces: STOCK_NAMESPACES });
    if (status === 200) this.phones.push(phone);
  }

  /** For one of the phones; sometimes several at once, which become one wake-up. */
  private async message(): Promise<void> {
    const order = ORDERS.find(({ first, every, most }) => {
      const since = this.sent - first;
      return since >= 0 && since % every === 0 && since / every < most;
    });
    this.sent += 1;
    const iphones = this.phones.filter((phone) => phone.service === 'apns');
    const phone = oneOf(order === undefined ? this.phones : iphones);
    if (phone === undefined) return;
    if (order !== undefined) this.give(order, phone);
    const burst = Math.random() < 0.2 ? 3 : 1;
    for (let count = 0; count < burst; count += 1) await phone.swarm.store();
  }

  private give({ reply, ends }: Order, phone: Phone): void {
    const { orders } = this.parts.apple;
    orders.answerToken(phone.token, reply());
    if (ends) this.phones.splice(this.phones.indexOf(phone), 1);
    setTimeout(() => {
      orders.answerToken(phone.token, undefined);
      if (ends && !this.ended.signal.aborted)
        void this.subscribe({ service: phone.service, delegates: true }).catch(() => undefined);
    }, ORDER_MS).unref();
  }
}

function oneOf<T>(all: readonly T[]): T | undefined {
  return all[Math.floor(Math.random() * all.length)];
}

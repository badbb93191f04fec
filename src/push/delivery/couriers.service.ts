/** The open links to the vendors, by wire name; a courier's failure to answer is an answer too. */
import { Inject, Injectable, type OnApplicationShutdown, type OnModuleDestroy } from '@nestjs/common';
import { factsOf, Log } from '../../platform/telemetry/log.service';
import type { Courier, Delivery, PushAddress } from '../push-service';

/** The couriers of the services that have settings, by every wire name they serve. */
export type CouriersByName = ReadonlyMap<string, Courier>;
export const COURIERS = Symbol('couriers');

/** Longer than any courier takes to give up by itself: a backstop, so that no job hangs for ever. */
const PATIENCE_MS = 45_000;
/** On the way down vendors get this long for their answers: supervisors kill a process that takes ten seconds. */
const LAST_PATIENCE_MS = 3_000;

@Injectable()
export class Couriers implements OnModuleDestroy, OnApplicationShutdown {
  private readonly underWay = new Set<AbortController>();
  private lastPatience: NodeJS.Timeout | undefined;
  private cutOff = false;

  constructor(
    @Inject(COURIERS) private readonly couriers: CouriersByName,
    private readonly log: Log,
  ) {}

  /** Nothing when the relay closes before the vendor has answered: whether it took the wake-up is not known then. */
  async deliver(address: PushAddress): Promise<Delivery | undefined> {
    if (this.cutOff) return undefined;
    const courier = this.couriers.get(address.service);
    if (courier === undefined) {
      return { kind: 'later', reason: 'no settings for this service' };
    }
    const within = new AbortController();
    const timer = setTimeout(() => within.abort(), PATIENCE_MS);
    this.underWay.add(within);
    try {
      const delivery = await courier.deliver(address, within.signal);
      return this.cutOff && delivery.kind === 'later' ? undefined : delivery;
    } catch (error) {
      this.log.error('a courier broke its promise to answer', { service: address.service, ...factsOf(error) });
      return { kind: 'later', reason: 'courier failed' };
    } finally {
      clearTimeout(timer);
      this.underWay.delete(within);
    }
  }

  /** The first of all to hear of the end. */
  onModuleDestroy(): void {
    this.lastPatience = setTimeout(() => {
      this.cutOff = true;
      for (const within of this.underWay) within.abort();
    }, LAST_PATIENCE_MS);
  }

  async onApplicationShutdown(): Promise<void> {
    clearTimeout(this.lastPatience);
    await Promise.all([...new Set(this.couriers.values())].map((courier) => courier.close()));
  }
}

/** The open links to the vendors, by wire name; a courier's failure to answer is an answer too. */
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { factsOf, Log } from '../../platform/telemetry/log.service';
import type { Courier, Delivery, PushAddress } from '../push-service';

/** The couriers of the services that have settings, by every wire name they serve. */
export type CouriersByName = ReadonlyMap<string, Courier>;
export const COURIERS = Symbol('couriers');

/** Longer than any courier takes to give up by itself: a backstop, so that no job hangs for ever. */
const PATIENCE_MS = 45_000;

@Injectable()
export class Couriers implements OnApplicationShutdown {
  constructor(
    @Inject(COURIERS) private readonly couriers: CouriersByName,
    private readonly log: Log,
  ) {}

  async deliver(address: PushAddress): Promise<Delivery> {
    const courier = this.couriers.get(address.service);
    if (courier === undefined) {
      return { kind: 'later', reason: 'no settings for this service' };
    }
    try {
      return await courier.deliver(address, AbortSignal.timeout(PATIENCE_MS));
    } catch (error) {
      this.log.error('a courier broke its promise to answer', { service: address.service, ...factsOf(error) });
      return { kind: 'later', reason: 'courier failed' };
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...new Set(this.couriers.values())].map((courier) => courier.close()));
  }
}

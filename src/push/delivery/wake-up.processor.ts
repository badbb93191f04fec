/** One job: an opaque device id → the token is looked up, the constant wake-up sent, the vendor's answer settled. */
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../platform/clock.service';
import { Queues, type Worked } from '../../platform/queue/queues.service';
import { factsOf, Log } from '../../platform/telemetry/log.service';
import { Devices } from '../devices.service';
import { FigureTally } from '../figures/figure-tally';
import type { Delivery } from '../push-service';
import type { ClaimedDevice } from '../storage/wake-up.repository';
import { TokenFeedback } from '../token-feedback';
import { tookKind } from '../wake-up-figures';
import { WAKE_UP_QUEUE } from '../wake-up-queue';
import { Couriers } from './couriers.service';
import { GoneBrake } from './gone-brake';
import { Ledger } from './ledger.service';
import { pauseBefore, turnOf } from './retry-policy';
import { VendorHealth } from './vendor-health';

/** How wake-ups are paced. */
export abstract class Pace {
  abstract readonly windowMs: number;
  abstract readonly concurrency: number;
}

const DONE: Worked = { kind: 'done' };

@Injectable()
export class WakeUpProcessor implements OnApplicationBootstrap {
  private readonly brake = new GoneBrake();

  constructor(
    private readonly queues: Queues,
    private readonly ledger: Ledger,
    private readonly devices: Devices,
    private readonly couriers: Couriers,
    private readonly feedback: TokenFeedback,
    private readonly health: VendorHealth,
    private readonly tally: FigureTally,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly pace: Pace,
  ) {}

  onApplicationBootstrap(): void {
    this.queues.work(WAKE_UP_QUEUE, this.pace.concurrency, (deviceId) => this.wake(deviceId));
  }

  /** Anything thrown here (the database is away) lets the queue give the job out again. */
  private async wake(deviceId: string): Promise<Worked> {
    const device = await this.ledger.claim(deviceId, this.pace.windowMs);
    if (device === undefined) return DONE;
    const now = this.clock.now();
    const turn = turnOf(
      {
        owedSince: device.owed_since,
        lastBegunAt: device.last_begun_at,
        notBefore: device.not_before,
        claimed: device.claimed,
        isPaused: device.is_paused,
        resumedAt: device.resumed_at,
      },
      now,
      this.pace.windowMs,
    );
    if (turn.kind === 'nothing') return DONE;
    if (turn.kind === 'wait') return { kind: 'again', afterMs: turn.until - now };
    if (turn.kind === 'give-up') return this.settle({ claimed: device, outcome: 'expired' }, now);
    const delivery = await this.send(device);
    // The claim stands, so nobody wakes this device again within its window; after that another pusher does.
    if (delivery === undefined) return { kind: 'again', afterMs: this.pace.windowMs };
    return this.conclude(device, now, delivery);
  }

  private async send(device: ClaimedDevice): Promise<Delivery | undefined> {
    let address: ReturnType<Devices['addressOf']>;
    try {
      address = this.devices.addressOf(device.service, device.token_sealed);
    } catch (error) {
      this.log.error('a stored token does not open; are all data keys in place?', factsOf(error));
      return { kind: 'later', reason: 'token does not open' };
    }
    return this.couriers.deliver(address);
  }

  private async conclude(device: ClaimedDevice, begun: number, delivery: Delivery): Promise<Worked> {
    const answeredAt = this.clock.now();
    this.health.answered(device.service, delivery, answeredAt);
    switch (delivery.kind) {
      case 'accepted':
        this.brake.accepted(device.service);
        this.tally.add(device.service, tookKind(answeredAt - (device.owed_since?.getTime() ?? answeredAt)));
        return this.settle({ claimed: device, outcome: 'accepted' }, begun);
      case 'refused':
        this.tally.add(device.service, 'turned_down');
        this.log.sparingly('error', 'a push service refuses our wake-ups', {
          service: device.service,
          reason: delivery.reason,
        });
        return this.settle({ claimed: device, outcome: { refused: delivery.reason } }, begun);
      case 'gone':
        if (!this.brake.believes(device.service)) {
          this.log.sparingly('error', 'a push service calls every token dead; are topic and account right?', {
            service: device.service,
          });
          this.health.doubted(device.service, answeredAt);
          return this.putOff(device, { kind: 'later', reason: 'suspicious run of dead tokens' });
        }
        // A phone that renewed its token after the vendor's complaint, or while we were sending, is alive.
        if (await this.feedback.gone(device.id, delivery.since ?? new Date(begun))) return DONE;
        return this.putOff(device, { kind: 'later', reason: 'renewed' });
      case 'later':
        return this.putOff(device, delivery);
    }
  }

  private async settle(settlement: Parameters<Ledger['settle']>[0], begun: number): Promise<Worked> {
    const isMoreOwed = await this.ledger.settle(settlement);
    if (!isMoreOwed) return DONE;
    return { kind: 'again', afterMs: Math.max(begun + this.pace.windowMs - this.clock.now(), 0) };
  }

  private async putOff(device: ClaimedDevice, delivery: { kind: 'later'; afterMs?: number; reason: string }) {
    const now = this.clock.now();
    const pauseMs = Math.max(pauseBefore(device.attempts, delivery.afterMs, Math.random()), this.pace.windowMs);
    await this.ledger.putOff(device, now + pauseMs);
    this.tally.add(device.service, 'put_off');
    this.log.sparingly('warn', 'a push service puts wake-ups off', {
      service: device.service,
      reason: delivery.reason,
    });
    return { kind: 'again', afterMs: pauseMs } satisfies Worked;
  }
}

/** Writes a checkpoint when the process starts and once a day. */
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { factsOf, Log } from '../../platform/telemetry/log.service';
import { Checkpoints } from '../checkpoints.service';

const EVERY_MS = 24 * 3_600_000;

@Injectable()
export class DailyCheckpoint implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> = Promise.resolve();

  constructor(
    private readonly checkpoints: Checkpoints,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.write(), EVERY_MS);
    this.timer.unref();
    this.write();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.round;
  }

  private write(): void {
    this.round = this.checkpoints.write().then(
      () => undefined,
      (error) => this.log.warn('no checkpoint could be written; it is tried again tomorrow', factsOf(error)),
    );
  }
}

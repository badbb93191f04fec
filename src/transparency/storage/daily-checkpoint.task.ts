/** Writes a checkpoint when the process starts and once a day. */
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Rounds } from '../../platform/rounds';
import { factsOf, Log } from '../../platform/telemetry/log.service';
import { Checkpoints } from '../checkpoints.service';

const EVERY_MS = 24 * 3_600_000;

@Injectable()
export class DailyCheckpoint implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly rounds = Rounds.every(EVERY_MS, () => this.write());

  constructor(
    private readonly checkpoints: Checkpoints,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.begin(0);
  }

  onApplicationShutdown(): Promise<void> {
    return this.rounds.close();
  }

  private async write(): Promise<void> {
    try {
      await this.checkpoints.write();
    } catch (error) {
      this.log.warn('no checkpoint could be written; it is tried again tomorrow', factsOf(error));
    }
  }
}

/** Writes figures down every few seconds: what the ledger has counted since, and what this process saw beside it. */
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { factsOf, Log } from '../../platform/telemetry/log.service';
import { FiguresRepository } from '../storage/figures.repository';
import { FigureTally } from './figure-tally';

/** A process that is killed forgets what it saw for so long; the ledger's own counts are never forgotten. */
const EVERY_MS = 5_000;
/** Old figures are taken away every so many rounds: about once an hour. */
const ROUNDS_BETWEEN_SWEEPS = 720;

@Injectable()
export class FiguresKeeper implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private underWay: Promise<void> = Promise.resolve();
  private rounds = 0;
  private isClosed = false;

  constructor(
    private readonly repository: FiguresRepository,
    private readonly tally: FigureTally,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.later();
  }

  async onApplicationShutdown(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.timer);
    await this.underWay;
  }

  private later(): void {
    if (this.isClosed) return;
    this.timer = setTimeout(() => {
      this.underWay = this.round().finally(() => this.later());
    }, EVERY_MS);
    this.timer.unref();
  }

  private async round(): Promise<void> {
    const seen = this.tally.take();
    try {
      await this.repository.write(seen);
    } catch (error) {
      this.tally.putBack(seen);
      this.log.sparingly('warn', 'figures could not be written down and are kept for the next time', factsOf(error));
      return;
    }
    this.rounds += 1;
    if (this.rounds % ROUNDS_BETWEEN_SWEEPS !== 1) return;
    await this.repository
      .sweep()
      .catch((error) => this.log.warn('old figures could not be taken away', factsOf(error)));
  }
}

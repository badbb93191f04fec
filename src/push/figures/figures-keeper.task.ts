/** Writes figures down every few seconds: what the ledger has counted since, and what this process saw beside it. */
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Rounds } from '../../platform/rounds';
import { factsOf, Log } from '../../platform/telemetry/log.service';
import { FiguresRepository } from '../storage/figures.repository';
import { FigureTally } from './figure-tally';

/** A process that is killed forgets what it saw for so long; the ledger's own counts are never forgotten. */
const EVERY_MS = 5_000;
/** Old figures are taken away every so many rounds: about once an hour. */
const ROUNDS_BETWEEN_SWEEPS = 720;

@Injectable()
export class FiguresKeeper implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly rounds = Rounds.every(EVERY_MS, () => this.round());
  private written = 0;

  constructor(
    private readonly repository: FiguresRepository,
    private readonly tally: FigureTally,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.begin(EVERY_MS);
  }

  onApplicationShutdown(): Promise<void> {
    return this.rounds.close();
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
    this.written += 1;
    if (this.written % ROUNDS_BETWEEN_SWEEPS !== 1) return;
    await this.repository
      .sweep()
      .catch((error) => this.log.warn('old figures could not be taken away', factsOf(error)));
  }
}

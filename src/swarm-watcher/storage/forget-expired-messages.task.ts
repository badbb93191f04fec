/** Takes away the marks whose day has come, in small steps that hold up nobody. */
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../../platform/clock.service';
import { Rounds } from '../../platform/rounds';
import { factsOf, Log } from '../../platform/telemetry/log.service';
import { RecentMessages } from './recent-messages.repository';

const EVERY_MS = 60_000;
const AT_ONCE = 1_000;

@Injectable()
export class ForgetExpiredMessages implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly rounds = Rounds.every(EVERY_MS, () => this.runOnce());

  constructor(
    private readonly recent: RecentMessages,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.begin(EVERY_MS * Math.random());
  }

  onApplicationShutdown(): Promise<void> {
    return this.rounds.close();
  }

  /** Forgets until nothing is left whose day has come; answers how many. Throws DatabaseAway. */
  async run(): Promise<number> {
    let forgotten = 0;
    for (;;) {
      const count = await this.recent.forgetExpired(this.clock.now(), AT_ONCE);
      forgotten += count;
      if (count < AT_ONCE || this.rounds.isClosed) return forgotten;
    }
  }

  private async runOnce(): Promise<void> {
    try {
      await this.run();
    } catch (error) {
      this.log.warn('marks of expired messages could not be taken away; it is tried again', factsOf(error));
    }
  }
}

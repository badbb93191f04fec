/** The pusher's hold on the ledger: claims and settlements of many wake-ups travel in one statement. */

import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Batcher } from '../../platform/batcher';
import { Clock } from '../../platform/clock.service';
import { DatabaseAway } from '../../platform/database/database.service';
import { type ClaimedDevice, type Settlement, WakeUpRepository } from '../storage/wake-up.repository';

const GATHERING = { maxItems: 500, maxRuns: 2, maxWaiting: 50_000 };
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;
/** On the way down the database gets this long to come back before a settlement is left to the next start. */
const LAST_PATIENCE_MS = 5_000;

@Injectable()
export class Ledger implements OnModuleDestroy {
  private readonly claims: Batcher<{ id: string; windowMs: number }, ClaimedDevice | undefined>;
  private readonly settlements: Batcher<Settlement, boolean>;
  private closingSince: number | undefined;

  constructor(
    private readonly repository: WakeUpRepository,
    private readonly clock: Clock,
  ) {
    this.claims = new Batcher((items) => this.claimAll(items), GATHERING);
    this.settlements = new Batcher((items) => this.settleAll(items), GATHERING);
  }

  /** The device and, if it is due, the right to wake it; nothing when there is no such device. Throws DatabaseAway. */
  claim(id: string, windowMs: number): Promise<ClaimedDevice | undefined> {
    return this.claims.add({ id, windowMs });
  }

  /**
   * Books how a wake-up ended and answers whether another one waits for the device. Keeps trying while the database is
   * away: a wake-up that a vendor took must not be sent again only because its booking failed.
   */
  settle(settlement: Settlement): Promise<boolean> {
    return this.patiently(() => this.settlements.add(settlement));
  }

  /** The vendor put the wake-up off. */
  putOff(claimed: ClaimedDevice, notBefore: number): Promise<void> {
    return this.patiently(() => this.repository.putOff(claimed, new Date(notBefore)));
  }

  /** Before the workers are waited for, who in turn wait for us. */
  onModuleDestroy(): void {
    this.closingSince = this.clock.now();
  }

  private async claimAll(items: { id: string; windowMs: number }[]): Promise<(ClaimedDevice | undefined)[]> {
    const windowMs = items[0]?.windowMs ?? 0;
    const rows = await this.repository.claim([...new Set(items.map((item) => item.id))], this.now(), windowMs);
    const byId = new Map(rows.map((row) => [row.id, row]));
    return items.map((item) => {
      const row = byId.get(item.id);
      // Should one device be asked for twice in one batch, only the first caller holds the claim.
      if (row?.claimed) byId.set(item.id, { ...row, claimed: false });
      return row;
    });
  }

  private async settleAll(items: Settlement[]): Promise<boolean[]> {
    const rows = await this.repository.settle(items, this.now());
    const waiting = new Set(rows.filter((row) => row.waits).map((row) => row.id));
    return items.map((item) => waiting.has(item.claimed.id));
  }

  private async patiently<T>(work: () => Promise<T>): Promise<T> {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      try {
        return await work();
      } catch (error) {
        const outOfTime = this.closingSince !== undefined && this.clock.now() - this.closingSince > LAST_PATIENCE_MS;
        if (!(error instanceof DatabaseAway) || outOfTime) throw error;
        await pause(pauseMs);
      }
    }
  }

  private now(): Date {
    return new Date(this.clock.now());
  }
}

/** Goes along both chains when the console starts, every ten minutes and once a day as a whole; says when one is broken. */
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../../platform/clock.service';
import { LOCKS } from '../../platform/database/advisory-locks';
import { Database, type Sql } from '../../platform/database/database.service';
import { factsOf, Log } from '../../platform/telemetry/log.service';
import { Metrics } from '../../platform/telemetry/metrics.service';
import { type CheckpointBody, CheckpointError } from '../../transparency/checkpoint';
import { Checkpoints } from '../../transparency/checkpoints.service';
import { Verification } from '../../transparency/verification.service';
import { afterCheck, type ChainState, dueExtent, type Extent } from './chain-state';

export const CHAINS = ['case_event', 'staff_act'] as const;
export type ChainName = (typeof CHAINS)[number];

export type ChainStates = Readonly<Record<ChainName, ChainState>>;

const EVERY_MS = 10 * 60_000;
/** After another process was at it, or the database was away. */
const AGAIN_MS = 60_000;

@Injectable()
export class ChainWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly states: Record<ChainName, ChainState> = { case_event: {}, staff_act: {} };
  private underWay: Promise<boolean> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    private readonly database: Database,
    private readonly verification: Verification,
    private readonly checkpoints: Checkpoints,
    private readonly clock: Clock,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    metrics.register(MEASURES, async () => this.readings());
  }

  onApplicationBootstrap(): void {
    this.next(0);
  }

  async onApplicationShutdown(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.underWay?.catch(() => undefined);
  }

  /** What the last checks found. */
  get found(): ChainStates {
    return { ...this.states };
  }

  /** Whether a check goes on in this process. */
  get isChecking(): boolean {
    return this.underWay !== undefined;
  }

  /**
   * Checks both chains, or joins the check that goes on; false when another process is at it: nothing was checked.
   * Without an extent what is due. Throws DatabaseAway.
   */
  check(extent?: Extent): Promise<boolean> {
    this.underWay ??= this.alone(extent).finally(() => {
      this.underWay = undefined;
    });
    return this.underWay;
  }

  private next(pauseMs: number): void {
    if (this.closed) return;
    this.timer = setTimeout(() => {
      this.check().then(
        (done) => this.next(done ? EVERY_MS : AGAIN_MS),
        (error) => {
          this.log.warn('the chains could not be checked; it is tried again in a minute', factsOf(error));
          this.next(AGAIN_MS);
        },
      );
    }, pauseMs);
    this.timer.unref();
  }

  private alone(extent: Extent | undefined): Promise<boolean> {
    return this.database.transaction(async (sql) => {
      const [row] = await sql.query<{ mine: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS mine', [
        LOCKS.chainCheck,
      ]);
      if (!row?.mine) return false;
      const checkpoints = await this.remembered();
      for (const name of CHAINS) {
        await this.checkOne(name, extent ?? dueExtent(this.states[name], this.clock.now()), checkpoints, sql);
      }
      return true;
    });
  }

  /** A file that cannot be believed is told, and keeps nobody from checking what it does not help with. */
  private async remembered(): Promise<readonly CheckpointBody[]> {
    try {
      return await this.checkpoints.remembered();
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
      this.log.error('the file of REPORT_CHECKPOINTS_PATH holds a line that cannot be believed', factsOf(error));
      return [];
    }
  }

  private async checkOne(
    name: ChainName,
    extent: Extent,
    checkpoints: readonly CheckpointBody[],
    sql: Sql,
  ): Promise<void> {
    const { head } = this.states[name];
    const scope = extent === 'new' ? { since: head, sql } : { remembered: head, sql };
    const result =
      name === 'case_event'
        ? await this.verification.chain(checkpoints, scope)
        : await this.verification.acts(checkpoints, scope);
    this.states[name] = afterCheck(this.states[name], extent, result, this.clock.now());
    if (result.fault !== undefined) this.log.error('a chain is broken', { chain: name, ...result.fault });
  }

  private readings() {
    const states = Object.entries(this.states);
    return {
      relay_chain_broken: states.map(([chain, { fault }]) => ({
        labels: { chain },
        value: fault === undefined ? 0 : 1,
      })),
      relay_chain_checked_timestamp_seconds: states.flatMap(([chain, { wholeAt }]) =>
        wholeAt === undefined ? [] : [{ labels: { chain }, value: Math.floor(wholeAt / 1_000) }],
      ),
    };
  }
}

const MEASURES = [
  {
    name: 'relay_chain_broken',
    help: '1 when a link of the chain does not hold: somebody changed what is only ever added to',
    labelNames: ['chain'],
    kind: 'gauge',
  },
  {
    name: 'relay_chain_checked_timestamp_seconds',
    help: 'When the whole chain was last found whole',
    labelNames: ['chain'],
    kind: 'gauge',
  },
] as const;

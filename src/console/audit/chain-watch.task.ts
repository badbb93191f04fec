/** Goes along both chains when the console starts, every ten minutes and once a day as a whole; alarms when one is broken. */
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../../platform/clock.service';
import { LOCKS } from '../../platform/database/advisory-locks';
import { Database, type Sql } from '../../platform/database/database.service';
import { Rounds } from '../../platform/rounds';
import { factsOf, Log } from '../../platform/telemetry/log.service';
import { Metrics } from '../../platform/telemetry/metrics.service';
import { within } from '../../platform/within';
import { type CheckpointBody, CheckpointError } from '../../transparency/checkpoint';
import { Checkpoints } from '../../transparency/checkpoints.service';
import { Verification } from '../../transparency/verification.service';
import { Alarms } from '../frame/alarms.service';
import { afterCheck, alarmOf, CHAINS, type ChainName, type ChainStates, dueExtent, type Extent } from './chain-state';

const EVERY_MS = 10 * 60_000;
/** After another process was at it, the database was away, or a chain was still empty. */
const AGAIN_MS = 60_000;

@Injectable()
export class ChainWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  private states: ChainStates = { case_event: {}, staff_act: {} };
  private underWay: Promise<boolean> | undefined;
  private readonly rounds = new Rounds(() => this.round());

  constructor(
    private readonly database: Database,
    private readonly verification: Verification,
    private readonly checkpoints: Checkpoints,
    private readonly alarms: Alarms,
    private readonly clock: Clock,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    metrics.register(MEASURES, async () => readings(this.states));
  }

  onApplicationBootstrap(): void {
    this.rounds.begin(0);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.rounds.close();
    // One that a page asked for, too.
    await this.underWay?.catch(() => undefined);
  }

  /** What the last checks found. */
  get found(): ChainStates {
    return this.states;
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

  /** Checks both chains as a whole; true when it was done within `ms`. What takes longer goes on; what fails is logged. */
  async checkWithin(ms: number): Promise<boolean> {
    const done = this.check('whole').catch((error) => {
      this.log.warn('the chains could not be checked', factsOf(error));
      return false;
    });
    return (await within(ms, done)) ?? false;
  }

  /** Whether there was anything in both chains. */
  private get hasBegun(): boolean {
    return CHAINS.every((name) => this.states[name].head !== undefined);
  }

  /** Answers after how long to check again. */
  private async round(): Promise<number> {
    try {
      return (await this.check()) && this.hasBegun ? EVERY_MS : AGAIN_MS;
    } catch (error) {
      if (!this.rounds.isClosed) {
        this.log.warn('the chains could not be checked; it is tried again in a minute', factsOf(error));
      }
      return AGAIN_MS;
    }
  }

  private alone(extent: Extent | undefined): Promise<boolean> {
    return this.database.transaction(async (sql) => {
      const [row] = await sql.query<{ mine: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS mine', [
        LOCKS.chainCheck,
      ]);
      if (!row?.mine) return false;
      const checkpoints = await this.remembered();
      for (const name of CHAINS) await this.checkOne(name, extent, checkpoints, sql);
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
    wanted: Extent | undefined,
    checkpoints: readonly CheckpointBody[],
    sql: Sql,
  ): Promise<void> {
    const before = this.states[name];
    const extent = wanted ?? dueExtent(before, this.clock.now());
    const { signal } = this.rounds;
    const scope = { sql, signal, ...(extent === 'new' ? { since: before.head } : { remembered: before.head }) };
    const isEvents = name === 'case_event';
    const result = await (isEvents
      ? this.verification.chain(checkpoints, scope)
      : this.verification.acts(checkpoints, scope));
    const state = afterCheck(before, extent, result, this.clock.now());
    this.states = { ...this.states, [name]: state };
    const alarm = alarmOf(name, state);
    if (alarm === undefined) return this.alarms.clear(name);
    this.alarms.raise(name, alarm);
    this.log.error('a chain is broken: what is only ever added to was changed', { chain: name, ...state.fault });
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

function readings(states: ChainStates) {
  const all = CHAINS.map((chain) => ({ labels: { chain }, ...states[chain] }));
  return {
    relay_chain_broken: all.map(({ labels, fault }) => ({ labels, value: fault === undefined ? 0 : 1 })),
    relay_chain_checked_timestamp_seconds: all.flatMap(({ labels, wholeAt }) =>
      wholeAt === undefined ? [] : [{ labels, value: Math.floor(wholeAt / 1_000) }],
    ),
  };
}

/** The right to watch: a lock in Postgres that one process holds as long as its connection lives; others wait for it. */
import { Injectable } from '@nestjs/common';
import { Client } from 'pg';
import { Database } from '../../platform/database/database.service';
import { factsOf, Log } from '../../platform/telemetry/log.service';

export interface LockHolder {
  /** The right is ours. */
  held(): void;
  /** It is ours no longer; somebody else may have it already. The lock is tried for again once this has resolved. */
  lost(): Promise<void>;
}

/** Any number that nothing else locks. */
const LOCK = 7_300_413;
const TRY_EVERY_MS = 500;
const BEAT_EVERY_MS = 2_000;
const CONNECT_TIMEOUT_MS = 3_000;
/** A connection that does not answer in this time is taken for lost. */
const PATIENCE_MS = 5_000;
/** So that Postgres notices within seconds when the machine of the holder is gone without a word. */
const KEEP_ALIVES = 'SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3';
/**
 * So that Postgres takes the lock from a holder that hangs: its connection stays, but no beat comes. Versions before 14
 * do not have the setting.
 */
const MOST_IDLE = `SELECT set_config(name, '10s', false) FROM pg_settings WHERE name = 'idle_session_timeout'`;

@Injectable()
export class WatchLock {
  private isHeld = false;
  private isClosed = false;
  private round: Promise<void> = Promise.resolve();
  private wake: () => void = () => undefined;

  constructor(
    private readonly database: Database,
    private readonly log: Log,
  ) {}

  /** Tries for the lock until it is held, and again whenever it was lost, until `release`. */
  seek(holder: LockHolder): void {
    this.round = this.run(holder);
  }

  /** Lets go; resolves when the holder has been told and the connection is closed. */
  async release(): Promise<void> {
    this.isClosed = true;
    this.wake();
    await this.round;
  }

  private async run(holder: LockHolder): Promise<void> {
    while (!this.isClosed) {
      try {
        await this.holdOnce(holder);
      } catch (error) {
        this.log.warn('the right to watch cannot be had; it is tried for again', factsOf(error));
      }
      if (!this.isClosed) await this.pause(TRY_EVERY_MS);
    }
  }

  /** One connection, from its beginning to its end. */
  private async holdOnce(holder: LockHolder): Promise<void> {
    const { options } = this.database.dataSource;
    const client = new Client({
      connectionString: options.type === 'postgres' ? options.url : undefined,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: PATIENCE_MS,
      keepAlive: true,
    });
    // Whoever waits for the next beat learns of it at once.
    client.on('error', () => this.wake());
    client.on('end', () => this.wake());
    try {
      await client.connect();
      await client.query(KEEP_ALIVES);
      await client.query(MOST_IDLE);
      await this.waitAndKeep(client, holder);
    } finally {
      if (this.isHeld) {
        this.isHeld = false;
        await holder.lost();
      }
      await client.end().catch(() => undefined);
    }
  }

  private async waitAndKeep(client: Client, holder: LockHolder): Promise<void> {
    while (!this.isClosed) {
      if (this.isHeld) await client.query('SELECT 1');
      else {
        const { rows } = await client.query<{ mine: boolean }>('SELECT pg_try_advisory_lock($1) AS mine', [LOCK]);
        if (rows[0]?.mine === true) {
          this.isHeld = true;
          holder.held();
        }
      }
      await this.pause(this.isHeld ? BEAT_EVERY_MS : TRY_EVERY_MS);
    }
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
      if (this.isClosed) this.wake();
    });
  }
}

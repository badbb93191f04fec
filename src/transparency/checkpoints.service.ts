/** Writes the heads of the chains outside the database: to a file that is only added to, and to the log. */
import { appendFile, readFile } from 'node:fs/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { ReadableChain } from '../platform/chain/chain.repository';
import { Clock } from '../platform/clock.service';
import { Database } from '../platform/database/database.service';
import { Log } from '../platform/telemetry/log.service';
import { type CheckpointBody, checkpointLine, readCheckpoints } from './checkpoint';
import type { SigningKey } from './reports/minisign';
import { STAFF_ACTS } from './staff-acts';
import { CaseEventRepository } from './storage/case-event.repository';
import { ReportRepository } from './storage/report.repository';

export const CHECKPOINT_OPTIONS = Symbol('checkpoint options');

export interface CheckpointOptions {
  readonly signingKey: SigningKey | undefined;
  /** Undefined: to the log only. */
  readonly path: string | undefined;
}

@Injectable()
export class Checkpoints {
  constructor(
    private readonly database: Database,
    private readonly events: CaseEventRepository,
    private readonly reports: ReportRepository,
    @Inject(STAFF_ACTS) private readonly acts: ReadableChain,
    private readonly clock: Clock,
    private readonly log: Log,
    @Inject(CHECKPOINT_OPTIONS) private readonly options: CheckpointOptions,
  ) {}

  /**
   * Undefined while there is neither an event nor an act. A file that cannot be written is told in the log, and stops nobody: the log's
   * own line holds the same.
   */
  async write(): Promise<CheckpointBody | undefined> {
    const body = await this.read();
    if (body === undefined) return undefined;
    const { signingKey, path } = this.options;
    const { events, head, acts, lastAct, reports } = body;
    this.log.info('checkpoint of the request log', {
      ...{ events, head: head ?? undefined, acts, lastAct: lastAct ?? undefined, reports },
    });
    if (path === undefined) return body;
    try {
      await appendFile(path, `${checkpointLine(body, signingKey)}\n`, { mode: 0o640 });
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? 'unknown';
      this.log.error('the file of REPORT_CHECKPOINTS_PATH cannot be written', { reason });
    }
    return body;
  }

  /** What the file remembers; nothing where there is none. Throws CheckpointError for a line that cannot be believed. */
  async remembered(): Promise<readonly CheckpointBody[]> {
    const { signingKey, path } = this.options;
    if (path === undefined) return [];
    try {
      return readCheckpoints(await readFile(path, 'utf8'), signingKey);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
      return [];
    }
  }

  private async read(): Promise<CheckpointBody | undefined> {
    return this.database.transaction(async (sql) => {
      await this.events.lock(sql);
      const head = await this.events.head(sql);
      const act = await this.acts.head(sql);
      if (head === undefined && act === undefined) return undefined;
      const last = await this.reports.last(sql);
      return {
        format: 'request-log-checkpoint/2',
        at: new Date(this.clock.now()).toISOString(),
        events: head?.seq ?? 0,
        head: head?.hash ?? null,
        acts: act?.seq ?? 0,
        lastAct: act?.hash ?? null,
        reports: last?.count ?? 0,
        lastReport: last?.sha256 ?? null,
      };
    });
  }
}

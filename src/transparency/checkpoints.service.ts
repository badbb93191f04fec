/** Writes the head of the chain outside the database: to a file that is only added to, and to the log. */
import { appendFile } from 'node:fs/promises';
import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.service';
import { Database } from '../platform/database/database.service';
import { Log } from '../platform/telemetry/log.service';
import { type CheckpointBody, checkpointLine } from './checkpoint';
import type { SigningKey } from './reports/minisign';
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
    private readonly clock: Clock,
    private readonly log: Log,
    @Inject(CHECKPOINT_OPTIONS) private readonly options: CheckpointOptions,
  ) {}

  /**
   * Undefined while there is no event. A file that cannot be written is told in the log, and stops nobody: the log's
   * own line holds the same.
   */
  async write(): Promise<CheckpointBody | undefined> {
    const body = await this.read();
    if (body === undefined) return undefined;
    const { signingKey, path } = this.options;
    this.log.info('checkpoint of the request log', { events: body.events, head: body.head, reports: body.reports });
    if (path === undefined) return body;
    try {
      await appendFile(path, `${checkpointLine(body, signingKey)}\n`, { mode: 0o640 });
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? 'unknown';
      this.log.error('the file of REPORT_CHECKPOINTS_PATH cannot be written', { reason });
    }
    return body;
  }

  private async read(): Promise<CheckpointBody | undefined> {
    return this.database.transaction(async (sql) => {
      await this.events.lock(sql);
      const head = await this.events.head(sql);
      if (head === undefined) return undefined;
      const last = await this.reports.last(sql);
      return {
        format: 'request-log-checkpoint/1',
        at: new Date(this.clock.now()).toISOString(),
        events: head.seq,
        head: head.hash,
        reports: last?.count ?? 0,
        lastReport: last?.sha256 ?? null,
      };
    });
  }
}

/** What staff did beside the events of the request log. */
import { Injectable } from '@nestjs/common';
import type { Sql } from '../../platform/database/database.service';
import { Log } from '../../platform/telemetry/log.service';

export interface Act {
  /** The stable name of the person. */
  readonly by: string;
  readonly kind: string;
  /** What it was done to: an opaque id or the name of a vendor, never an account or a token. */
  readonly subject?: string;
  readonly reason?: string;
  readonly details?: Readonly<Record<string, string | number | boolean | null>>;
}

@Injectable()
export class Acts {
  constructor(private readonly log: Log) {}

  async record(_sql: Sql, { kind }: Act): Promise<void> {
    this.log.info('an act of staff', { kind });
  }
}

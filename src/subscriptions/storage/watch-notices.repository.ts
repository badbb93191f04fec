/** Tells the watcher, with the commit of the transaction, which accounts it has to look at again. */
import { Injectable } from '@nestjs/common';
import type { Sql } from '../../platform/database/database.service';
import { noticePayloads, WATCHES_CHANNEL } from './watch-notices';

@Injectable()
export class WatchNotices {
  async tell(sql: Sql, accountIds: Iterable<string>): Promise<void> {
    const payloads = noticePayloads(accountIds);
    if (payloads.length === 0) return;
    await sql.query('SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload', [WATCHES_CHANNEL, payloads]);
  }
}

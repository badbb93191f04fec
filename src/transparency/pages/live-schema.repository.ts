/** Reads which columns the database has at this moment: of our schema; the queues' own tables are theirs. */
import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.service';
import type { LiveColumn } from './held-data';

@Injectable()
export class LiveSchema {
  constructor(private readonly database: Database) {}

  /** From the catalogue itself: information_schema hides columns that the service's role may not read. */
  columns(): Promise<LiveColumn[]> {
    return this.database.query<LiveColumn>(
      `SELECT c.relname AS "table", a.attname AS "column", format_type(a.atttypid, a.atttypmod) AS "type"
         FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
          AND a.attnum > 0 AND NOT a.attisdropped
        ORDER BY c.relname, a.attnum`,
    );
  }
}

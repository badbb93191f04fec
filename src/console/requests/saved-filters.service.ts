/** Views of the list of cases that somebody keeps under a name of their own. */
import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.service';
import type { SavedFilter } from './saved-filter';

/** Of one person: as many as fit above a table. */
export const MOST_FILTERS = 20;
export const FILTER_NAME_LENGTH = 40;

@Injectable()
export class SavedFilters {
  constructor(private readonly database: Database) {}

  of(owner: string): Promise<SavedFilter[]> {
    return this.database.query<SavedFilter>('SELECT id, name, query FROM case_filter WHERE owner = $1 ORDER BY name', [
      owner,
    ]);
  }

  /** A name that is there already gets the new view. Answers whether there was room for it. */
  async save(owner: string, name: string, query: string): Promise<boolean> {
    const known = await this.of(owner);
    if (known.length >= MOST_FILTERS && !known.some((one) => one.name === name)) return false;
    await this.database.query(
      `INSERT INTO case_filter (id, owner, name, query) VALUES ($1, $2, $3, $4)
       ON CONFLICT (owner, name) DO UPDATE SET query = excluded.query`,
      [randomUUID(), owner, name, query],
    );
    return true;
  }

  /** Only one's own. */
  async remove(owner: string, id: string): Promise<void> {
    await this.database.query('DELETE FROM case_filter WHERE owner = $1 AND id = $2', [owner, id]);
  }
}

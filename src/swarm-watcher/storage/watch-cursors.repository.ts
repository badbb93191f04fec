/** SQL of cursors: how far each account has been read, sealed. */
import { Injectable } from '@nestjs/common';
import { DataKeys } from '../../platform/at-rest/data-keys';
import { byteaArray } from '../../platform/database/bytea-array';
import { Database } from '../../platform/database/database.service';
import { bytesOfCursors, type Cursors, cursorsOfBytes } from '../watching/cursors';

const PLACE = 'watch_cursors.cursors';

/** Accounts that were unsubscribed meanwhile are passed over. */
const SAVE = `
  INSERT INTO watch_cursors (account_id, cursors_sealed)
  SELECT a.id, t.cursors
    FROM unnest($1::bigint[], $2::bytea[]) AS t(account_id, cursors)
    JOIN accounts a ON a.id = t.account_id
   ORDER BY a.id FOR KEY SHARE OF a
  ON CONFLICT (account_id) DO UPDATE SET cursors_sealed = excluded.cursors_sealed`;

export interface LoadedCursors {
  readonly byAccount: ReadonlyMap<string, Cursors>;
  /** Rows that none of the keys opens; those accounts are read from the beginning. */
  readonly unreadable: number;
}

@Injectable()
export class WatchCursors {
  constructor(
    private readonly keys: DataKeys,
    private readonly database: Database,
  ) {}

  /** Throws DatabaseAway. */
  async load(accountIds: readonly string[]): Promise<LoadedCursors> {
    const rows = await this.database.query<{ account_id: string; cursors_sealed: Buffer }>(
      'SELECT account_id, cursors_sealed FROM watch_cursors WHERE account_id = ANY($1::bigint[])',
      [accountIds],
    );
    const byAccount = new Map<string, Cursors>();
    for (const row of rows) {
      const cursors = this.opened(row.cursors_sealed);
      if (cursors !== undefined) byAccount.set(row.account_id, cursors);
    }
    return { byAccount, unreadable: rows.length - byAccount.size };
  }

  /** Throws DatabaseAway. */
  async save(accounts: readonly { readonly accountId: string; readonly cursors: Cursors }[]): Promise<void> {
    if (accounts.length === 0) return;
    await this.database.query(SAVE, [
      accounts.map((account) => account.accountId),
      byteaArray(accounts.map((account) => this.keys.seal(PLACE, bytesOfCursors(account.cursors)))),
    ]);
  }

  private opened(sealed: Buffer): Cursors | undefined {
    try {
      return cursorsOfBytes(this.keys.open(PLACE, sealed));
    } catch {
      return undefined;
    }
  }
}

/** What is stored of one account, for an authority with a lawful order: a few fixed queries, and no other way in. */
import { Injectable } from '@nestjs/common';
import { DataKeys } from '../platform/at-rest/data-keys';
import { Database } from '../platform/database/database.service';
import { sealedAddress } from '../push/devices.service';
import { ACCOUNT } from './storage/places';

export type AccountRecord = Readonly<Record<string, string | number | boolean | null | readonly (string | number)[]>>;

interface Row {
  readonly lookup: Buffer;
  readonly service: string;
  readonly token_sealed: Buffer;
  readonly namespaces: number[];
  readonly signed_at: Date;
  readonly expires_at: Date;
}

const REGISTRATIONS = `
  SELECT a.lookup, d.service, d.token_sealed, s.namespaces, s.signed_at, s.expires_at
    FROM accounts a JOIN subscriptions s ON s.account_id = a.id JOIN devices d ON d.id = s.device_id
   WHERE a.lookup = ANY($1::bytea[]) ORDER BY a.lookup, s.signed_at, d.id`;

const ACCOUNT_ID = /^0[35][0-9a-f]{64}$/;

@Injectable()
export class AccountRecords {
  readonly queries = [
    {
      id: 'push_registration',
      words: 'for each device registered for the account: push service, namespaces, last renewal, expiry',
    },
    { id: 'push_token', words: 'for each device registered for the account: push service and push token' },
  ] as const;

  constructor(
    private readonly database: Database,
    private readonly keys: DataKeys,
  ) {}

  /** `identifiers`: Account IDs in lower-case hexadecimal; anything else has no rows. Throws DatabaseAway, SealError. */
  async run(query: string, identifiers: readonly string[]): Promise<AccountRecord[]> {
    const accounts = identifiers.filter((one) => ACCOUNT_ID.test(one));
    const byLookup = new Map(
      accounts.map((account) => [this.keys.lookup(ACCOUNT, Buffer.from(account, 'hex')).toString('hex'), account]),
    );
    const rows = await this.database.query<Row>(REGISTRATIONS, [
      [...byLookup.keys()].map((lookup) => Buffer.from(lookup, 'hex')),
    ]);
    return rows.map((row): AccountRecord => {
      const account = byLookup.get(row.lookup.toString('hex')) as string;
      if (query === 'push_token') {
        return { account, ...sealedAddress(this.keys, row.service, row.token_sealed) };
      }
      return {
        account,
        service: row.service,
        namespaces: row.namespaces,
        lastRenewal: row.signed_at.toISOString(),
        expires: row.expires_at.toISOString(),
      };
    });
  }
}

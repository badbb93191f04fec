/** Refuses to start with another lookup key than the database was written with: nothing would be found again. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataKeys } from '../../platform/at-rest/data-keys';
import { Database } from '../../platform/database/database.service';
import { StartUpError } from '../../platform/start-up-error';

@Injectable()
export class LookupKeyCheck implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly keys: DataKeys,
  ) {}

  /** The first start of all notes which key it is. Throws StartUpError. */
  async onModuleInit(): Promise<void> {
    const mine = this.keys.currentLookupKeyId;
    await this.database.query('INSERT INTO lookup_key (key_id) VALUES ($1) ON CONFLICT (one) DO NOTHING', [mine]);
    const [row] = await this.database.query<{ key_id: number }>('SELECT key_id FROM lookup_key');
    if (row?.key_id !== mine) {
      throw new StartUpError(
        `The database was written with lookup key ${row?.key_id}, but the current one of DATA_KEYS_FILE is ${mine}; ` +
          'rotate it with the keys command, or start with the file that has that key as its current one',
      );
    }
  }
}

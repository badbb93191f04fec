/** Keeps the files of a form while somebody corrects it: a browser shows typed texts again, but never chosen files. */
import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataKeys, SealError } from '../../platform/at-rest/data-keys';
import { Clock } from '../../platform/clock.service';
import { Database } from '../../platform/database/database.service';
import { FORM_BYTES } from '../frame/upload-room';
import type { KeptUpload, Upload } from './upload';

interface Row {
  readonly id: string;
  readonly name_sealed: Buffer;
  readonly body_sealed: Buffer;
}

const NAME = 'kept_upload.name';
const BODY = 'kept_upload.body';
const DAY_MS = 86_400_000;
/** Of one person; the oldest go first. */
const MOST = 40;
const MOST_BYTES = 2 * FORM_BYTES;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

@Injectable()
export class KeptUploads {
  constructor(
    private readonly database: Database,
    private readonly keys: DataKeys,
    private readonly clock: Clock,
  ) {}

  /** Keeps them for this person, and throws away what nobody came back for. */
  async keep(owner: string, uploads: readonly Upload[]): Promise<KeptUpload[]> {
    const now = this.clock.now();
    await this.database.query('DELETE FROM kept_upload WHERE kept_at < $1', [new Date(now - DAY_MS)]);
    const kept: KeptUpload[] = [];
    for (const upload of uploads) {
      const id = randomUUID();
      await this.database.query(
        'INSERT INTO kept_upload (id, owner, kept_at, name_sealed, body_sealed) VALUES ($1, $2, $3, $4, $5)',
        [id, owner, new Date(now), this.keys.seal(NAME, Buffer.from(upload.name)), this.keys.seal(BODY, upload.bytes)],
      );
      kept.push({ ...upload, id });
    }
    await this.database.query(
      `DELETE FROM kept_upload USING
         (SELECT id, row_number() OVER newest AS place, sum(octet_length(body_sealed)) OVER newest AS bytes
            FROM kept_upload WHERE owner = $1 WINDOW newest AS (ORDER BY kept_at DESC, id)) AS own
        WHERE kept_upload.id = own.id AND (own.place > $2 OR own.bytes > $3)`,
      [owner, MOST, MOST_BYTES],
    );
    return kept;
  }

  /** Those of the ids that this person has kept and that still open. */
  async find(owner: string, ids: readonly string[]): Promise<KeptUpload[]> {
    const rows = await this.database.query<Row>(
      `SELECT id, name_sealed, body_sealed FROM kept_upload WHERE owner = $1 AND id = ANY($2::uuid[])
        ORDER BY kept_at, id`,
      [owner, ids.filter((id) => UUID.test(id)).slice(0, MOST)],
    );
    return rows.flatMap((row) => this.opened(row));
  }

  async drop(owner: string, ids: readonly string[]): Promise<void> {
    await this.database.query('DELETE FROM kept_upload WHERE owner = $1 AND id = ANY($2::uuid[])', [owner, ids]);
  }

  /** Sealed under a key that has left the file meanwhile: whoever sent it chooses it again. */
  private opened({ id, name_sealed, body_sealed }: Row): KeptUpload[] {
    try {
      return [{ id, name: this.keys.open(NAME, name_sealed).toString(), bytes: this.keys.open(BODY, body_sealed) }];
    } catch (error) {
      if (error instanceof SealError) return [];
      throw error;
    }
  }
}

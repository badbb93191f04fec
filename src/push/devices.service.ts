/** The devices of a transaction: found or made by their token, renewed, forgotten. */

import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataKeys } from '../platform/at-rest/data-keys';
import { byteaArray } from '../platform/database/bytea-array';
import type { Sql } from '../platform/database/database.service';
import type { PushAddress } from './push-service';
import { WakeUpRepository } from './storage/wake-up.repository';

const TOKEN = 'devices.token';

/** A device as a request names it, ready to be stored. */
export interface NamedDevice {
  readonly service: string;
  /** Keyed hash of service and token: the device's identity in the database. */
  readonly lookup: Buffer;
  readonly sealedToken: Buffer;
}

const UPSERT = `
  INSERT INTO devices AS d (id, service, token_lookup, token_sealed, renewed_at)
  SELECT * FROM unnest($1::uuid[], $2::text[], $3::bytea[], $4::bytea[], $5::timestamptz[])
  ON CONFLICT (token_lookup) DO UPDATE
     SET renewed_at = GREATEST(d.renewed_at, excluded.renewed_at),
         waits = d.waits OR d.refused_at IS NOT NULL,
         owed_since = COALESCE(d.owed_since, CASE WHEN d.refused_at IS NOT NULL THEN excluded.renewed_at END),
         refused_at = NULL, refused_reason = NULL
  RETURNING id, token_lookup`;

/** The address a sealed token stands for. Throws SealError. */
export function sealedAddress(keys: DataKeys, service: string, sealedToken: Buffer): PushAddress {
  return { service, token: keys.open(TOKEN, sealedToken).toString() };
}

@Injectable()
export class Devices {
  constructor(
    private readonly keys: DataKeys,
    private readonly wakeUps: WakeUpRepository,
  ) {}

  name(address: PushAddress): NamedDevice {
    const token = Buffer.from(address.token);
    return {
      service: address.service,
      lookup: this.keys.lookup(TOKEN, Buffer.from(address.service), token),
      sealedToken: this.keys.seal(TOKEN, token),
    };
  }

  /** The address a sealed token stands for. Throws SealError. */
  addressOf(service: string, sealedToken: Buffer): PushAddress {
    return sealedAddress(this.keys, service, sealedToken);
  }

  /**
   * Stores devices or renews them. Rows are written in the order of their lookups, so that two transactions never wait
   * for each other in a ring. Answers the id of each lookup (as hex). A wake-up that was refused is owed again: it is
   * queued like all that nobody tried for a while.
   */
  async renew(sql: Sql, devices: readonly NamedDevice[], renewedAt: Date): Promise<Map<string, string>> {
    const distinct = new Map(devices.map((device) => [device.lookup.toString('hex'), device]));
    const rows = [...distinct.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, device]) => device);
    const stored = await sql.query<{ id: string; token_lookup: Buffer }>(UPSERT, [
      rows.map(() => randomUUID()),
      rows.map((row) => row.service),
      byteaArray(rows.map((row) => row.lookup)),
      byteaArray(rows.map((row) => row.sealedToken)),
      rows.map(() => renewedAt),
    ]);
    return new Map(stored.map((row) => [row.token_lookup.toString('hex'), row.id]));
  }

  /** The device a lookup names, if there is one. */
  async find(sql: Sql, lookup: Buffer): Promise<string | undefined> {
    const rows = await sql.query<{ id: string }>('SELECT id FROM devices WHERE token_lookup = $1', [lookup]);
    return rows[0]?.id;
  }

  /**
   * Deletes devices that nobody subscribes with any more, or (with `before`) that were last renewed earlier than that;
   * what they were still owed is booked as `outcome`. Subscriptions go with them. Answers the ids deleted.
   */
  forget(sql: Sql, deviceIds: readonly string[], outcome: 'gone' | 'expired', before?: Date): Promise<string[]> {
    return this.wakeUps.forget(sql, deviceIds, outcome, before);
  }
}

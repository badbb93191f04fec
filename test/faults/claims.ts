/** A witness in the database: notes each time a pusher takes the right to wake a device, before it sends anything. */
import { Pool } from 'pg';
import { DataKeys } from '../../src/platform/at-rest/data-keys';
import { Devices } from '../../src/push/devices.service';
import type { WakeUpRepository } from '../../src/push/storage/wake-up.repository';
import type { Phone } from '../fakes/phone/phone';

const INSTALL = `
  CREATE TABLE witnessed_claims (device_id uuid NOT NULL, at timestamptz NOT NULL);
  CREATE FUNCTION witness_claim() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
    $$ BEGIN INSERT INTO witnessed_claims VALUES (NEW.id, NEW.last_begun_at); RETURN NULL; END $$;
  CREATE TRIGGER witness_claim AFTER UPDATE OF last_begun_at ON devices FOR EACH ROW
    WHEN (NEW.last_begun_at IS DISTINCT FROM OLD.last_begun_at) EXECUTE FUNCTION witness_claim()`;

export type Address = Pick<Phone, 'service' | 'token'>;

/** A device as it stands in the database. */
export interface DeviceRow {
  readonly id: string;
  readonly waits: boolean;
  readonly under_way: boolean;
  readonly owed_since: Date | null;
  readonly last_begun_at: Date | null;
  readonly not_before: Date | null;
  readonly attempts: number;
}

export class Claims {
  readonly #names: Devices;
  readonly #pool: Pool;

  private constructor(databaseUrl: string, dataKeys: DataKeys) {
    this.#pool = new Pool({ connectionString: databaseUrl, max: 2, allowExitOnIdle: true });
    // The database may be killed; the next question finds it again.
    this.#pool.on('error', () => undefined);
    // Only names devices: what it would store them with is not needed.
    this.#names = new Devices(dataKeys, {} as WakeUpRepository);
  }

  /** `dataKeys`: the text of DATA_KEYS_FILE. */
  static async witness(databaseUrl: string, dataKeys: string): Promise<Claims> {
    const claims = new Claims(databaseUrl, DataKeys.parse(dataKeys));
    await claims.query(INSTALL);
    return claims;
  }

  /** The device of a token as it stands now, if there is one. */
  async device(address: Address): Promise<DeviceRow | undefined> {
    const rows = await this.query<DeviceRow>(
      `SELECT id, waits, under_way, owed_since, last_begun_at, not_before, attempts
         FROM devices WHERE token_lookup = $1`,
      [this.#names.name(address).lookup],
    );
    return rows[0];
  }

  /** When a right to wake was taken for each device, ms since 1970, oldest first. */
  async all(): Promise<Map<string, number[]>> {
    const rows = await this.query<{ device_id: string; at: Date }>(
      'SELECT device_id, at FROM witnessed_claims ORDER BY at',
    );
    const byDevice = new Map<string, number[]>();
    for (const { device_id, at } of rows) {
      byDevice.set(device_id, [...(byDevice.get(device_id) ?? []), at.getTime()]);
    }
    return byDevice;
  }

  async query<Row = unknown>(text: string, parameters?: unknown[]): Promise<Row[]> {
    return (await this.#pool.query(text, parameters)).rows as Row[];
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}

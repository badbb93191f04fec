/** Rows of devices, accounts and subscriptions as the client API writes them, for tests of what comes after it. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { Database } from '../../src/platform/database/database.service';

/** A new account; without a delegation nobody polls it. */
export async function newAccount(database: Database): Promise<string> {
  const [row] = await database.query<{ id: string }>(
    'INSERT INTO accounts (lookup, account_sealed) VALUES ($1, $2) RETURNING id',
    [randomBytes(32), randomBytes(60)],
  );
  return row!.id;
}

/** A new device that subscribes to namespaces of an account since `since` (ms). */
export async function newDevice(
  database: Database,
  accountId: string,
  since: number,
  namespaces: readonly number[] = [0],
): Promise<string> {
  const deviceId = randomUUID();
  await database.query(
    `INSERT INTO devices (id, service, token_lookup, token_sealed, renewed_at) VALUES ($1, 'apns', $2, $3, now())`,
    [deviceId, randomBytes(32), randomBytes(60)],
  );
  await subscribeDevice(database, accountId, deviceId, since, namespaces);
  return deviceId;
}

/** A device that is there already subscribes to namespaces of an account since `since` (ms). */
export async function subscribeDevice(
  database: Database,
  accountId: string,
  deviceId: string,
  since: number,
  namespaces: readonly number[] = [0],
): Promise<void> {
  await database.query(
    `INSERT INTO subscriptions (account_id, device_id, namespaces, namespaces_since, signed_at, expires_at, monitor_sealed)
     VALUES ($1, $2, $3, $4, now(), now() + interval '14 days', $5)`,
    [accountId, deviceId, namespaces, namespaces.map(() => new Date(since)), randomBytes(60)],
  );
}

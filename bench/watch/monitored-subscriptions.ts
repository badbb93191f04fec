/** Fills a database with accounts that have no delegation: sealed as the relay seals them, a device for each. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { DataKeys } from '../../src/platform/at-rest/data-keys';
import { writeMonitorMaterial } from '../../src/subscriptions/storage/monitor-material';
import { ACCOUNT, MONITOR } from '../../src/subscriptions/storage/places';

const AT_ONCE = 5_000;
const LIFE_MS = 14 * 24 * 60 * 60 * 1000;

const INSERT = `
  WITH n AS MATERIALIZED (
    SELECT * FROM unnest($1::bytea[], $2::bytea[], $3::bytea[], $4::uuid[]) AS n(lookup, account, monitor, device)
  ), a AS (
    INSERT INTO accounts (lookup, account_sealed) SELECT lookup, account FROM n RETURNING id, lookup
  ), d AS (
    INSERT INTO devices (id, service, token_lookup, token_sealed, renewed_at)
    SELECT device, 'apns', lookup, lookup, $5 FROM n RETURNING id
  )
  INSERT INTO subscriptions
    (account_id, device_id, namespaces, namespaces_since, signed_at, expires_at, monitor_sealed)
  SELECT a.id, n.device, '{0}', ARRAY[$5::timestamptz], $5, $6, n.monitor FROM n JOIN a USING (lookup)`;

/** The n-th account: 33 bytes that every process of a bench can make. */
export function accountAt(index: number): Buffer {
  return Buffer.concat([Buffer.of(5), createHash('sha256').update(`account ${index}`).digest()]);
}

/** Answers the devices in the order of the accounts. */
export async function fillWithMonitored(url: string, dataKeys: DataKeys, count: number): Promise<string[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const devices: string[] = [];
  try {
    const now = new Date();
    for (let done = 0; done < count; done += AT_ONCE) {
      const places = Array.from({ length: Math.min(AT_ONCE, count - done) }, (_, place) => done + place);
      const accounts = places.map(accountAt);
      const fresh = places.map(() => randomUUID());
      devices.push(...fresh);
      await client.query(INSERT, [
        accounts.map((account) => dataKeys.lookup(ACCOUNT, account)),
        accounts.map((account) => dataKeys.seal(ACCOUNT, account)),
        accounts.map(() => dataKeys.seal(MONITOR, newMaterial())),
        fresh,
        now,
        new Date(now.getTime() + LIFE_MS),
      ]);
    }
    await client.query('VACUUM ANALYZE accounts, subscriptions, devices');
    return devices;
  } finally {
    await client.end();
  }
}

function newMaterial(): Buffer {
  return writeMonitorMaterial({ withData: true, signature: randomBytes(64), sessionEd25519: randomBytes(32) });
}

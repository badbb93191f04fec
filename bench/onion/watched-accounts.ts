/** Fills a database with accounts to watch: sealed as the relay seals them, with signatures that nobody will look at. */
import { randomBytes, randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { DataKeys } from '../../src/platform/at-rest/data-keys';
import { SESSION_PREFIX } from '../../src/protocol/account-id';
import { ACCOUNT, DELEGATION, MONITOR } from '../../src/subscriptions/storage/places';
import { writeDelegation } from '../../src/subscriptions/storage/stored-delegation';
import { WATCHES_CHANNEL } from '../../src/subscriptions/storage/watch-notices';

const AT_ONCE = 5_000;
const LIFE_MS = 14 * 24 * 60 * 60 * 1000;

const INSERT = `
  WITH a AS (
    INSERT INTO accounts (lookup, account_sealed, delegation_sealed, delegation_signed_at)
    SELECT lookup, account, delegation, $4 FROM unnest($1::bytea[], $2::bytea[], $3::bytea[]) AS n(lookup, account, delegation)
    RETURNING id
  )
  INSERT INTO subscriptions
    (account_id, device_id, namespaces, namespaces_since, signed_at, expires_at, monitor_sealed)
  SELECT id, $5, '{0}', ARRAY[$4::timestamptz], $4, $6, $7 FROM a`;

/** All of them belong to one device; the watcher is told that everything has changed. */
export async function fillWithAccounts(url: string, dataKeys: DataKeys, count: number, masterKeyId: string) {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const now = new Date();
    const device = randomUUID();
    await client.query(
      'INSERT INTO devices (id, service, token_lookup, token_sealed, renewed_at) VALUES ($1, $2, $3, $3, $4)',
      [device, 'apns', randomBytes(32), now],
    );
    const monitor = dataKeys.seal(MONITOR, randomBytes(98));
    for (let done = 0; done < count; done += AT_ONCE) {
      const ids = Array.from({ length: Math.min(AT_ONCE, count - done) }, newAccount);
      await client.query(INSERT, [
        ids.map((id) => dataKeys.lookup(ACCOUNT, id)),
        ids.map((id) => dataKeys.seal(ACCOUNT, id)),
        ids.map(() => dataKeys.seal(DELEGATION, newDelegation(masterKeyId))),
        now,
        device,
        new Date(now.getTime() + LIFE_MS),
        monitor,
      ]);
    }
    // As they would be after a while: nobody who reads them has to tidy up behind the writer.
    await client.query('VACUUM ANALYZE accounts, subscriptions');
    await client.query(`NOTIFY ${WATCHES_CHANNEL}, '*'`);
  } finally {
    await client.end();
  }
}

function newAccount(): Buffer {
  return Buffer.concat([Buffer.of(SESSION_PREFIX), randomBytes(32)]);
}

function newDelegation(masterKeyId: string): Buffer {
  return writeDelegation({
    masterKeyId,
    ownerEd25519: randomBytes(32),
    token: randomBytes(36),
    signature: randomBytes(64),
  });
}

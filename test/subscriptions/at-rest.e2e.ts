/** A stolen database reveals nobody, keys can be rotated under what is stored, and the entities fit the tables. */
import { randomBytes } from 'node:crypto';
import { DataKeys } from '../../src/platform/at-rest/data-keys';
import { MasterKeys } from '../../src/subscriptions/master-keys';
import { Rotation, RotationRefused } from '../../src/subscriptions/rotation.service';
import { AccountOwner, GroupMember } from '../fakes/phone/account-signer';
import { freshDatabase } from '../support/stores';
import { delegation, ending, newToken, subscription } from './asking';
import { closeHouses, House, newDataKeys } from './house';

const now = () => Math.floor(Date.now() / 1000);
const hexKey = () => randomBytes(32).toString('hex');

const dataKey = { 1: hexKey(), 2: hexKey() };
const lookupKey = { 1: hexKey(), 2: hexKey() };
function keyFile(data: keyof typeof dataKey, lookup: keyof typeof lookupKey): DataKeys {
  const file = { data: { current: data, keys: dataKey }, lookup: { current: lookup, keys: lookupKey } };
  return DataKeys.parse(JSON.stringify(file));
}

/** Every value of every table, as text. */
async function dump(house: House): Promise<string> {
  const tables = await house.database.query<{ name: string }>(
    "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')",
  );
  const parts: string[] = [];
  for (const { name } of tables) {
    parts.push(JSON.stringify(await house.database.query(`SELECT t::text FROM ${name} AS t`)));
  }
  return parts.join('\n');
}

afterEach(closeHouses);

describe('the database', () => {
  it('holds no account, key, token or signature that can be read', async () => {
    const house = await House.open({ databaseUrl: await freshDatabase(), monitorOn: true });
    const owner = AccountOwner.ofSessionId();
    const group = AccountOwner.ofGroup();
    const member = new GroupMember(group);
    const tokens = [newToken(), 'dGhpcyBpcyBubyBoZXg6YSB0b2tlbiBvZiBnb29nbGU', newToken()];
    const elements = [
      subscription(owner, { signedAt: now(), token: tokens[0], delegation: delegation(owner, house.delegateKeys) }),
      subscription(group, { signedAt: now(), token: tokens[1], delegation: delegation(group, house.delegateKeys) }),
      subscription(member, { signedAt: now(), token: tokens[2] }),
    ];
    const response = await house.post('/subscribe', elements).expect(200);
    expect(response.body).toEqual([1, 2, 3].map(() => expect.objectContaining({ added: true })));
    const text = await dump(house);
    const secrets = [
      ...[owner, group].flatMap(({ account, key }) => [account.bytes, account.key, key.publicKey]),
      member.key.publicKey,
      member.right.token,
      ...tokens.flatMap((token) => [Buffer.from(token), Buffer.from(token, 'hex')]),
      ...elements.flatMap((element) => {
        const {
          signature,
          enc_key,
          subaccount_sig,
          delegation: lent,
        } = element as Record<string, string> & {
          delegation?: { token: string; signature: string };
        };
        return [
          Buffer.from(signature ?? '', 'base64'),
          Buffer.from(enc_key ?? '', 'hex'),
          Buffer.from(subaccount_sig ?? '', 'base64'),
          Buffer.from(lent?.token ?? '', 'hex'),
          Buffer.from(lent?.signature ?? '', 'base64'),
        ];
      }),
    ].filter((secret) => secret.length > 16);
    expect(secrets.length).toBeGreaterThan(15);
    for (const secret of secrets) {
      // The middle of it: as bytes, hex, base64 at any alignment, and as characters.
      const middle = secret.subarray(3, -3);
      expect(text).not.toContain(middle.toString('hex'));
      expect(text.toLowerCase()).not.toContain(middle.toString('hex'));
      expect(text).not.toContain(middle.toString('latin1'));
      for (let shift = 0; shift < 3; shift += 1) {
        expect(text).not.toContain(middle.subarray(shift).toString('base64').replace(/=+$/, '').slice(0, -1));
      }
    }
  });

  it('has tables that fit the entities', async () => {
    const house = await House.open({ databaseUrl: await freshDatabase() });
    const { entityMetadatas } = house.database.dataSource;
    expect(entityMetadatas.map((entity) => entity.tableName).sort()).toEqual(['accounts', 'devices', 'subscriptions']);
    for (const entity of entityMetadatas) {
      const columns = await house.database.query<{ name: string; type: string; nullable: boolean }>(
        `SELECT attname AS name, format_type(atttypid, atttypmod) AS type, NOT attnotnull AS nullable
           FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped`,
        [entity.tableName],
      );
      const aliases: Record<string, string> = { timestamptz: 'timestamp with time zone' };
      const expected = entity.columns.map(({ databaseName, type, isNullable, isArray }) => ({
        name: databaseName,
        type: `${aliases[String(type)] ?? String(type)}${isArray ? '[]' : ''}`,
        nullable: isNullable,
      }));
      const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name);
      expect(columns.sort(byName)).toEqual(expected.sort(byName));
    }
  });
});

describe('a start', () => {
  const fileOf = (data: string, lookup: string) =>
    DataKeys.parse(
      JSON.stringify({ data: { current: 1, keys: { 1: data } }, lookup: { current: 1, keys: { 1: lookup } } }),
    );

  it('is refused with the keys of another database, though they have the same ids, and notes nothing then', async () => {
    const databaseUrl = await freshDatabase();
    const [data, lookup] = [hexKey(), hexKey()];
    // Several that start first agree on their keys.
    await Promise.all([1, 2, 3].map(() => House.open({ databaseUrl, dataKeys: fileOf(data, lookup) })));
    const house = await House.open({ databaseUrl, dataKeys: fileOf(data, lookup) });
    const noted = async () => [
      await house.database.query('SELECT * FROM lookup_key'),
      await house.database.query('SELECT * FROM data_key_checks'),
    ];
    const before = await noted();
    expect(before.map((rows) => rows.length)).toEqual([1, 1]);
    for (const [dataKeys, fault] of [
      [fileOf(hexKey(), lookup), /another data key 1; start with the DATA_KEYS_FILE that belongs to this database/],
      [fileOf(data, hexKey()), /another lookup key 1; start with the DATA_KEYS_FILE that belongs to this database/],
      [fileOf(hexKey(), hexKey()), /another lookup key 1/],
    ] as const) {
      await expect(House.open({ databaseUrl, dataKeys })).rejects.toThrow(fault);
      const rotation = new Rotation(house.database);
      await expect(rotation.resealAll(dataKeys)).rejects.toThrow(fault);
      await expect(rotation.masterKeyUse(dataKeys)).rejects.toThrow(fault);
    }
    expect(await noted()).toEqual(before);
  });

  it('takes a new data key beside the old one, and none without the old one', async () => {
    const databaseUrl = await freshDatabase();
    await House.open({ databaseUrl, dataKeys: keyFile(1, 1) });
    await House.open({ databaseUrl, dataKeys: keyFile(2, 1) });
    await House.open({ databaseUrl, dataKeys: keyFile(1, 1) });
    const onlyNew = { data: { current: 2, keys: { 2: dataKey[2] } }, lookup: { current: 1, keys: lookupKey } };
    await expect(House.open({ databaseUrl, dataKeys: DataKeys.parse(JSON.stringify(onlyNew)) })).rejects.toThrow(
      /put the key back and run "npm run relay -- keys reseal"/,
    );
  });
});

describe('rotation', () => {
  const masterKeys = MasterKeys.parse(MasterKeys.newFile(randomBytes(32)));

  async function opened(databaseUrl: string, dataKeys: DataKeys): Promise<House> {
    return House.open({ databaseUrl, dataKeys, masterKeys, monitorOn: true });
  }

  async function filled(house: House, count: number) {
    const phones = Array.from({ length: count }, () => ({ owner: AccountOwner.ofSessionId(), token: newToken() }));
    const elements = phones.map(({ owner, token }) =>
      subscription(owner, { signedAt: now() - 100, token, delegation: delegation(owner, house.delegateKeys) }),
    );
    for (let from = 0; from < count; from += 200) {
      await house.post('/subscribe', elements.slice(from, from + 200)).expect(200);
    }
    return phones;
  }

  it('seals everything anew while phones come and go', async () => {
    const databaseUrl = await freshDatabase();
    const before = await opened(databaseUrl, keyFile(1, 1));
    const phones = await filled(before, 600);
    await before.close();
    const house = await opened(databaseUrl, keyFile(2, 1));
    const [account] = await house.database.query<{ id: string }>('SELECT id FROM accounts LIMIT 1');
    const cursors = keyFile(1, 1).seal('watch_cursors.cursors', Buffer.from('read so far'));
    await house.database.query('INSERT INTO watch_cursors VALUES ($1, $2)', [account?.id, cursors]);
    await house.database.query(
      "UPDATE devices SET token_sealed = '\\x010001' WHERE id = (SELECT min(id::text)::uuid FROM devices)",
    );
    const rotation = new Rotation(house.database);
    const [results] = await Promise.all([rotation.resealAll(keyFile(2, 1)), filled(house, 50)]);
    const counts = Object.fromEntries(results.map(({ column, ...rest }) => [column, rest]));
    expect(counts['accounts.account_sealed']).toEqual({ resealed: 600, unreadable: 0 });
    expect(counts['accounts.delegation_sealed']).toEqual({ resealed: 600, unreadable: 0 });
    expect(counts['subscriptions.monitor_sealed']).toEqual({ resealed: 600, unreadable: 0 });
    expect(counts['devices.token_sealed']).toEqual({ resealed: 599, unreadable: 1 });
    expect(counts['watch_cursors.cursors_sealed']).toEqual({ resealed: 1, unreadable: 0 });
    const only = { data: { current: 2, keys: { 2: dataKey[2] } }, lookup: { current: 1, keys: lookupKey } };
    const withoutOld = DataKeys.parse(JSON.stringify(only));
    // As long as something is left under the old key nobody may go without it.
    await expect(rotation.resealAll(withoutOld)).rejects.toThrow(/data key 1, which is not in DATA_KEYS_FILE/);
    await expect(opened(databaseUrl, withoutOld)).rejects.toThrow(/keys reseal/);
    await house.database.query("UPDATE devices SET token_sealed = $1 WHERE token_sealed = '\\x010001'", [
      keyFile(2, 1).seal('devices.token', Buffer.from('another')),
    ]);
    const again = await rotation.resealAll(keyFile(2, 1));
    expect(again.map((one) => one.resealed)).toEqual(results.map(() => 0));
    expect((await house.allWatches()).map((watch) => watch.account.hex)).toEqual(
      expect.arrayContaining(phones.map((phone) => phone.owner.account.hex)),
    );
    await house.close();
    const after = await opened(databaseUrl, withoutOld);
    expect(await after.allWatches()).toHaveLength(650);
  });

  it('knows every sealed column there is', async () => {
    const dataKeys = newDataKeys();
    const house = await House.open({ databaseUrl: await freshDatabase(), dataKeys });
    // Papers are sealed under the key of their case, which is among them.
    const sealed = await house.database.query<{ name: string }>(
      `SELECT table_name || '.' || column_name AS name FROM information_schema.columns
        WHERE table_schema = 'public' AND column_name LIKE '%\\_sealed'
          AND table_name <> 'case_document_body'`,
    );
    const results = await new Rotation(house.database).resealAll(dataKeys);
    expect(results.map((one) => one.column).sort()).toEqual(sealed.map((one) => one.name).sort());
  });

  it('moves every lookup, after which everybody is found as before', async () => {
    const databaseUrl = await freshDatabase();
    const before = await opened(databaseUrl, keyFile(1, 1));
    const phones = await filled(before, 510);
    await before.close();
    const other = await opened(databaseUrl, keyFile(1, 1));
    const rotation = new Rotation(other.database);
    await expect(rotation.rotateLookups(keyFile(1, 1), keyFile(2, 1))).rejects.toThrow(RotationRefused);
    await expect(rotation.rotateLookups(keyFile(1, 2), keyFile(1, 1))).rejects.toThrow(/with lookup key 1/);
    const impostor = JSON.stringify({
      data: { current: 1, keys: dataKey },
      lookup: { current: 1, keys: { 1: hexKey() } },
    });
    await expect(rotation.rotateLookups(DataKeys.parse(impostor), keyFile(1, 2))).rejects.toThrow(
      /another lookup key 1/,
    );
    const stranger = DataKeys.parse(
      JSON.stringify({ data: { current: 1, keys: { 1: hexKey() } }, lookup: { current: 2, keys: lookupKey } }),
    );
    await expect(rotation.rotateLookups(keyFile(1, 1), stranger)).rejects.toThrow(/another data key 1/);
    expect(await rotation.rotateLookups(keyFile(1, 1), keyFile(1, 2))).toEqual({ rewritten: 1_020 });
    await other.close();
    await expect(opened(databaseUrl, keyFile(1, 1))).rejects.toThrow(/lookup key 2/);
    const after = await opened(databaseUrl, keyFile(1, 2));
    const elements = phones.map(({ owner, token }) => subscription(owner, { signedAt: now(), token }));
    const renewed = await after.post('/subscribe', elements.slice(0, 300)).expect(200);
    for (const reply of renewed.body) expect(reply).toMatchObject({ updated: true });
    const endings = phones.slice(300).map(({ owner, token }) => ending(owner, { signedAt: now(), token }));
    const left = await after.post('/unsubscribe', endings).expect(200);
    for (const reply of left.body) expect(reply).toMatchObject({ removed: true });
    expect([await after.count('accounts'), await after.count('devices')]).toEqual([300, 300]);
  });

  it('counts what is delegated under which master key', async () => {
    const masters = MasterKeys.parse(JSON.stringify({ current: 'b', keys: { a: hexKey(), b: hexKey() } }));
    const dataKeys = newDataKeys();
    const house = await House.open({ databaseUrl: await freshDatabase(), dataKeys, masterKeys: masters });
    for (const id of ['a', 'b', 'b']) {
      const owner = AccountOwner.ofSessionId();
      const lent = delegation(owner, house.delegateKeys, id);
      await house.post('/subscribe', subscription(owner, { signedAt: now(), delegation: lent })).expect(200);
    }
    expect(await new Rotation(house.database).masterKeyUse(dataKeys)).toEqual(
      new Map([
        ['a', 1],
        ['b', 2],
      ]),
    );
  });
});

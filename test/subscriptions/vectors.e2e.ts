/** Every recorded request gets the documented answer; where that is not the recorded one, the table says why. */

import { AccountId } from '../../src/protocol/account-id';
import { type BencodeValue, encodeBencode } from '../../src/protocol/bencode';
import { bytesFromText } from '../../src/protocol/bytes';
import { BadServiceInfo } from '../../src/push/push-service';
import { type ListedService, PushRegistry } from '../../src/push/registry.service';
import { type MonitoredAccount, MonitoredAccounts } from '../../src/subscriptions/monitored-accounts.service';
import { Subscriptions } from '../../src/subscriptions/subscriptions.service';
import { ItemRefusals } from '../../src/swarm-watcher/monitoring/item-refusals';
import { RequestComposer } from '../../src/swarm-watcher/monitoring/request-composer.service';
import { freshDatabase } from '../support/stores';
import recorded from '../vectors/client-api.json';
import { closeHouses, House, StandingClock, UNOPENED } from './house';

/** An item as nodes were asked with it, its bytes in hex. */
interface RecordedItem {
  readonly n: readonly number[];
  readonly t: number;
  readonly d?: number;
  readonly [bytes: string]: unknown;
}

interface Vector {
  readonly name: string;
  readonly command: string;
  readonly recorded_at_unix: number;
  readonly request?: unknown;
  readonly request_text?: string | null;
  readonly response?: unknown;
  readonly monitor_entries_for_this_account?: readonly RecordedItem[];
}

const vectors = recorded.vectors as readonly Vector[];

/** What the recording's test services take; the last name is of one that this house does not offer. */
const TAKES_TOKENS = 'tap3 tap2 tapempty maxid refuse1 refuse notnum fourpart longid mute'.split(' ');
const RECORDED_SERVICES: readonly ListedService[] = [
  {
    ...UNOPENED,
    marker: 'set',
    service: {
      names: TAKES_TOKENS,
      readAddress: (service, info) => {
        const token = (info as { token?: unknown } | null)?.token;
        if (typeof token !== 'string') throw new BadServiceInfo('service_info.token must be a text');
        return { service, token };
      },
    },
  },
  {
    ...UNOPENED,
    marker: 'set',
    service: {
      names: ['dummy'],
      readAddress: (service, info) => {
        const { foo, bar } = (info ?? {}) as { foo?: unknown; bar?: unknown };
        if (typeof foo !== 'string' || !Number.isInteger(bar)) throw new BadServiceInfo('foo and bar are needed');
        return { service, token: `${foo}/${bar}` };
      },
    },
  },
];

type Expected = number | 'added' | 'updated' | 'removed' | 'not-removed';

const SHAPE = 'a fault of shape is code 1';
const NO_CALL = 'no push service is asked whether it likes a token';

/** Name of the vector → what we answer instead, and why. */
const DIFFERENT: Readonly<Record<string, readonly [Expected | readonly Expected[], string]>> = {
  added_namespace_out_of_range_wraps: [1, 'namespaces out of range are refused instead of wrapped'],
  added_sig_ts_float_truncates: [1, 'integers must be integers'],
  added_prefix_15: [1, 'only 03 and 05 are accounts'],
  multi_non_object_elements: [[1, 1, 1, 'added'], SHAPE],
  err_missing_session_ed25519: [1, SHAPE],
  err_missing_data: [1, SHAPE],
  err_missing_signature: [1, SHAPE],
  err_missing_service_info: [1, SHAPE],
  err_null_pubkey: [1, SHAPE],
  err_null_namespaces: [1, SHAPE],
  err_null_sig_ts: [1, SHAPE],
  err_null_service: [1, SHAPE],
  err_null_enc_key: ['added', 'enc_key may be null: nobody here uses it'],
  err_pubkey_not_hex: [1, SHAPE],
  err_session_ed25519_wrong_key: [1, 'a key that does not belong to pubkey is a fault of value'],
  err_session_ed25519_small_order: [1, 'a key that does not convert is a fault of value'],
  err_namespaces_unsorted: [1, SHAPE],
  err_namespaces_empty: [1, SHAPE],
  err_namespaces_not_array: [1, SHAPE],
  err_data_string: [1, SHAPE],
  err_enc_key_short: [1, SHAPE],
  err_service_number: [1, SHAPE],
  err_dummy_bar_not_int: [1, 'a bad service_info is a fault of value'],
  err_notifier_refuse_1: ['added', NO_CALL],
  err_notifier_not_numeric: ['added', NO_CALL],
  err_notifier_four_part: ['added', NO_CALL],
  err_service_id_1000: ['added', NO_CALL],
  err_notifier_exception: [1, 'a service_info without a token is a fault of value, and told at once'],
  err_service_mute_timeout: ['added', NO_CALL],
  err_sub_tag_short: [1, SHAPE],
  unsub_err_signature_len: [1, SHAPE],
  unsub_err_missing_service_info: [1, SHAPE],
  unsub_err_notifier_refuse: ['not-removed', NO_CALL],
  unsub_empty_array_never_replied: [[], 'an empty array is answered with one'],
};

/** The recording does not show how these phones subscribed; their subscriptions are given. */
const SUBSCRIBED_BEFORE = new Set(['unsub_multi', 'unsub_ok_old_23h', 'unsub_by_other_subaccount']);

function bodyOf({ request_text, request }: Vector): Buffer {
  // The one text that is no UTF-8 was recorded byte by character.
  if (typeof request_text === 'string') return Buffer.from(request_text, 'latin1');
  return request === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(request));
}

function expectedOf(vector: Vector): Expected | readonly Expected[] {
  const different = DIFFERENT[vector.name];
  if (different !== undefined) return different[0];
  const { response } = vector;
  return Array.isArray(response) ? response.map(kindOf) : kindOf(response);
}

function kindOf(reply: unknown): Expected {
  const { error, added, updated, removed, success } = reply as Record<string, unknown>;
  if (typeof error === 'number') return error;
  expect(success).toBe(true);
  if (added === true) return 'added';
  if (updated === true) return 'updated';
  return removed === true ? 'removed' : 'not-removed';
}

/** The request to a node for one item, from how it was recorded. */
function requestOf(item: RecordedItem): Buffer {
  const entries = Object.entries(item).map(([key, value]): [string, BencodeValue] => [
    key,
    typeof value === 'string' ? Buffer.from(value, 'hex') : (value as BencodeValue),
  ]);
  return encodeBencode(new Map(entries));
}

/** Every text in a request that names somebody. */
function secretsIn(value: unknown): string[] {
  if (typeof value === 'string') return value.length >= 16 ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(secretsIn);
}

describe('recorded requests', () => {
  const clock = new StandingClock(0);
  let house: House;

  beforeAll(async () => {
    const services = new PushRegistry(() => true, RECORDED_SERVICES);
    house = await House.open({ databaseUrl: await freshDatabase(), monitorOn: true, clock, services });
  });
  afterAll(closeHouses);

  async function subscribeAsRecorded(element: Record<string, unknown>): Promise<void> {
    const { service, service_info } = element as { service: string; service_info: { token: string } };
    await house.app.get(Subscriptions, { strict: false }).add({
      account: AccountId.parse(element.pubkey),
      device: house.devices.name({ service, token: service_info.token }),
      signedAt: clock.now(),
      expiresAt: clock.now() + 1_000_000,
      namespaces: [0],
      monitor: { withData: true, signature: bytesFromText(element.signature, 64) },
    });
  }

  /** What nodes are asked with for the account now. */
  async function askedOfNodes(pubkey: unknown): Promise<Buffer[]> {
    const monitored = house.app.get(MonitoredAccounts, { strict: false });
    const { bytes } = AccountId.parse(pubkey);
    const known: MonitoredAccount[] = [];
    for await (const page of monitored.all()) known.push(...page.filter(({ account }) => account.equals(bytes)));
    const ids = known.map(({ id }) => id);
    const layers = await new RequestComposer(monitored).compose(ids, () => bytes, new ItemRefusals());
    return layers.map((layer) => layer.bytes);
  }

  it('are all here, and every difference is used', () => {
    expect(vectors).toHaveLength(71);
    const names = new Set(vectors.map((vector) => vector.name));
    for (const name of [...Object.keys(DIFFERENT), ...SUBSCRIBED_BEFORE]) expect(names).toContain(name);
  });

  // In the order of the recording: some follow on others.
  it.each(vectors.map((vector) => [vector.name, vector] as const))('%s', async (name, vector) => {
    clock.set(vector.recorded_at_unix * 1000);
    if (SUBSCRIBED_BEFORE.has(name)) {
      const [first] = [vector.request].flat() as Record<string, unknown>[];
      await subscribeAsRecorded(first ?? {});
    }
    const path = vector.command === 'push.subscribe' ? '/subscribe' : '/unsubscribe';
    const response = await house.post(path, bodyOf(vector)).expect(200).expect('content-type', 'application/json');
    const replies: unknown = JSON.parse(response.text);
    expect(Array.isArray(replies) ? replies.map(kindOf) : kindOf(replies)).toEqual(expectedOf(vector));
    for (const secret of secretsIn(vector.request)) expect(response.text).not.toContain(secret);
    const items = vector.monitor_entries_for_this_account ?? [];
    if (items.length === 0 || expectedOf(vector) !== 'added') return;
    const asked = await askedOfNodes((vector.request as { pubkey: unknown }).pubkey);
    expect(asked.map((body) => body.toString('latin1'))).toEqual(
      items.map((item) => requestOf(item).toString('latin1')),
    );
  });

  it('were recorded with what nodes are asked, for accounts, groups and members, with and without content', () => {
    const items = vectors.flatMap((vector) => vector.monitor_entries_for_this_account ?? []);
    expect(items.map((item) => Object.keys(item).sort().join(''))).toEqual(
      expect.arrayContaining(['Pdnst', 'Pnst', 'dnpst', 'STdnpst']),
    );
  });

  it('which were signed before the stored ones changed nothing', async () => {
    const newer = vectors.find((vector) => vector.name === 'updated_changed_namespaces')?.request as { sig_ts: number };
    const older = vectors.find((vector) => vector.name === 'updated_older_sig_ts')?.request as { sig_ts: number };
    const signedAt = (seconds: number) =>
      house.database.query('SELECT namespaces FROM subscriptions WHERE signed_at = $1', [new Date(seconds * 1000)]);
    expect(await signedAt(newer.sig_ts)).toEqual([{ namespaces: [-400, 0] }]);
    expect(await signedAt(older.sig_ts)).toEqual([]);
  });
});

describe('recorded subscriptions while there is no monitor way', () => {
  const clock = new StandingClock(0);
  let house: House;

  beforeAll(async () => {
    const services = new PushRegistry(() => true, RECORDED_SERVICES);
    house = await House.open({ databaseUrl: await freshDatabase(), monitorOn: false, clock, services });
  });
  afterAll(closeHouses);

  it('are refused for lack of a delegation, and nothing of them is stored', async () => {
    for (const vector of vectors.filter((one) => [expectedOf(one)].flat().includes('added'))) {
      clock.set(vector.recorded_at_unix * 1000);
      const response = await house.post('/subscribe', bodyOf(vector)).expect(200);
      const expected = [expectedOf(vector)].flat().map((one) => (one === 'added' ? 2 : one));
      expect([response.body].flat().map(kindOf)).toEqual(expected);
    }
    expect(await house.count('accounts')).toBe(0);
    expect(await house.count('devices')).toBe(0);
  });
});

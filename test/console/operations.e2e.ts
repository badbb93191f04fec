/** The operator's acts over HTTP: with a reason and recorded, or not at all; and the stream that keeps the page up to date. */
import { randomBytes, randomUUID } from 'node:crypto';
import { Acts } from '../../src/console/audit/acts.service';
import { OperationsStreams } from '../../src/console/operations/streams.service';
import { SubscriptionBoard } from '../../src/subscriptions/subscription-board.service';
import { until } from '../support/until';
import { ConsoleHouse, type Person } from './house';

const REASON = 'Apple answered 400 BadTopic';

let house: ConsoleHouse;
let operator: Person;
let record: jest.SpyInstance;

beforeAll(async () => {
  house = await ConsoleHouse.open();
  operator = await house.person('operator-1', 'operator');
  record = jest.spyOn(house.find(Acts), 'record');
});

beforeEach(() => record.mockClear());

afterAll(() => house.close());

const acts = () => record.mock.calls.map(([, act]) => act);

/** So many devices that a vendor refused, as the ledger keeps them; later than what any order before was about. */
async function refuse(count: number): Promise<void> {
  house.room.clock.set(new Date(house.room.clock.now() + 1_000).toISOString());
  const values = Array.from({ length: count }, () => [randomUUID(), randomBytes(32)] as const);
  await house.room.database.query(
    `INSERT INTO devices (id, service, token_lookup, token_sealed, renewed_at, refused_at, refused_reason)
     SELECT id, 'apns', lookup, lookup, $3, $3, $4 FROM unnest($1::uuid[], $2::bytea[]) AS d(id, lookup)`,
    [values.map(([id]) => id), values.map(([, lookup]) => lookup), new Date(house.room.clock.now()), REASON],
  );
  await house.room.database.query(
    `INSERT INTO wake_up_counters (service, outcome, shard, value) VALUES ('apns', 'seen', 0, $1)
     ON CONFLICT (service, outcome, shard) DO UPDATE SET value = wake_up_counters.value + excluded.value`,
    [count],
  );
}

const rows = (text: string) => house.room.database.query<Record<string, unknown>>(text);

it('pauses with a reason, once, and resumes', async () => {
  await refuse(0);
  const pause = '/operations/services/apns/pause';
  const form = 'pause-apns';
  const nothing = await operator.post(pause, { [form]: ' ' }, '/operations');
  expect(nothing.status).toBe(422);
  expect(nothing.body).toContain('Write in a sentence why you do this');
  const naming = await operator.post(pause, { [form]: `for 05${'ab'.repeat(32)}` }, '/operations');
  expect([naming.status, naming.body.includes('Leave out')]).toEqual([422, true]);
  expect(await rows('SELECT * FROM push_pauses')).toEqual([]);
  expect(acts()).toEqual([]);

  const done = await operator.post(pause, { [form]: ' Apple is ill ' }, '/operations');
  expect([done.status, done.headers.get('location')]).toEqual([303, '/operations?done=paused']);
  expect(await rows('SELECT service, is_paused, changed_by, reason FROM push_pauses')).toEqual([
    { service: 'apns', is_paused: true, changed_by: 'operator-1', reason: 'Apple is ill' },
  ]);
  const again = await operator.post(pause, { [form]: 'once more' }, '/operations');
  expect(again.headers.get('location')).toBe('/operations?done=unchanged');
  expect((await operator.get('/operations?done=paused')).body).toContain('Paused by operator-1');

  await operator.post('/operations/services/apns/resume', { 'resume-apns': 'Apple is well' }, '/operations');
  const by = 'operator-1';
  expect(acts()).toEqual([
    { by, kind: 'vendor_paused', subject: 'apns', reason: 'Apple is ill' },
    { by, kind: 'vendor_resumed', subject: 'apns', reason: 'Apple is well' },
  ]);
});

it('records nothing and changes nothing when one of both cannot be done', async () => {
  record.mockRejectedValueOnce(new Error('the chain is broken'));
  const { status } = await operator.post('/operations/services/apns/pause', { 'pause-apns': 'why' }, '/operations');
  expect(status).toBe(500);
  expect(await rows('SELECT is_paused FROM push_pauses')).toEqual([{ is_paused: false }]);
});

it.each([
  ['retry', 'refused_retried', { waits: 3, refused: 0 }],
  ['drop', 'refused_dropped', { waits: 3, refused: 2 }],
])('orders to %s what was refused until the page was read', async (kind, recorded, ends) => {
  await refuse(kind === 'retry' ? 3 : 2);
  const page = await until(async () => {
    const { body } = await operator.get('/operations');
    return body.includes(REASON) && body;
  });
  const until_ = /name="until" value="([^"]+)"/.exec(page)?.[1] as string;
  const name = `${kind}-apns-apple-answered-400-badtopic`;
  const fields = { service: 'apns', reason: REASON, until: until_ };
  const path = `/operations/refused/${kind}`;
  expect((await operator.post(path, fields, '/operations')).status).toBe(422);
  expect((await operator.post(path, { ...fields, until: 'soon', [name]: 'mended' }, '/operations')).status).toBe(422);
  expect((await operator.post(path, { ...fields, [name]: 'key was mended' }, '/operations')).status).toBe(303);
  const details = { refusedFor: REASON, until: until_ };
  expect(acts()).toEqual([{ by: 'operator-1', kind: recorded, subject: 'apns', reason: 'key was mended', details }]);
  await until(async () => (await rows('SELECT FROM devices WHERE refused_at IS NOT NULL')).length === 0);
  const [waits, refused] = await Promise.all([
    rows('SELECT FROM devices WHERE waits'),
    rows("SELECT sum(value)::integer AS value FROM wake_up_counters WHERE outcome = 'refused'"),
  ]);
  expect({ waits: waits.length, refused: refused[0]?.value ?? 0 }).toEqual(ends);
});

it('knows no other services than there are, and lets nobody act who may only look', async () => {
  const made = await operator.post('/operations/services/teapot/pause', { 'pause-teapot': 'why' }, '/operations');
  expect(made.status).toBe(404);
  const auditor = await house.person('auditor-1', 'auditor');
  expect((await auditor.get('/operations')).status).toBe(200);
  for (const path of ['services/apns/pause', 'services/apns/resume', 'refused/retry', 'refused/drop']) {
    expect([path, (await auditor.postBare(`/operations/${path}`, {})).status]).toEqual([path, 403]);
  }
  const clerk = await house.person('clerk-1', 'intake');
  for (const path of ['/operations', '/operations/stream']) expect((await clerk.get(path)).status).toBe(403);
});

describe('the stream', () => {
  it('tells how things stand, to a bounded number, and ends with the session', async () => {
    const looker = await house.person('looker-1', 'board_viewer');
    const streams = await Promise.all([1, 2, 3].map(() => looker.stream('/operations/stream')));
    const [first] = streams;
    expect(first?.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const state = await first?.event('state');
    expect(state).toMatchObject({ shape: expect.any(String), texts: { verdict: { text: expect.any(String) } } });
    expect((await looker.get('/operations/stream')).status).toBe(503);
    expect((await operator.get('/operations')).status).toBe(200);

    await house.room.database.query("UPDATE staff SET roles = '{intake}' WHERE name = 'looker-1'");
    await first?.event('over');
    await until(() => house.find(OperationsStreams).size === 0);
  });
});

it('counts subscriptions by service and way', async () => {
  const database = house.room.database;
  const lookup = () => randomBytes(32);
  const account = async (delegation: Buffer | null, revokedAt: Date | null) => {
    const [row] = await database.query<{ id: string }>(
      `INSERT INTO accounts (lookup, account_sealed, delegation_sealed, delegation_signed_at, delegation_revoked_at)
       VALUES ($1, $1, $2::bytea, CASE WHEN $2::bytea IS NULL THEN NULL ELSE now() END, $3) RETURNING id`,
      [lookup(), delegation, revokedAt],
    );
    return row?.id as string;
  };
  const subscribe = async (accountId: string, service: string, expiresAt: number) => {
    const deviceId = randomUUID();
    await database.query(
      'INSERT INTO devices (id, service, token_lookup, token_sealed, renewed_at) VALUES ($1, $2, $3, $3, now())',
      [deviceId, service, lookup()],
    );
    await database.query(
      `INSERT INTO subscriptions (account_id, device_id, namespaces, namespaces_since, signed_at, expires_at, monitor_sealed)
       VALUES ($1, $2, '{0}', ARRAY[now()], now(), $3, $4)`,
      [accountId, deviceId, new Date(expiresAt), lookup()],
    );
  };
  const now = house.room.clock.now();
  const delegated = await account(lookup(), null);
  await subscribe(delegated, 'apns', now + 1_000);
  await subscribe(delegated, 'firebase', now + 1_000);
  await subscribe(delegated, 'firebase', now - 1_000);
  await subscribe(await account(null, null), 'firebase', now + 1_000);
  await subscribe(await account(lookup(), new Date(now)), 'firebase', now + 1_000);
  const board = new SubscriptionBoard(database, house.room.clock);
  expect(board.latest()).toBeUndefined();
  expect((await board.fresh()).counts).toEqual([
    { service: 'apns', way: 'onion', count: 1 },
    { service: 'firebase', way: 'monitor', count: 2 },
    { service: 'firebase', way: 'onion', count: 1 },
  ]);
});

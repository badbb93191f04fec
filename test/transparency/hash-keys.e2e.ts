/** The key of a reporting year on a real Postgres: needed until everything is published, destroyed by two, and then gone. */
import { canonicalJson } from '../../src/platform/canonical-json';
import { asQuarter } from '../../src/transparency/quarter';
import { countQuarters } from '../../src/transparency/quarter-count';
import { Room } from './room';

const QUARTERS = ['2025-Q1', '2025-Q2', '2025-Q3', '2025-Q4', '2026-Q1'].map(asQuarter);
const [ACCOUNT, OTHER] = [`05${'ab'.repeat(32)}`, `05${'cd'.repeat(32)}`];

let room: Room;
beforeEach(async () => {
  room = await Room.open();
  room.clock.set('2025-02-11T09:00:00Z');
});
afterEach(() => room.close());

const named = (...identifiers: string[]) => ({ targets: identifiers.map((identifier) => ({ identifier })) });

async function closed(caseId: string): Promise<void> {
  await room.step(caseId, { type: 'withdraw_notice' });
  await room.step(caseId, { type: 'close', outcome: 'withdrawn' });
}

async function publish(quarter: string, reason: 'first' | 'matured' | 'late_arrival' = 'first') {
  return room.publish({
    quarter: asQuarter(quarter),
    dataAsOf: new Date(room.clock.now()).toISOString(),
    reason,
    by: 'officer',
  });
}

const keyOf2025 = async () => (await room.hashKeys.years()).find((one) => one.year === 2025);

it('is kept while anything may still need it, and says what', async () => {
  const caseId = await room.contact(named(ACCOUNT, OTHER));
  await room.contact(named(ACCOUNT));
  expect((await keyOf2025())?.reasons).toEqual(
    expect.arrayContaining([
      '2025-Q1 is not over',
      '2 requests received in 2025 not closed: more identifiers may become known',
    ]),
  );
  room.clock.set('2026-02-01T09:00:00Z');
  for (const quarter of QUARTERS.slice(0, 3)) await publish(quarter);
  await closed(caseId);
  await room.step(caseId, { type: 'hold', scope: 'existence', until: '2027-01-01' });
  expect((await keyOf2025())?.reasons).toEqual([
    '2025-Q1: 2 different identifiers are published and 1 are counted: publish a version',
    '2025-Q4 is not published',
    '1 request received in 2025 not closed: more identifiers may become known',
    '1 request received in 2025 under an order of existence: to be counted when it ends',
  ]);
  await expect(room.hashKeys.requestDestruction(2025, 'officer')).rejects.toThrow('still needed: 2025-Q1: 2 different');
  await expect(room.hashKeys.requestDestruction(2019, 'officer')).rejects.toThrow('no identifier of 2019');
});

describe('destroyed', () => {
  let caseId: string;
  let approvalId: string;
  const counted = (asOf: string) =>
    room.log.history().then((history) => canonicalJson(countQuarters(history, QUARTERS, Date.parse(asOf))));

  beforeEach(async () => {
    caseId = await room.contact(named(ACCOUNT, OTHER));
    await closed(caseId);
    room.clock.set('2025-08-11T09:00:00Z');
    await closed(await room.contact(named(ACCOUNT)));
    room.clock.set('2026-02-01T09:00:00Z');
    for (const quarter of QUARTERS.slice(0, 4)) await publish(quarter);
    approvalId = await room.hashKeys.requestDestruction(2025, 'officer');
  });

  it('takes two people, changes no figure, and leaves a trace in the log', async () => {
    await expect(room.hashKeys.destroy(2025, approvalId, 'officer')).rejects.toThrow('no second person');
    await expect(room.approvals.decide(approvalId, 'officer', 'approved')).rejects.toThrow('cannot give it');
    await room.approvals.decide(approvalId, 'approver', 'approved');
    const instants = ['2025-04-02T00:00:00Z', '2025-12-31T00:00:00Z', '2026-02-01T09:00:00Z', '2026-06-01T00:00:00Z'];
    const before = await Promise.all(instants.map(counted));
    await room.hashKeys.destroy(2025, approvalId, 'officer');
    expect(await Promise.all(instants.map(counted))).toEqual(before);
    expect(await room.verification.chain([])).toMatchObject({ fault: undefined });
    expect(await keyOf2025()).toMatchObject({ destroyedAt: new Date('2026-02-01T09:00:00Z') });
    const [trace] = await room.database.query<{ body: object }>(
      `SELECT entry -> 'body' AS body FROM case_event ORDER BY seq DESC LIMIT 1`,
    );
    const frozen = [2, 0, 1, 0].map((identifiersDistinct, index) =>
      expect.objectContaining({ quarter: QUARTERS[index], version: 1, identifiersDistinct }),
    );
    expect(trace?.body).toMatchObject({ type: 'hash_key_destroyed', year: 2025, approvalId, frozen });
    await expect(room.hashKeys.destroy(2025, approvalId, 'officer')).rejects.toThrow('destroyed already');
    await expect(room.database.query('DELETE FROM hash_key WHERE year = 2025')).rejects.toThrow(
      'not changed or removed',
    );
  });

  it('is not approved for other numbers than those that are published now', async () => {
    await room.approvals.decide(approvalId, 'approver', 'approved');
    const late = { format: 'requests/1', requests: [lateRequest('a', OTHER)] };
    await room.imports.import(JSON.stringify(late), 'clerk');
    await expect(room.hashKeys.destroy(2025, approvalId, 'officer')).rejects.toThrow('publish a version');
    await publish('2025-Q3', 'late_arrival');
    await expect(room.hashKeys.destroy(2025, approvalId, 'officer')).rejects.toThrow('has changed since');
  });

  it('takes no more identifiers for a request of the year, but for one that came later', async () => {
    await room.approvals.decide(approvalId, 'approver', 'approved');
    await room.hashKeys.destroy(2025, approvalId, 'officer');
    const late = await room.contact({ ...named(ACCOUNT), receivedAt: '2025-02-12T09:00:00Z' });
    const amended = async (id: string, given: Parameters<typeof room.work.amend>[1]) => {
      const { version } = await room.log.state(id);
      await room.work.amend({ caseId: id, version, by: 'officer' }, given);
      return (await room.log.state(id)).facts.targets.length;
    };
    await expect(amended(caseId, named('05ef'))).rejects.toThrow('takes no more of them');
    expect(await amended(caseId, { details: 'by telephone' })).toBe(2);
    expect(await amended(late, named(ACCOUNT, '05ef'))).toBe(2);
  });

  it('makes the distinct number unknown when a request of the year is logged after all', async () => {
    await room.approvals.decide(approvalId, 'approver', 'approved');
    await room.hashKeys.destroy(2025, approvalId, 'officer');
    const late = { format: 'requests/1', requests: [lateRequest('a', ACCOUNT), lateRequest('b', OTHER)] };
    await room.imports.import(JSON.stringify(late), 'clerk');
    await room.contact({ ...named(ACCOUNT, ACCOUNT), receivedAt: '2025-02-12T09:00:00Z' });
    const [first, , third] = countQuarters(await room.log.history(), QUARTERS, room.clock.now());
    expect([first?.figures.identifiers_specified?.value, third?.figures.identifiers_specified?.value]).toEqual([3, 3]);
    for (const { figures } of [first, third].flatMap((one) => one ?? [])) {
      expect(figures.identifiers_distinct).toMatchObject({ value: null, status: 'unknown' });
    }
    const version = await publish('2025-Q3', 'late_arrival');
    expect(version.report.changes).toContainEqual({ path: '/figures/identifiers_distinct/value', from: 1, to: null });
    expect(await room.verification.published([], room.signingKey)).toMatchObject({ faults: [] });
    const [row] = await room.database.query<{ hashes: string[] }>(
      `SELECT array_agg(target ->> 'hash') AS hashes FROM case_event, jsonb_array_elements(entry #> '{body,targets}') AS target`,
    );
    expect(new Set(row?.hashes).size).toBe(5);
  });
});

function lateRequest(ref: string, identifier: string) {
  return {
    ref,
    kind: 'information_demand',
    country: 'DE',
    process: 'foreign_direct',
    receivedAt: '2025-08-20T10:00:00+02:00',
    targets: [identifier],
    events: [{ at: '2025-08-21T10:00:00Z', type: 'close', outcome: 'rejected' }],
  };
}

/** The acts of staff on a real Postgres: one chain, nothing taken back, checked beside the request log, and found again. */
import { Client } from 'pg';
import { grantToService } from '../../migrations/grants';
import { Acts } from '../../src/console/audit/acts.service';
import { ChainWatch } from '../../src/console/audit/chain-watch.task';
import { Alarms } from '../../src/console/frame/alarms.service';
import { StaffActs } from '../../src/console/staff-acts.repository';
import { LOCKS } from '../../src/platform/database/advisory-locks';
import { Log } from '../../src/platform/telemetry/log.service';
import { Metrics } from '../../src/platform/telemetry/metrics.service';
import { adminOf } from '../support/stores';
import { Room } from '../transparency/room';

let room: Room;
let acts: Acts;
const staffActs = new StaffActs();

beforeEach(async () => {
  room = await Room.open();
  acts = new Acts(room.database, staffActs, room.clock);
});
afterEach(() => room.close());

async function as(url: string, ...statements: string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

const pause = (reason: string) =>
  acts.record(room.database, { by: 'ada', kind: 'acts_exported', subject: 'apns', reason });

describe('the chain of acts', () => {
  it('is one, whoever records at the same time, with a case log that is written meanwhile', async () => {
    const logged = Array.from({ length: 6 }, () => room.contact());
    const inOneTransaction = Array.from({ length: 6 }, () =>
      room.database.transaction(async (sql) => {
        await sql.query('SELECT pg_advisory_xact_lock($1)', [LOCKS.caseLog]);
        await acts.record(sql, { by: 'bob', kind: 'chains_checked' });
      }),
    );
    await Promise.all([...logged, ...inOneTransaction, ...Array.from({ length: 12 }, (_, n) => pause(`try ${n}`))]);
    expect(await room.verification.acts([])).toMatchObject({ fault: undefined, head: { seq: 18 } });
    expect(await room.verification.chain([])).toMatchObject({ fault: undefined, head: { seq: 6 } });
  });

  it('goes with the transaction of what was done', async () => {
    const failing = room.database.transaction(async (sql) => {
      await acts.record(sql, { by: 'ada', kind: 'acts_exported' });
      throw new Error('not done');
    });
    await expect(failing).rejects.toThrow('not done');
    expect(await staffActs.head(room.database)).toBeUndefined();
  });

  it('is changed neither by its owner nor by the service', async () => {
    await pause('one');
    for (const statement of ['UPDATE staff_act SET entry = entry', 'DELETE FROM staff_act', 'TRUNCATE staff_act']) {
      await expect(as(room.databaseUrl, statement)).rejects.toThrow('staff_act only ever grows');
    }
    const role = `service_${Date.now()}_${process.pid}`;
    const url = new URL(room.databaseUrl);
    url.username = role;
    url.password = 'secret';
    await as(await adminOf(room.databaseUrl), `CREATE ROLE ${role} LOGIN PASSWORD 'secret'`);
    await grantToService(room.databaseUrl, url.href);
    await as(url.href, 'SELECT count(*) FROM staff_act');
    for (const statement of ['UPDATE staff_act SET entry = entry', 'DELETE FROM staff_act', 'TRUNCATE staff_act']) {
      await expect(as(url.href, statement)).rejects.toThrow('permission denied');
    }
  });

  it('keeps an account out', async () => {
    await expect(pause(`because of 05${'ab'.repeat(32)}`)).rejects.toThrow('leave it out');
    expect(await staffActs.head(room.database)).toBeUndefined();
  });
});

it('is found by person, kind, subject and day, page by page', async () => {
  for (const [day, by] of [
    ['10', 'ada'],
    ['11', 'bob'],
    ['12', 'ada'],
    ['12', 'ada'],
  ] as const) {
    room.clock.set(`2026-02-${day}T12:00:00.000Z`);
    await acts.record(room.database, { by, kind: 'acts_exported', subject: by === 'bob' ? 'fcm' : 'apns' });
  }
  const seqs = async (
    ...[search, page]: [Parameters<StaffActs['find']>[1], Partial<Parameters<StaffActs['find']>[2]>?]
  ) =>
    (await staffActs.find(room.database, search, { order: 'newest first', limit: 10, ...page })).map(
      ({ entry }) => entry.seq,
    );
  expect(await seqs({})).toEqual([4, 3, 2, 1]);
  expect(await seqs({ by: 'ada' }, { limit: 2 })).toEqual([4, 3]);
  expect(await seqs({ by: 'ada' }, { limit: 2, after: 3 })).toEqual([1]);
  expect(await seqs({}, { order: 'oldest first', after: 2 })).toEqual([3, 4]);
  expect(await seqs({ subject: 'fcm', kind: 'acts_exported' })).toEqual([2]);
  expect(await seqs({ from: '2026-02-11T00:00:00.000Z', to: '2026-02-12T00:00:00.000Z' })).toEqual([2]);
});

describe('the watch over both chains', () => {
  const open = async () => {
    const metrics = new Metrics();
    const errors: string[] = [];
    const log = new Log();
    jest.spyOn(log, 'error').mockImplementation((message) => errors.push(message));
    const alarms = new Alarms();
    const { database, verification, checkpoints, clock } = room;
    const watch = new ChainWatch(database, verification, checkpoints, alarms, clock, log, metrics);
    return { watch, errors, alarms, metric: async () => (await metrics.text()).body };
  };

  it('alarms when a superuser changed what is behind it, and stops when it is as it was', async () => {
    await pause('one');
    await pause('two');
    await room.contact();
    const { watch, errors, alarms, metric } = await open();
    expect(await watch.check()).toBe(true);
    expect(watch.found).toMatchObject({ case_event: { head: { seq: 1 } }, staff_act: { head: { seq: 2 } } });
    expect(await metric()).toContain('relay_chain_broken{chain="staff_act"} 0');

    await pause('three');
    const admin = await adminOf(room.databaseUrl);
    const change = (reason: string) => [
      'ALTER TABLE staff_act DISABLE TRIGGER ALL',
      `UPDATE staff_act SET entry = jsonb_set(entry, '{reason}', '"${reason}"') WHERE seq = 1`,
    ];
    await as(admin, ...change('another'));
    await watch.check();
    expect(watch.found.staff_act.head).toMatchObject({ seq: 3 });
    expect(watch.found.staff_act.fault).toBeUndefined();
    await watch.check('whole');
    expect(watch.found.staff_act.fault).toMatchObject({ seq: 1 });
    expect(watch.found.case_event.fault).toBeUndefined();
    expect(errors).toEqual([expect.stringContaining('a chain is broken')]);
    expect(alarms.sentences).toEqual([expect.stringContaining('broken at act 1')]);
    expect(await metric()).toContain('relay_chain_broken{chain="staff_act"} 1');

    await as(admin, ...change('one'));
    await watch.check();
    expect(watch.found.staff_act.fault).toBeUndefined();
    expect(alarms.sentences).toEqual([]);
  });

  it('sees that the end was cut off or made anew since it looked last', async () => {
    await pause('one');
    await pause('two');
    const { watch } = await open();
    await watch.check();
    await as(
      await adminOf(room.databaseUrl),
      'ALTER TABLE staff_act DISABLE TRIGGER ALL',
      'DELETE FROM staff_act WHERE seq = 2',
    );
    await watch.check();
    expect(watch.found.staff_act.fault).toMatchObject({ seq: 2 });
    await pause('quite another');
    await watch.check('whole');
    expect(watch.found.staff_act.fault).toMatchObject({ seq: 2 });
  });

  it('leaves it to whoever is at it', async () => {
    await pause('one');
    const { watch } = await open();
    await room.database.transaction(async (sql) => {
      await sql.query('SELECT pg_advisory_xact_lock($1)', [LOCKS.chainCheck]);
      expect(await watch.check()).toBe(false);
    });
    expect(watch.found.staff_act.checkedAt).toBeUndefined();
  });
});

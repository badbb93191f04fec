/** Reports on a real Postgres: published once, corrected by a next version, never changed, and found out when they are. */
import { Client } from 'pg';
import { asQuarter } from '../../src/transparency/quarter';
import { verify } from '../../src/transparency/reports/minisign';
import { adminOf } from '../support/stores';
import { Room } from './room';

const Q1 = asQuarter('2026-Q1');
const AS_OF = '2026-04-10T09:00:00.000Z';

let room: Room;
beforeEach(async () => {
  room = await Room.open();
});
afterEach(() => room.close());

const first = (changes: object = {}) =>
  ({ quarter: Q1, dataAsOf: AS_OF, reason: 'first', by: 'officer', ...changes }) as const;

async function asSuperuser(statement: string): Promise<void> {
  const client = new Client({ connectionString: await adminOf(room.databaseUrl) });
  await client.connect();
  await client.query('ALTER TABLE report_version DISABLE TRIGGER ALL');
  await client.query(statement).finally(() => client.end());
}

it('publishes one version of a quarter, however many try', async () => {
  await room.contact();
  room.clock.set(AS_OF);
  const drafts = await Promise.all(
    [1, 2, 3, 4].map(async () => {
      const draft = await room.reports.draft(first());
      const approvalId = await room.reports.requestApproval(draft.id, 'officer');
      await room.approvals.decide(approvalId, 'approver', 'approved');
      return { id: draft.id, approvalId };
    }),
  );
  const results = await Promise.allSettled(drafts.map(({ id, approvalId }) => room.reports.publish(id, approvalId)));
  expect(results.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
  const versions = await room.published.versionsOf(Q1);
  expect(versions.map(({ report }) => report.version)).toEqual([1]);
  const [only] = versions;
  expect(only?.report.figures.received?.value).toBe(1);
  const comment = verify(room.signingKey, Buffer.from(only?.json ?? ''), only?.signature ?? '');
  expect(comment).toBe(`quarter=2026-Q1 version=1 sha256=${only?.sha256}`);
});

it('publishes nothing of a quarter that is not over, without a second person, or that was counted anew', async () => {
  await expect(room.reports.draft(first({ dataAsOf: '2026-02-11T09:00:00Z' }))).rejects.toThrow('is not over');
  await expect(room.reports.draft(first())).rejects.toThrow('still to come');
  room.clock.set(AS_OF);
  const draft = await room.reports.draft(first());
  const approvalId = await room.reports.requestApproval(draft.id, 'officer');
  await expect(room.reports.publish(draft.id, approvalId)).rejects.toThrow('no second person');
  await room.approvals.decide(approvalId, 'approver', 'approved');
  const late = JSON.stringify({
    format: 'requests/1',
    requests: [
      {
        ref: 'late',
        kind: 'information_demand',
        country: 'CH',
        process: 'unknown',
        receivedAt: '2026-03-01T10:00:00Z',
      },
    ],
  });
  await room.imports.import(late, 'clerk');
  await expect(room.reports.publish(draft.id, approvalId)).rejects.toThrow('draft again');
});

it('corrects by a next version with its changes and reason, and finds any byte changed in an old one', async () => {
  const caseId = await room.contact();
  room.clock.set(AS_OF);
  const v1 = await room.publish(first());
  const [readBefore] = await room.published.all();
  await expect(room.reports.draft(first())).rejects.toThrow('the reason "first"');
  await expect(room.reports.draft(first({ reason: 'matured' }))).rejects.toThrow('nothing has changed');
  room.clock.set('2026-05-01T09:00:00Z');
  await room.step(caseId, { type: 'withdraw_notice' });
  await room.step(caseId, { type: 'close', outcome: 'withdrawn' });
  const v2 = await room.publish(first({ dataAsOf: '2026-05-01T09:00:00.000Z', reason: 'matured' }));
  expect(v2.report).toMatchObject({ version: 2, supersedesSha256: v1.sha256, previousReportSha256: v1.sha256 });
  expect(v2.report.changes).toEqual(
    expect.arrayContaining([
      { path: '/figures/pending/value', from: 1, to: 0 },
      { path: '/figures/withdrawn/value', from: 0, to: 1 },
    ]),
  );
  const readAfter = await room.published.all();
  expect(readAfter.map(({ sha256 }) => sha256)).toEqual([v1.sha256, v2.sha256]);
  expect(readAfter[0]).toBe(readBefore);
  expect(await room.verification.published([], room.signingKey)).toEqual({ count: 2, faults: [] });

  await expect(room.database.query("UPDATE report_version SET signature = ''")).rejects.toThrow('only ever grows');
  await expect(asSuperuser("UPDATE report_version SET json = replace(json, 'pending', 'bending')")).rejects.toThrow(
    'check constraint',
  );
  await asSuperuser(`UPDATE report_version
     SET json = replace(json, 'A foundation', 'B foundation'),
         sha256 = sha256(convert_to(replace(json, 'A foundation', 'B foundation'), 'UTF8')) WHERE version = 1`);
  const { faults } = await room.verification.published([], room.signingKey);
  expect(faults).toEqual(
    expect.arrayContaining([
      { name: '2026-Q1 version 1', message: 'signature: the signature does not hold' },
      expect.objectContaining({ name: '2026-Q1 version 1', message: expect.stringContaining('changed after it was') }),
    ]),
  );
});

it('lets a published request disappear only when two people have decided so', async () => {
  const caseId = await room.contact();
  await room.contact();
  room.clock.set(AS_OF);
  await room.publish(first());
  room.clock.set('2026-05-01T09:00:00Z');
  await room.step(caseId, { type: 'hold', scope: 'existence', until: null });
  const next = first({ dataAsOf: '2026-05-01T09:00:00.000Z', reason: 'late_arrival' });
  await expect(room.reports.draft(next)).rejects.toThrow('two people must decide');
  const approvalId = await room.reports.requestDisappearance(Q1, 'officer');
  await room.approvals.decide(approvalId, 'approver', 'approved');
  const { report } = await room.publish(next);
  expect(report.figures.received?.value).toBe(1);
});

it('publishes nothing that became secret between the draft and its publication', async () => {
  const caseId = await room.contact();
  room.clock.set(AS_OF);
  const draft = await room.reports.draft(first());
  const approvalId = await room.reports.requestApproval(draft.id, 'officer');
  await room.approvals.decide(approvalId, 'approver', 'approved');
  room.clock.set('2026-04-11T09:00:00Z');
  await room.step(caseId, { type: 'hold', scope: 'existence', until: '2026-12-31' });
  await expect(room.reports.publish(draft.id, approvalId)).rejects.toThrow('draft again as of a later one');
});

it('publishes what the predecessor declared: the total, and nothing else', async () => {
  room.clock.set(AS_OF);
  const { report } = await room.publish({ ...first(), quarter: asQuarter('2023-Q3') });
  expect(report).toMatchObject({ legacy: true, quarter: '2023-Q3', breakdowns: [] });
  expect(report.figures.received).toMatchObject({ value: 19, status: 'exact' });
  expect(report.figures.rejected).toMatchObject({ value: null, status: 'unknown' });
  expect((await room.verification.published([], room.signingKey)).faults).toEqual([]);
});

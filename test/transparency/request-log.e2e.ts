/** The request log on a real Postgres: one chain, nothing taken back, two people, and searches that leave a trace. */
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { grantToService } from '../../migrations/grants';
import { linkHash } from '../../src/platform/chain/link';
import { type CheckpointBody, readCheckpoints } from '../../src/transparency/checkpoint';
import { itemsHash, neededApproval, scopeHash } from '../../src/transparency/needed-approval';
import { asQuarter } from '../../src/transparency/quarter';
import { countQuarter } from '../../src/transparency/quarter-count';
import { adminOf } from '../support/stores';
import { Room } from './room';

const SHA = '5'.repeat(64);
const Q1 = asQuarter('2026-Q1');

async function as(url: string, ...statements: string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

let room: Room;
beforeEach(async () => {
  room = await Room.open();
});
afterEach(() => room.close());

/** Through triage and review to a decision that was submitted for a second look. */
async function upToSecondApproval(caseId: string): Promise<void> {
  const items = [{ result: 'pending', category: 'push_registration' }] as const;
  await room.step(caseId, { type: 'triage' });
  await room.step(caseId, { type: 'begin_verification' });
  await room.step(caseId, { type: 'verify', how: 'called back the number of the register' });
  await room.step(caseId, { type: 'draft_decision', items: [...items], reasons: [] });
  await room.step(caseId, { type: 'submit_decision' });
}

describe('the chain', () => {
  it('is one, whoever writes at the same time', async () => {
    await Promise.all(Array.from({ length: 12 }, () => room.contact()));
    expect(await room.verification.chain([])).toMatchObject({ fault: undefined, head: { seq: 12 } });
  });

  it('takes a step only on the version that was seen', async () => {
    const caseId = await room.contact();
    const step = { caseId, version: 1, body: { type: 'triage' }, by: 'officer' } as const;
    const results = await Promise.allSettled([room.log.record(step), room.log.record(step)]);
    expect(results.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it.each(['UPDATE case_event SET hash = prev_hash', 'DELETE FROM case_event', 'TRUNCATE case_event'])(
    'is not changed by its owner: %s',
    async (statement) => {
      await room.contact();
      await room.contact();
      await expect(as(room.databaseUrl, statement)).rejects.toThrow('case_event only ever grows');
    },
  );

  it('gives the service no right to change it', async () => {
    const admin = await adminOf(room.databaseUrl);
    const role = `service_${Date.now()}_${process.pid}`;
    const url = new URL(room.databaseUrl);
    url.username = role;
    url.password = 'secret';
    await as(admin, `CREATE ROLE ${role} LOGIN PASSWORD 'secret'`);
    await grantToService(room.databaseUrl, url.href);
    await room.contact();
    await as(url.href, 'SELECT count(*) FROM case_event');
    for (const statement of [
      'UPDATE case_event SET case_id = NULL',
      'DELETE FROM report_version',
      'TRUNCATE report_draft',
      "UPDATE approval SET requested_by = 'x'",
      'ALTER TABLE case_event DISABLE TRIGGER ALL',
    ]) {
      await expect(as(url.href, statement)).rejects.toThrow(/permission denied|must be owner/);
    }
  });

  it('names the first link that a superuser changed, took out, or made anew', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'checkpoints-'));
    const path = join(directory, 'checkpoints.ndjson');
    const watched = await Room.open({ checkpointsPath: path });
    try {
      for (let count = 0; count < 3; count += 1) await watched.contact();
      await watched.checkpoints.write();
      // The one that the room writes by itself when it opens may come between the contacts.
      const checkpoints = readCheckpoints(await readFile(path, 'utf8'), watched.signingKey).filter(
        ({ events }) => events === 3,
      );
      const admin = await adminOf(watched.databaseUrl);
      const off = 'ALTER TABLE case_event DISABLE TRIGGER ALL';
      await as(admin, off, `UPDATE case_event SET entry = jsonb_set(entry, '{body,country}', '"US"') WHERE seq = 2`);
      expect((await watched.verification.chain([])).fault).toMatchObject({ seq: 2 });

      await rebuilt(admin);
      expect((await watched.verification.chain([])).fault).toBeUndefined();
      expect((await watched.verification.chain(checkpoints)).fault).toMatchObject({ seq: 3 });

      await as(admin, 'DELETE FROM case_event WHERE seq = 3');
      expect((await watched.verification.chain([])).fault).toBeUndefined();
      expect((await watched.verification.chain(checkpoints)).fault).toMatchObject({ seq: 3 });
      expect(() => readCheckpoints(forged(checkpoints[0] as CheckpointBody), watched.signingKey)).toThrow('line 1');
    } finally {
      await watched.close();
    }
  });
});

/** What a superuser can do who knows how the chain is made. */
async function rebuilt(admin: string): Promise<void> {
  const client = new Client({ connectionString: admin });
  await client.connect();
  const { rows } = await client.query('SELECT seq, entry FROM case_event ORDER BY seq');
  let previous: string | null = null;
  await client.query('UPDATE case_event SET prev_hash = NULL WHERE false');
  for (const { seq, entry } of rows) {
    const hash: string = linkHash(entry, previous);
    await client.query('UPDATE case_event SET prev_hash = $2, hash = $3 WHERE seq = $1', [
      seq,
      previous === null ? null : Buffer.from(previous, 'hex'),
      Buffer.from(hash, 'hex'),
    ]);
    previous = hash;
  }
  await client.end();
}

function forged(body: CheckpointBody): string {
  return JSON.stringify({ body, signature: null });
}

describe('two people', () => {
  it('are demanded by the service and by the database', async () => {
    const request = { subject: 'erase', subjectId: 'x', subjectHash: SHA, by: 'Officer' } as const;
    const id = await room.approvals.request(request);
    await expect(room.approvals.decide(id, ' officer ', 'approved')).rejects.toThrow('cannot give it');
    await expect(
      as(room.databaseUrl, `UPDATE approval SET approved_by = 'officer', decided_at = now(), decision = 'approved'`),
    ).rejects.toThrow('violates check constraint');
    await room.approvals.decide(id, 'approver', 'refused', 'not enough');
    await expect(as(room.databaseUrl, `UPDATE approval SET decision = 'approved'`)).rejects.toThrow('decided once');
    await expect(as(room.databaseUrl, 'DELETE FROM approval')).rejects.toThrow('only ever grows');
  });

  it('search only what was approved, and not the approver; the search leaves a trace', async () => {
    const caseId = await room.contact();
    await upToSecondApproval(caseId);
    const state = await room.log.state(caseId);
    const approvalId = await room.approved({
      subject: 'lookup',
      subjectId: caseId,
      subjectHash: scopeHash(state),
      by: 'officer',
    });
    const other = await room.approved({ subject: 'lookup', subjectId: caseId, subjectHash: SHA, by: 'officer' });
    await expect(room.step(caseId, { type: 'approve_lookup', approvalId: other })).rejects.toThrow('has changed since');
    const run = (by: string, query = 'echo', version = 7) =>
      room.lookups.run({ caseId, version, approvalId, query, by });
    await expect(run('custodian', 'echo', 6)).rejects.toThrow('no search is approved');
    await room.step(caseId, { type: 'approve_lookup', approvalId });
    await expect(run('approver')).rejects.toThrow('cannot run it');
    await expect(run('custodian', 'everything')).rejects.toThrow('there is no query');
    const { rows } = await run('custodian');
    expect(rows).toEqual([{ account: `05${'ab'.repeat(32)}` }]);
    expect((await room.log.state(caseId)).lookups).toEqual([expect.objectContaining({ rows: 1 })]);
    const count = countQuarter(await room.log.history(), Q1, room.clock.now());
    expect(count.figures.lookups_run?.value).toBe(1);
  });

  it('close a case only with decided items, an approved reply and a paper that went out', async () => {
    const caseId = await room.contact();
    await upToSecondApproval(caseId);
    await expect(room.step(caseId, { type: 'approve_reply', approvalId: caseId })).rejects.toThrow('must be decided');
    await room.step(caseId, { type: 'return_draft' });
    const items = [{ result: 'rejected' }] as { result: 'rejected' }[];
    await room.step(caseId, { type: 'draft_decision', items, reasons: ['overbroad'] });
    await room.step(caseId, { type: 'submit_decision' });
    const approvalId = await room.approved({
      subject: 'rejection',
      subjectId: caseId,
      subjectHash: itemsHash(items),
      by: 'officer',
    });
    await room.step(caseId, { type: 'approve_reply', approvalId });
    await expect(room.step(caseId, { type: 'close' })).rejects.toThrow('outgoing document');
    await room.step(caseId, {
      type: 'document',
      document: { sha256: SHA, role: 'correspondence_out', direction: 'out' },
    });
    await room.step(caseId, { type: 'close' });
    expect(await room.log.state(caseId)).toMatchObject({ step: 'closed', outcome: 'rejected' });
    await expect(room.step(caseId, { type: 'triage' })).rejects.toThrow('does not take the step');
  });
});

describe('erasure', () => {
  it('destroys what opens the case, and changes no figure and no link', async () => {
    const caseId = await room.contact({ contact: 'Officer, telephone' });
    await room.step(caseId, { type: 'triage' });
    await room.step(caseId, { type: 'begin_verification' });
    const { version } = await room.log.state(caseId);
    const contact = { source: 'our_directory', way: 'phone', where: '0800 in the directory', person: 'clerk' } as const;
    const check = { checkedAt: new Date(room.clock.now()).toISOString(), contact, marks: [] };
    await room.work.check({ caseId, version, by: 'officer' }, { result: 'verified', check });
    expect((await room.secrets.open(caseId)).checks).toMatchObject([
      { where: '0800 in the directory', person: 'clerk' },
    ]);
    await room.step(caseId, { type: 'withdraw_notice' });
    await room.step(caseId, { type: 'close', outcome: 'withdrawn' });
    await room.step(caseId, { type: 'retain' });
    const before = await room.log.state(caseId);
    expect(await room.log.identifiersOf(room.database, before)).toHaveLength(1);
    const figures = () => room.log.history().then((history) => countQuarter(history, Q1, room.clock.now()));
    const counted = await figures();
    const needed = neededApproval(before, { type: 'erase', approvalId: SHA });
    if (needed === undefined) throw new Error('erasure must need an approval');
    const approvalId = await room.approved({ ...needed, by: 'officer' });
    await room.step(caseId, { type: 'erase', approvalId });
    expect(await room.log.identifiersOf(room.database, await room.log.state(caseId))).toEqual([]);
    expect(await figures()).toEqual(counted);
    expect((await room.log.state(caseId)).checks).toMatchObject([{ result: 'verified', source: 'our_directory' }]);
    await expect(room.secrets.open(caseId)).rejects.toThrow('erased');
    const logged = JSON.stringify(await room.database.query('SELECT entry FROM case_event'));
    expect(logged).not.toMatch(/0800|clerk/);
    expect((await room.verification.chain([])).fault).toBeUndefined();
  });
});

describe('an import', () => {
  const file = (received = 4) =>
    JSON.stringify({
      format: 'requests/1',
      declared: [{ quarter: '2022-Q4', received }],
      requests: [
        {
          ref: 'a',
          kind: 'information_demand',
          country: 'DE',
          process: 'foreign_direct',
          receivedAt: '2026-01-02T10:00:00+01:00',
          targets: ['05AB', '05ab '],
          events: [{ at: '2026-01-20T10:00:00Z', type: 'close', outcome: 'rejected' }],
        },
        {
          ref: 'b',
          kind: 'information_demand',
          country: 'DE',
          process: 'foreign_direct',
          precision: 'day',
          receivedDate: '2026-01-05',
          targets: ['05ab'],
          events: [{ at: '2026-01-06T10:00:00Z', type: 'merge', into: 'a' }],
        },
      ],
    });

  it('keeps its own times, counts like the file, and comes once', async () => {
    expect(await room.imports.import(file(), 'clerk')).toEqual({
      requests: 2,
      events: 4,
      declared: 1,
      remarks: [],
    });
    const history = await room.log.history();
    const { figures } = countQuarter(history, Q1, Date.parse('2026-02-01T00:00:00Z'));
    expect(['received', 'rejected', 'identifiers_specified'].map((name) => figures[name]?.value)).toEqual([1, 1, 1]);
    expect(history.declared.map((one) => one.quarter)).toEqual(expect.arrayContaining(['2022-Q4', '2023-Q2']));
    const text = JSON.stringify(await room.database.query('SELECT entry FROM case_event'));
    expect(text).toContain('"importedBy":"clerk"');
    expect(text.toLowerCase()).not.toContain('05ab"');
    await expect(room.imports.import(file(), 'clerk')).rejects.toThrow('imported already');
    await expect(room.imports.import(file(5), 'clerk')).rejects.toThrow('declared[0].received: the log has 4');
    const other = JSON.stringify({ format: 'requests/1', declared: [{ quarter: '2023-Q2', received: 7 }] });
    await expect(room.imports.import(other, 'clerk')).rejects.toThrow('the predecessor published 6 for 2023-Q2');
    expect((await room.verification.chain([])).head?.seq).toBe(5);
  });
});

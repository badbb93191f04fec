/** The work of staff on a case: papers under its key, two people for what needs them, nobody in two conflicting duties. */
import { sha256 } from '../../src/platform/canonical-json';
import type { NewContact } from '../../src/transparency/new-contact';
import { nextSteps } from '../../src/transparency/next-steps';
import { Room } from './room';

const PDF = Buffer.from('%PDF-1.7 a very recognisable order of a court');
const IDENTIFIER = `05${'ab'.repeat(32)}`;
const CONTACT: NewContact = {
  kind: 'information_demand',
  channel: 'post',
  country: 'CH',
  process: 'ch_prosecutor_order',
  receivedAt: '2026-02-11T10:00:00+01:00',
  targets: [{ identifier: IDENTIFIER, type: 'account_id' }],
};
const paper = { name: 'C:\\orders\\Müller order.pdf', bytes: PDF, role: 'order', direction: 'in' } as const;

let room: Room;
beforeEach(async () => {
  room = await Room.open();
});
afterEach(() => room.close());

async function on(caseId: string, by: string) {
  return { caseId, version: (await room.log.state(caseId)).version, by };
}

async function toDecision(caseId: string): Promise<void> {
  const items = [{ result: 'pending', category: 'push_registration' }] as const;
  await room.step(caseId, { type: 'triage' });
  await room.step(caseId, { type: 'begin_verification' });
  await room.step(caseId, { type: 'verify', how: 'called back the number of the register' });
  await room.step(caseId, { type: 'draft_decision', items: [...items], reasons: [] });
}

describe('papers', () => {
  it('are kept sealed under the key of their case, and are gone with it', async () => {
    const caseId = await room.work.begin(CONTACT, [paper], 'intake');
    const hash = sha256(PDF);
    expect((await room.log.state(caseId)).documents).toEqual([
      { sha256: hash, role: 'order', direction: 'in', size: PDF.length },
    ]);
    expect(await room.papers.list(caseId)).toMatchObject([{ name: 'Müller order.pdf', mediaType: 'application/pdf' }]);
    expect((await room.papers.open(caseId, hash)).bytes).toEqual(PDF);
    const stored = JSON.stringify(
      await room.database.query(`SELECT encode(body_sealed, 'escape') AS body, encode(name_sealed, 'escape') AS name
                                   FROM case_document_body`),
    );
    expect(stored).not.toContain('recognisable');
    expect(stored).not.toContain('order.pdf');

    await expect(room.work.addPapers(await on(caseId, 'officer'), [paper])).rejects.toThrow('is in this case already');
    expect(
      await room.board.lookalikes({
        ...{ reference: null, identifiers: [], documents: [hash], country: null },
        ...{ receivedDate: '2026-02-11', caseId: null },
      }),
    ).toMatchObject([{ summary: { id: caseId }, reasons: ['holds the same file, byte for byte'] }]);

    await room.step(caseId, { type: 'authenticity_failed' });
    await room.step(caseId, { type: 'retain' });
    const approvalId = await room.work.ask(await on(caseId, 'officer'), { type: 'erase' });
    await room.work.decide({ id: approvalId, by: 'approver', decision: 'approved' });
    await expect(room.papers.open(caseId, hash)).rejects.toThrow('erased');
    await expect(room.secrets.open(caseId)).rejects.toThrow('erased');
    expect(await room.database.query('SELECT FROM case_document_body')).toEqual([]);
    expect((await room.verification.chain([])).fault).toBeUndefined();
  });

  it('that are not taken keep the contact from being logged', async () => {
    const program = { ...paper, name: 'order.pdf', bytes: Buffer.from('4d5a90000300', 'hex') };
    await expect(room.work.begin(CONTACT, [paper, program], 'intake')).rejects.toThrow('order.pdf is none of PDF');
    expect(await room.board.count({})).toBe(0);
    expect(await room.database.query('SELECT FROM case_document_body')).toEqual([]);
  });
});

describe('what is learned later', () => {
  it('is sealed, added to what is known, and can be read again', async () => {
    const caseId = await room.work.begin(CONTACT, [], 'intake');
    await room.work.amend(await on(caseId, 'officer'), {
      deadlineAt: '2026-03-01T12:00:00Z',
      targets: [{ identifier: '05CD' }, { identifier: IDENTIFIER }],
      categories: ['push_token'],
      reference: 'STA 5',
      contact: 'a person, +41 44 000 00 00',
    });
    await room.work.note(await on(caseId, 'officer'), 'they will send the original');
    const state = await room.log.state(caseId);
    expect(state.facts).toMatchObject({ deadlineAt: '2026-03-01T12:00:00Z', categories: ['push_token'] });
    expect(state.facts.targets).toHaveLength(2);
    expect(await room.secrets.open(caseId)).toMatchObject({
      contact: 'a person, +41 44 000 00 00',
      reference: 'STA 5',
      identifiers: [{ identifier: IDENTIFIER }, { identifier: '05cd' }],
      notes: [{ by: 'officer', text: 'they will send the original' }],
    });
    expect((await room.board.page({ filter: { search: 'sta 5' }, order: 'logged' })).cases).toHaveLength(1);
    expect(JSON.stringify(await room.database.query('SELECT entry FROM case_event'))).not.toMatch(
      /original|\+41|05cd"/,
    );
  });
});

describe('a second person', () => {
  it('is asked when a draft is submitted, reads what they approve, and their word is carried out', async () => {
    const caseId = await room.work.begin(CONTACT, [], 'intake');
    await toDecision(caseId);
    await room.work.take(await on(caseId, 'officer'), { type: 'submit_decision' });
    const [asked] = await room.approvals.waiting();
    expect(asked).toMatchObject({ subject: 'lookup', subjectId: caseId, requestedBy: 'officer' });
    expect(JSON.parse(asked?.subjectJson ?? '')).toMatchObject({ caseId, categories: ['push_registration'] });
    const id = asked?.id ?? '';
    await expect(room.work.decide({ id, by: 'officer', decision: 'approved' })).rejects.toThrow('cannot give it');
    await room.work.decide({ id, by: 'approver', decision: 'approved' });
    expect(await room.log.state(caseId)).toMatchObject({ step: 'lookup' });

    const { version } = await room.log.state(caseId);
    const search = { caseId, version, approvalId: id, query: 'echo' };
    await expect(room.lookups.run({ ...search, by: 'Approver' })).rejects.toThrow('approved the search');
    const found = await room.lookups.run({ ...search, by: 'custodian' });
    expect(await room.lookups.rowsOf(caseId, found.resultHash)).toEqual(found.rows);
    const items = [{ result: 'disclosed', category: 'push_registration' }] as const;
    await room.step(caseId, { type: 'draft_disclosure', items: [...items] });
    await room.work.take(await on(caseId, 'officer'), { type: 'submit_disclosure' });
    const [reply] = await room.approvals.waiting();
    const replyId = reply?.id ?? '';
    expect(reply).toMatchObject({ subject: 'disclosure' });
    await expect(room.work.decide({ id: replyId, by: 'custodian', decision: 'approved' })).rejects.toThrow(
      'whoever searched for data of a case approves nothing on it',
    );
    await room.work.decide({ id: replyId, by: 'approver', decision: 'refused', note: 'name the reason' });
    expect(await room.log.state(caseId)).toMatchObject({ step: 'disclosure_draft' });
    expect(await room.approvals.find(replyId)).toMatchObject({ decision: 'refused', note: 'name the reason' });
  });

  it('cannot approve what has changed since', async () => {
    const caseId = await room.work.begin(CONTACT, [], 'intake');
    await toDecision(caseId);
    await room.work.take(await on(caseId, 'officer'), { type: 'submit_decision' });
    await room.work.amend(await on(caseId, 'officer'), { targets: [{ identifier: '05ee' }] });
    const [asked] = await room.approvals.waiting();
    const id = asked?.id ?? '';
    await expect(room.work.decide({ id, by: 'approver', decision: 'approved' })).rejects.toThrow('has changed since');
    expect(await room.approvals.find(id)).toMatchObject({ decision: null });
    const state = await room.log.state(caseId);
    const steps = nextSteps(state, 'officer', await room.approvals.about(caseId));
    expect(steps.find((one) => one.type === 'approve_lookup')).toMatchObject({ consent: { state: 'ask' } });
  });

  it('is not asked for what one person may do, nor twice for the same', async () => {
    const caseId = await room.work.begin(CONTACT, [], 'intake');
    await room.step(caseId, { type: 'hold', scope: 'content', until: '2026-03-01' });
    const lift = { type: 'hold_lift', scope: 'content' } as const;
    await room.work.ask(await on(caseId, 'officer'), lift);
    await expect(room.work.ask(await on(caseId, 'clerk'), lift)).rejects.toThrow('asked for exactly this already');
    await expect(room.work.ask(await on(caseId, 'officer'), { type: 'erase' })).rejects.toThrow(
      'does not take the step',
    );
    const [asked] = await room.approvals.waiting();
    await room.work.decide({ id: asked?.id ?? '', by: 'approver', decision: 'approved' });
    expect((await room.board.one(caseId))?.holdScopes).toEqual([]);
    const steps = nextSteps(await room.log.state(caseId), 'officer', await room.approvals.about(caseId));
    expect(steps.find((one) => one.type === 'hold_lift')?.reasons).toEqual(['there is no order of secrecy to change']);
  });
});

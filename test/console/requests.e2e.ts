/** The requests of authorities as staff fill in their forms: every step, every fault, nothing that was typed lost. */
import { sha256 } from '../../src/platform/canonical-json';
import { ConsoleHouse, type Fields, type Person } from './house';

let house: ConsoleHouse;
let officer: Person;
let second: Person;
let approver: Person;
let custodian: Person;
let intake: Person;

const ACCOUNT = `05${'ab'.repeat(32)}`;
const CONTACT: Fields = {
  received_on: '2026-02-11',
  received_time: '09:30',
  zone: 'Europe/Zurich',
  channel: 'post',
  sender: 'government',
  country: 'CH',
  kind: 'information_demand',
  process: 'ch_prosecutor_order',
  reference: 'STA 2026/17',
  contact: 'A prosecutor, +41 44 000 00 00',
  details: 'They want to know when the account was last used',
  identifiers: ACCOUNT,
  categories: ['push_registration', 'push_token'],
};

beforeAll(async () => {
  house = await ConsoleHouse.open();
  house.room.clock.set('2026-02-11T09:00:00Z');
  officer = await house.person('officer', 'case_officer');
  second = await house.person('second', 'case_officer');
  approver = await house.person('approver', 'legal_approver');
  custodian = await house.person('custodian', 'custodian');
  intake = await house.person('intake', 'intake');
});

afterAll(() => house.close());

/** Logs a contact; answers the id of its case. */
async function logged(person: Person, changes: Fields = {}): Promise<string> {
  const answer = await person.post('/contacts', { ...CONTACT, ...changes, confirmed: 'yes' }, '/contacts/new');
  if (answer.status !== 303) throw new Error(`not logged: ${answer.status} ${faultsIn(answer.body).join('; ')}`);
  return (answer.headers.get('location') ?? '').replace('/contacts/', '');
}

function faultsIn(body: string): string[] {
  const summary = /<div class="errors".*?<\/div>/s.exec(body)?.[0] ?? '';
  return [...summary.matchAll(/<a href="#([^"]+)">([^<]*)<\/a>/g)].map(([, name, message]) => `${name}: ${message}`);
}

/** Sends the form of a step with the version that its page shows. */
async function step(person: Person, caseId: string, type: string, fields: Fields = {}) {
  const page = await person.get(`/cases/${caseId}`);
  const version = /name="version" value="(\d+)"/.exec(page.body)?.[1] ?? '';
  return person.post(`/cases/${caseId}/steps/${type}`, { version, ...fields }, `/cases/${caseId}`);
}

/** As the form of a result asks for it. */
function checkOf(type: 'verify' | 'attempt_verification'): Fields {
  const fields = { source: 'official_register', way: 'phone', where: '0800 in the register', independent: 'yes' };
  const answered = type === 'verify' ? { person: 'the clerk' } : {};
  return Object.fromEntries(
    Object.entries({ ...fields, ...answered }).map(([name, value]) => [`${type}_${name}`, value]),
  );
}

async function taken(person: Person, caseId: string, type: string, fields: Fields = {}): Promise<void> {
  const answer = await step(person, caseId, type, fields);
  expect([type, answer.status, faultsIn(answer.body)]).toEqual([type, 303, []]);
}

describe('a contact', () => {
  it('is logged with what is known, and counts where the clock of Zurich says', async () => {
    const id = await logged(intake, { received_on: '2026-01-01', received_time: '00:30', zone: 'Europe/London' });
    const { body } = await intake.get(`/contacts/${id}`);
    expect(body).toContain('Counts in Q1 2026 (Zurich): received on 1 Jan 2026.');
    const other = await logged(intake, { received_on: '2025-12-31', received_time: '23:30', zone: 'UTC' });
    expect((await intake.get(`/contacts/${other}`)).body).toContain(
      'Counts in Q1 2026 (Zurich): received on 1 Jan 2026.',
    );
    const live = await intake.get('/contacts/quarter?received_on=2025-12-31&received_time=22:30&zone=UTC');
    expect(live.body).toBe('Counts in Q4 2025 (Zurich): received on 31 Dec 2025.');
    const state = await house.room.log.state(id);
    expect(state).toMatchObject({ loggedBy: 'intake', kind: 'information_demand', country: 'CH' });
    expect(await house.room.secrets.open(id)).toMatchObject({
      reference: 'STA 2026/17',
      identifiers: [{ identifier: ACCOUNT }],
    });
  });

  it('is told to be known while it is typed, to those who may read cases', async () => {
    const id = await house.room.contact({ reference: 'STA known' });
    const known = async (person: Person, fields: Fields) =>
      JSON.parse((await person.post('/contacts/known', fields, '/contacts/new')).body);
    expect(await known(officer, { reference: 'sta KNOWN', country: 'CH', received_on: '' })).toMatchObject([
      {
        path: `/cases/${id}`,
        name: expect.stringMatching(/^LER-2026-/),
        reasons: expect.stringContaining('reference'),
      },
    ]);
    expect(await known(officer, { reference: '', identifiers: ',', sha256: ['no hash', 'ab'.repeat(32)] })).toEqual([]);
    expect(await known(intake, { reference: 'STA known', country: 'CH' })).toEqual([]);
  });

  it('is shown to whoever logged it, and to nobody else who may not read cases', async () => {
    const id = await logged(officer);
    expect((await officer.get(`/contacts/${id}`)).status).toBe(200);
    expect((await intake.get(`/contacts/${id}`)).status).toBe(404);
    expect((await intake.get(`/cases/${id}`)).status).toBe(403);
  });

  it.each<[string, Fields, string]>([
    ['no day', { received_on: '' }, 'received_on: Write the day'],
    ['a day that is none', { received_on: '2026-02-30' }, 'received_on: Write the day'],
    ['a day to come', { received_on: '2026-02-12', received_time: '' }, 'received_on: The day'],
    ['a time to come', { received_time: '12:30' }, 'received_time: The time'],
    ['a time that is none', { received_time: '25:00' }, 'received_time: Write a time'],
    [
      'a time the clocks left out',
      { received_on: '2025-03-30', received_time: '02:30' },
      'received_time: Write a time',
    ],
    ['no channel', { channel: '' }, 'channel: Choose'],
    ['a channel nobody offered', { channel: 'pigeon' }, 'channel: Choose'],
    ['no kind', { kind: '' }, 'kind: Choose'],
    ['a country that is none', { country: 'CHE' }, 'country: Choose'],
    ['a deadline that is none', { deadline_on: 'soon' }, 'deadline_on: Write'],
    ['an identifier without end', { identifiers: 'a'.repeat(501) }, 'identifiers: Write one identifier'],
    ['a story', { details: 'a'.repeat(20_001) }, 'details: Shorten'],
  ])('with %s comes back with the fault, and with all that was typed', async (_what, changes, fault) => {
    const answer = await intake.post('/contacts', { ...CONTACT, ...changes }, '/contacts/new');
    expect(answer.status).toBe(422);
    expect(faultsIn(answer.body)).toEqual([expect.stringContaining(fault)]);
    for (const typed of ['STA 2026/17', '+41 44 000 00 00', 'A prosecutor']) expect(answer.body).toContain(typed);
    expect(answer.body).toMatch(/value="push_token" checked/);
    expect(answer.body).toContain(`aria-invalid="true"`);
  });

  it('that may be known is asked about first, by those who may read cases only', async () => {
    const known = await logged(officer, { reference: 'STA known' });
    const number = /LER-\d+-\d+/.exec((await officer.get(`/contacts/${known}`)).body)?.[0] ?? 'none';
    const asked = await officer.post('/contacts', { ...CONTACT, reference: 'sta KNOWN' }, '/contacts/new');
    expect(asked.status).toBe(422);
    expect(asked.body).toContain('This may be known already');
    expect(asked.body).toContain(number);
    expect(asked.body).toContain('has the same reference, from the same country');
    expect(asked.body).toContain('They want to know when');
    const unasked = await intake.post('/contacts', { ...CONTACT, reference: 'sta KNOWN' }, '/contacts/new');
    expect(unasked.status).toBe(303);
  });
});

describe('files', () => {
  const form = (files: Record<string, string>, fields: Fields = CONTACT) => ({ fields, files });

  it('of a form that comes back are kept, and go into the case when it is sent again', async () => {
    const files = { 'Verfügung.pdf': '%PDF-1.7 an order', 'mail.eml': 'From: a@b\r\n\r\nHello' };
    const back = await officer.upload(
      '/contacts',
      form(files, { ...CONTACT, kind: '', reference: 'files' }),
      '/contacts/new',
    );
    expect([back.status, faultsIn(back.body)]).toEqual([422, ['kind: Choose what is asked of us']]);
    expect(back.body).toContain('Verfügung.pdf');
    expect(back.body).toContain(sha256('%PDF-1.7 an order'));
    const kept = [...back.body.matchAll(/name="kept" value="([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(kept).toHaveLength(2);
    const stored = JSON.stringify(
      await house.room.database.query("SELECT encode(body_sealed, 'escape') FROM kept_upload"),
    );
    expect(stored).not.toContain('an order');

    // Somebody else's are not to be had.
    const stolen = await logged(second, { kept, reference: 'stolen' });
    expect(await house.room.papers.list(stolen)).toEqual([]);
    const id = await logged(officer, { kept, reference: 'files' });
    expect((await house.room.papers.list(id)).map((one) => one.name).sort()).toEqual(['Verfügung.pdf', 'mail.eml']);
    expect(await house.room.database.query('SELECT FROM kept_upload')).toEqual([]);

    const page = await officer.get(`/cases/${id}`);
    expect(page.body).toContain('Verfügung.pdf');
    const path = `/cases/${id}/papers/${sha256('%PDF-1.7 an order')}`;
    const paper = await officer.get(path);
    expect(paper.body).toBe('%PDF-1.7 an order');
    expect(Object.fromEntries(paper.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment; filename="Verf?gung.pdf"; filename*=UTF-8\'\'Verf%C3%BCgung.pdf',
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    expect((await custodian.get(path)).status).toBe(403);
    expect((await officer.get(path.replace(id, stolen))).status).toBe(409);
  });

  it('are told by their bytes, not by their names', async () => {
    const files = {
      'order.pdf': 'MZ\u0000\u0001 a program',
      'page.pdf': '<script>alert(1)</script>',
      '../../../etc/passwd.txt': 'x',
    };
    const back = await officer.upload('/contacts', form(files), '/contacts/new');
    expect(back.status).toBe(422);
    expect(faultsIn(back.body)).toEqual([expect.stringContaining('files: order.pdf is none of PDF')]);
    expect(back.body).toContain('passwd.txt');
    expect(back.body).not.toContain('etc/passwd');
  });

  it('are added to a case, once, and a form without one says so', async () => {
    const id = await logged(officer, { reference: 'more files' });
    const version = '1';
    const add = (files: Record<string, string>) =>
      officer.upload(
        `/cases/${id}/papers`,
        form(files, { version, document_role: 'order', document_direction: 'in' }),
        `/cases/${id}`,
      );
    expect(faultsIn((await add({})).body)).toEqual(['files: Choose the files to add']);
    expect((await add({ 'a.txt': 'an order' })).status).toBe(303);
    expect(faultsIn((await add({ 'b.txt': 'something' })).body)).toEqual([
      'files: somebody changed the case meanwhile; look at it again',
    ]);
    expect((await house.room.log.state(id)).documents).toMatchObject([{ role: 'order', direction: 'in' }]);
  });
});

describe('a case', () => {
  it('goes from the contact to its end, by as many people as it takes', async () => {
    const id = await logged(intake, { reference: 'the way' });
    expect((await officer.get('/cases')).body).toContain(`/cases/${id}`);
    await taken(officer, id, 'triage');
    await taken(officer, id, 'begin_verification');
    expect(faultsIn((await step(officer, id, 'verify', { verify_how: 'Called them' })).body)).toEqual([
      expect.stringContaining('verify_source: Choose where'),
      expect.stringContaining('verify_way: '),
      expect.stringContaining('verify_where: '),
      expect.stringContaining('verify_person: '),
      expect.stringContaining('verify_independent: Confirm'),
    ]);
    await taken(officer, id, 'attempt_verification', checkOf('attempt_verification'));
    expect((await house.room.log.state(id)).step).toBe('verifying');
    await taken(officer, id, 'verify', { ...checkOf('verify'), verify_person: 'the clerk of the second desk' });
    const checked = await officer.get(`/cases/${id}`);
    expect(checked.body).toContain('By phone; found in: a public register of authorities');
    expect(checked.body).not.toContain('second desk');
    const opened = await officer.post(`/cases/${id}/reveal`, {}, `/cases/${id}`);
    expect(opened.body).toContain('0800 in the register; answered by: the clerk of the second desk');
    await taken(officer, id, 'draft_decision', {
      draft_decision_0_push_registration: 'pending',
      draft_decision_0_push_token: 'rejected',
      draft_decision_reasons: 'overbroad',
    });
    expect((await house.room.log.state(id)).items).toHaveLength(2);
    await taken(officer, id, 'submit_decision');
    const waiting = await approver.get('/approvals');
    const approval = /\/approvals\/([0-9a-f-]{36})/.exec(waiting.body)?.[1] ?? '';
    const page = await approver.get(`/approvals/${approval}`);
    expect(page.body).toContain('A search for Push registration, Push token, of 1 identifier.');
    expect((await officer.get(`/approvals/${approval}`)).body).toContain('A legal approver decides on this');
    expect((await officer.post(`/approvals/${approval}`, { decision: 'approved' }, '/cases')).status).toBe(403);
    const path = `/approvals/${approval}`;
    expect(faultsIn((await approver.post(path, { decision: 'refused' })).body)).toEqual([
      'note: Write why it is refused',
    ]);
    expect((await approver.post(path, { decision: 'approved' })).status).toBe(303);
    expect((await house.room.log.state(id)).step).toBe('lookup');

    const desk = await custodian.get(`/cases/${id}/lookup`);
    expect(desk.body).toContain('says what it was asked for');
    const version = /name="version" value="(\d+)"/.exec(desk.body)?.[1] ?? '';
    expect((await custodian.post(`/cases/${id}/lookup`, { query: 'echo', version })).status).toBe(303);
    const found = await custodian.get(`/cases/${id}/lookup`);
    expect(found.body).not.toContain(ACCOUNT);
    const hash = (await house.room.log.state(id)).lookups[0]?.resultHash ?? '';
    const rows = await custodian.post(`/cases/${id}/lookup/${hash}`, {}, `/cases/${id}/lookup`);
    expect(rows.body).toContain(ACCOUNT);

    await taken(officer, id, 'draft_disclosure', {
      draft_disclosure_0_push_registration: 'disclosed',
      draft_disclosure_0_push_token: 'rejected',
    });
    await taken(officer, id, 'submit_disclosure');
    const [reply] = await house.room.approvals.waiting();
    expect((await approver.post(`/approvals/${reply?.id}`, { decision: 'approved' })).status).toBe(303);
    expect(faultsIn((await step(officer, id, 'close')).body)).toEqual([expect.stringContaining('outgoing document')]);
    const seen = /name="version" value="(\d+)"/.exec((await officer.get(`/cases/${id}`)).body)?.[1] ?? '';
    await officer.upload(
      `/cases/${id}/papers`,
      {
        fields: { version: seen, document_role: 'disclosure', document_direction: 'out' },
        files: { 'reply.txt': 'Here it is' },
      },
      `/cases/${id}`,
    );
    await taken(officer, id, 'close');
    expect(await house.room.log.state(id)).toMatchObject({ step: 'closed', outcome: 'disclosed_partial' });
    const preview = await officer.get(`/cases/${id}/public`);
    expect(preview.body).toContain('Disclosed in part');
    expect((await house.room.verification.chain([])).fault).toBeUndefined();
  });

  it('says why a step may not be taken, and refuses it', async () => {
    const id = await logged(officer, { country: 'DE', process: 'foreign_direct', reference: 'abroad' });
    await taken(officer, id, 'triage');
    await taken(officer, id, 'begin_verification');
    const reason = 'an emergency, or a request from abroad, is verified by somebody other than who logged it';
    expect((await officer.get(`/cases/${id}`)).body).toContain(reason);
    const answer = await step(officer, id, 'verify', {
      ...checkOf('verify'),
      verify_how: 'I did it myself',
    });
    expect([answer.status, faultsIn(answer.body)]).toEqual([409, [`next: ${reason}`]]);
    expect(answer.body).toContain('I did it myself');
    await taken(second, id, 'verify', checkOf('verify'));
  });

  it('keeps what was typed when somebody else was quicker', async () => {
    const id = await logged(officer, { reference: 'quicker' });
    await taken(second, id, 'triage');
    const late = await officer.post(
      `/cases/${id}/steps/note`,
      { version: '1', note_text: 'my long note' },
      `/cases/${id}`,
    );
    expect([late.status, faultsIn(late.body)]).toEqual([409, [expect.stringContaining('somebody changed the case')]]);
    expect(late.body).toContain('my long note');
    await taken(officer, id, 'note', { note_text: 'my long note' });
  });

  it('shows what is sealed only to who may, and records each look', async () => {
    const id = await logged(officer, { reference: 'sealed 1' });
    await taken(officer, id, 'note', { note_text: 'a word among us' });
    expect((await officer.get(`/cases/${id}`)).body).not.toContain(ACCOUNT);
    const opened = await officer.post(`/cases/${id}/reveal`, {}, `/cases/${id}`);
    for (const text of [ACCOUNT, 'sealed 1', 'a word among us', '+41 44 000 00 00'])
      expect(opened.body).toContain(text);
    expect((await custodian.get(`/cases/${id}`)).body).not.toContain('Read what is sealed');
    expect((await custodian.post(`/cases/${id}/reveal`, {}, `/cases/${id}/lookup`)).status).toBe(403);
    const acts = JSON.stringify(await house.room.database.query('SELECT entry FROM staff_act'));
    expect(acts).toContain('"case_revealed"');
    expect(acts).toContain(id);
    expect(acts).not.toContain(ACCOUNT);
  });

  it.each<[string, Fields, string]>([
    ['merge', { merge_into: 'LER-2026-9999' }, 'merge_into: Write the number'],
    [
      'hold',
      { hold_scope: 'existence', hold_until: 'never' },
      'hold_until: Write the last day; hold_basis: Write which',
    ],
    ['hold', { hold_scope: 'all', hold_basis: 'x' }, 'hold_scope: Choose'],
    ['reclassify', {}, 'reclassify_kind: Choose'],
    ['reclassify', { reclassify_kind: 'removal', reclassify_country: 'DE' }, 'reclassify_kind: Correct one'],
    ['amend', {}, 'amend_identifiers: Write what'],
    ['amend', { amend_deadline_on: 'x' }, 'amend_deadline_on: Write'],
    ['note', {}, 'note_text: Write the note'],
    [
      'user_notice',
      { user_notice_target: 'x', user_notice_notice: 'y' },
      'user_notice_target: Choose; user_notice_notice: Choose',
    ],
    ['redact', {}, 'redact_narrative: Write what'],
    ['note', { note_text: 'a'.repeat(20_001) }, 'note_text: Shorten'],
  ])('takes no %s of %j', async (type, fields, faults) => {
    const id = await logged(officer, { reference: `faults ${type} ${faults}` });
    const answer = await step(officer, id, type, fields);
    expect(answer.status).toBe(422);
    const found = faultsIn(answer.body);
    for (const [index, fault] of faults.split('; ').entries()) expect(found[index]).toContain(fault);
    expect((await house.room.log.state(id)).version).toBe(1);
  });

  it('learns, is corrected, kept secret and merged', async () => {
    const first = await logged(officer, { reference: 'one' });
    const id = await logged(officer, { reference: 'other', identifiers: '' });
    await taken(officer, id, 'amend', {
      amend_identifiers: ' 05CD\n05cd',
      amend_deadline_on: '2026-03-01',
      amend_emergency: 'yes',
    });
    await taken(officer, id, 'reclassify', { reclassify_kind: 'removal' });
    await taken(officer, id, 'hold', { hold_scope: 'content', hold_until: '2026-02-20', hold_basis: 'CrimPC 73' });
    await taken(officer, id, 'extend_hold', { extend_hold_scope: 'content', extend_hold_until: '2026-02-22' });
    expect((await officer.get('/secrecy')).body).toContain('Ends soon');
    const summary = await house.room.board.one(id);
    expect(summary).toMatchObject({
      kind: 'removal',
      emergency: true,
      holdScopes: ['content'],
      holdUntil: '2026-02-22',
    });
    await taken(officer, id, 'hold_lift', { hold_lift_scope: 'content' });
    expect((await officer.get(`/cases/${id}`)).body).toContain('a second person is asked');
    const number = /LER-\d+-\d+/.exec((await officer.get(`/contacts/${first}`)).body)?.[0] ?? '';
    await taken(officer, id, 'merge', { merge_into: number });
    expect((await officer.get(`/cases/${first}`)).body).toContain('as duplicates');
    expect((await officer.get(`/cases/${id}/public`)).body).toContain('It counts as a part of');
  });
});

describe('what strangers wrote', () => {
  const HOSTILE = `"><img src=x onerror=alert(1)>'<script>alert(2)</script>`;

  it('stands on every page as text', async () => {
    const texts = { reference: HOSTILE, contact: HOSTILE, details: HOSTILE, identifiers: HOSTILE };
    const back = await officer.upload(
      '/contacts',
      { fields: { ...CONTACT, ...texts, kind: '' }, files: { [`${HOSTILE}.txt`]: HOSTILE } },
      '/contacts/new',
    );
    const kept = [...back.body.matchAll(/name="kept" value="([^"]+)"/g)].map((match) => match[1] ?? '');
    const id = await logged(officer, { ...texts, kept });
    await taken(officer, id, 'note', { note_text: HOSTILE });
    await taken(officer, id, 'hold', { hold_scope: 'content', hold_basis: HOSTILE });
    await taken(officer, id, 'redact', { redact_narrative: HOSTILE });
    const [asked] = (await house.room.approvals.about(id)).map((one) => one.id);
    await officer.post('/cases/filters', { name: HOSTILE.slice(0, 40), query: '' }, '/cases');
    const search = await officer.post('/cases/search', { q: HOSTILE }, '/cases');
    const pages = await Promise.all([
      ...['/', '/cases', '/secrecy', `/cases/${id}`, `/cases/${id}/public`, `/approvals/${asked}`].map((path) =>
        officer.get(path),
      ),
      officer.get(search.headers.get('location') ?? ''),
      officer.get(`/cases?q=${encodeURIComponent(HOSTILE)}`),
      officer.post(`/cases/${id}/reveal`, {}, `/cases/${id}`),
    ]);
    for (const { status, body } of [back, ...pages]) {
      expect([200, 422]).toContain(status);
      expect(body).not.toMatch(/<img|<script>/);
    }
    expect(back.body).toContain('&lt;img src=x onerror');
  });

  it('goes into no header', async () => {
    const id = await logged(officer, { reference: 'headers' });
    await officer.upload(
      `/cases/${id}/papers`,
      { fields: { version: '1' }, files: { 'a"\r\nset-cookie: x=y; \u202egpj.txt': 'x' } },
      `/cases/${id}`,
    );
    const { headers } = await officer.get(`/cases/${id}/papers/${sha256('x')}`);
    expect(headers.get('set-cookie')).toBeNull();
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename[^\r\n\u202e]+$/);
  });

  it.each([
    ['GET', '/cases/not-a-case', 400],
    ['GET', '/cases/00000000-0000-4000-8000-000000000000', 404],
    ['GET', '/cases/00000000-0000-4000-8000-000000000000/public', 404],
    ['GET', '/cases/00000000-0000-4000-8000-000000000000/papers/x', 404],
    ['GET', '/approvals/00000000-0000-4000-8000-000000000000', 404],
    ['POST', '/cases/00000000-0000-4000-8000-000000000000/steps/note', 404],
    ['POST', '/cases/00000000-0000-4000-8000-000000000000/steps/received', 404],
    ['POST', '/cases/00000000-0000-4000-8000-000000000000/steps/__proto__', 404],
    ['POST', '/cases/filters/x/forget', 400],
  ])('leads nowhere: %s %s', async (verb, path, status) => {
    const answer = verb === 'GET' ? await officer.get(path) : await officer.post(path, {}, '/cases');
    expect(answer.status).toBe(status);
  });
});

describe('the list', () => {
  it('finds by what is sealed without it standing in any address', async () => {
    const id = await logged(officer, { reference: 'Very particular 77' });
    const answer = await officer.post(
      '/cases/search',
      { q: 'very PARTICULAR 77', view: 'kind=information_demand' },
      '/cases',
    );
    const location = answer.headers.get('location') ?? '';
    expect(location).toMatch(/^\/cases\?kind=information_demand&s=[\w%.-]+$/);
    expect(decodeURIComponent(location).toLowerCase()).not.toContain('particular');
    const page = await officer.get(location);
    expect(page.body).toContain(`/cases/${id}"`);
    expect(page.body).toContain('1 case;');
    expect((await officer.get(`${location}x`)).status).toBe(200);
    const number = await officer.post('/cases/search', { q: '2026-1' }, '/cases');
    expect(number.headers.get('location')).toBe('/cases?q=2026-1');
  });

  it('keeps views for whoever keeps them', async () => {
    const answer = await officer.post(
      '/cases/filters',
      { name: 'Mine', query: 'flag=open&flag=emergency&q=secret' },
      '/cases',
    );
    expect(answer.headers.get('location')).toBe('/cases?flag=open&flag=emergency');
    const page = await officer.get('/cases?flag=open&flag=emergency');
    expect(page.body).toMatch(/<a href="\/cases\?flag=open&amp;flag=emergency" aria-current="true">Mine/);
    expect(page.body).toContain('>Mine<');
    expect((await second.get('/cases')).body).not.toContain('>Mine<');
    expect(faultsIn((await officer.post('/cases/filters', { name: '', query: '' }, '/cases')).body)).toHaveLength(1);
    const id = /Mine <form[^>]*\/cases\/filters\/([^/]+)\/forget/.exec(page.body)?.[1];
    await second.post(`/cases/filters/${id}/forget`, {}, '/cases');
    expect((await officer.get('/cases')).body).toContain('>Mine<');
    await officer.post(`/cases/filters/${id}/forget`, {}, '/cases');
    expect((await officer.get('/cases')).body).not.toContain('>Mine<');
  });

  it('is exported with formulas defused, and the export is recorded', async () => {
    await logged(officer, { reference: 'export' });
    await house.room.database.query("UPDATE case_board SET logged_by = '=HYPERLINK(1)' WHERE number = 1");
    const { body, headers } = await officer.get('/cases.csv?order=received');
    expect(headers.get('content-disposition')).toBe('attachment; filename=cases.csv');
    const lines = body.trimEnd().split('\r\n');
    expect(lines[0]).toMatch(/^case,step,waits_for,/);
    expect(lines).toHaveLength(1 + (await house.room.board.count({})));
    expect(body).toContain(",'=HYPERLINK(1),");
    expect(body).not.toContain(ACCOUNT);
    expect(JSON.stringify(await house.room.database.query('SELECT entry FROM staff_act'))).toContain(
      '"cases_exported"',
    );
  });
});

describe('Today', () => {
  it('says what waits for whom', async () => {
    const id = await logged(officer, { reference: 'today', emergency: 'yes', deadline_on: '2026-02-12' });
    const { body } = await officer.get('/');
    expect(body).toContain('things wait for you');
    expect(body.match(new RegExp(`/cases/${id}#next`, 'g'))).toHaveLength(2);
    expect(body).toContain('Q4 2025');
    expect((await intake.get('/')).body).toContain('nothing else waits for your roles');
    expect((await approver.get('/')).body).toContain('Waiting for your approval');
  });
});

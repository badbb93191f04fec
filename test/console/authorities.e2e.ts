/** The directory of authorities over HTTP: added, changed, read and pointed to, each change an act; shut to who may not. */
import { ConsoleHouse, type Person } from './house';

let house: ConsoleHouse;
let officer: Person;
let intake: Person;
let viewer: Person;

beforeAll(async () => {
  house = await ConsoleHouse.open();
  officer = await house.person('officer', 'case_officer');
  intake = await house.person('intake', 'intake');
  viewer = await house.person('viewer', 'board_viewer');
}, 60_000);
afterAll(() => house.close());

const POLICE = { type: 'police', level: 'cantonal', country: 'CH', naming: 'name_ok' };
const CONTACTS = { contacts: '0800 from the register', contacts_independent: 'yes' };

async function added(name: string, more = {}): Promise<string> {
  const answer = await officer.post('/authorities', { ...POLICE, name, ...more });
  expect(answer.status).toBe(303);
  return answer.headers.get('location') ?? '';
}

it('adds an authority once, keeps its contacts sealed, and records each look at them', async () => {
  const path = await added('Police of a canton', CONTACTS);
  const id = path.split('/').at(-1);
  const again = await officer.post('/authorities', { ...POLICE, name: 'POLICE of a canton' });
  expect([again.status, again.body.includes('already')]).toEqual([422, true]);
  const page = await officer.get(path);
  expect(page.body).toContain('Police of a canton');
  expect(page.body).not.toContain('0800');
  expect(JSON.stringify(await house.room.database.query('SELECT * FROM authority'))).not.toContain('0800');
  expect((await officer.post(`${path}/contacts`, {}, path)).body).toContain('0800 from the register');
  const acts = await house.room.database.query<{ entry: { kind: string; by: string } }>(
    "SELECT entry FROM staff_act WHERE entry ->> 'subject' = $1 ORDER BY seq",
    [id],
  );
  expect(acts.map(({ entry }) => [entry.by, entry.kind])).toEqual([
    ['officer', 'authority_added'],
    ['officer', 'authority_contacts_read'],
  ]);
  expect(JSON.stringify(acts)).not.toContain('0800');
});

it('changes what was seen, tells from what to what, and loses nothing when somebody was quicker', async () => {
  const path = await added('Court of a canton', CONTACTS);
  const form = { ...POLICE, name: 'Court of the canton', type: 'court', version: '1' };
  expect((await officer.post(path, form)).status).toBe(303);
  expect((await officer.get(path)).body).toContain('Name: Court of a canton → Court of the canton');
  expect((await officer.get(path)).body).toContain('What it is: Police → Court');
  const late = await officer.post(path, { ...form, name: 'Court, written late' });
  expect([late.status, late.body.includes('somebody changed it meanwhile')]).toEqual([422, true]);
  expect(late.body).toContain('Court, written late');
  expect((await officer.post(path, { ...form, version: '2', contacts_removed: 'yes' })).status).toBe(303);
  expect((await officer.get(path)).body).toContain('Contacts removed');
  expect((await officer.post(`${path}/contacts`, {}, '/cases')).body).toContain('None are kept.');
});

it('tells a contact its country, and refuses one that contradicts it', async () => {
  const path = await added('Police of France', { country: 'FR', level: 'foreign_national' });
  const authority = path.split('/').at(-1) ?? '';
  const form = {
    ...{ received_on: '2026-02-11', channel: 'post', kind: 'information_demand', process: 'foreign_direct' },
    authority,
  };
  const page = await intake.get('/contacts/new');
  expect(page.body).toContain('Police of France (Police, Of another state, FR)');
  const wrong = await intake.upload('/contacts', { fields: { ...form, country: 'DE' }, files: {} }, '/contacts/new');
  expect([wrong.status, wrong.body.includes('Police of France is of France')]).toEqual([422, true]);
  const none = { ...form, authority: '00000000-0000-4000-8000-000000000009' };
  expect((await intake.upload('/contacts', { fields: none, files: {} }, '/contacts/new')).status).toBe(422);
  const logged = await intake.upload('/contacts', { fields: form, files: {} }, '/contacts/new');
  const caseId = logged.headers.get('location')?.split('/').at(-1) ?? '';
  expect((await house.room.log.state(caseId)).country).toBe('FR');
  expect((await viewer.get('/authorities')).body).toContain(`/cases?authority=${authority}`);
  expect((await viewer.get(`/cases?authority=${authority}`)).body).toContain(`/cases/${caseId}`);
  expect((await viewer.get(`/cases/${caseId}`)).body).toContain(`<a href="${path}">Police of France</a>`);
  expect(await house.room.board.rebuild()).toBe(false);
});

it('is learned of a case that did not name it', async () => {
  const path = await added('Police that was found out later');
  const caseId = await house.room.contact();
  const version = '1';
  const amend = { version, amend_authority: path.split('/').at(-1) ?? '' };
  expect((await officer.post(`/cases/${caseId}/steps/amend`, amend, `/cases/${caseId}`)).status).toBe(303);
  expect((await officer.get(`/cases/${caseId}`)).body).toContain('Police that was found out later</a>');
});

it('tells of cases, and so of secret ones, nobody who may not read cases', async () => {
  const path = await added('Police with a secret order');
  const caseId = await house.room.contact({ authorityId: path.split('/').at(-1) ?? null });
  await house.room.step(caseId, { type: 'hold', scope: 'existence', until: null });
  expect((await viewer.get(path)).body).toContain('>1</a>');
  expect([(await intake.get('/authorities')).status, (await intake.get(path)).status]).toEqual([403, 403]);
  const form = (await intake.get('/contacts/new')).body;
  expect(form).toContain('Police with a secret order');
  expect(form).not.toContain(caseId);
});

it('is changed, and its contacts read, only by who may', async () => {
  const path = await added('Police of another canton', CONTACTS);
  const tries = [
    ['/authorities', { ...POLICE, name: 'x' }] as const,
    [path, POLICE] as const,
    [`${path}/contacts`, {}] as const,
  ];
  for (const [to, fields] of tries) expect((await viewer.post(to, fields, '/cases')).status).toBe(403);
  expect((await viewer.get(path)).body).not.toContain('<summary>Change</summary>');
});

/** Replies over HTTP: two people make one, a case fills it in, and nothing leaves. */
import { ConsoleHouse, type Person } from './house';

let house: ConsoleHouse;
let officer: Person;
let approver: Person;
let viewer: Person;

beforeAll(async () => {
  house = await ConsoleHouse.open();
  officer = await house.person('officer', 'case_officer');
  approver = await house.person('approver', 'legal_approver', 'case_officer');
  viewer = await house.person('viewer', 'board_viewer');
}, 60_000);
afterAll(() => house.close());

const EN = 'To {{authority}}, {{their_reference}}, of {{received_on}}: we hold nothing of\n{{identifiers}}';

async function written(by: Person, title: string): Promise<string> {
  const answer = await by.post('/replies', { title, en: EN, de: 'An {{authority}}' }, '/replies/new');
  expect(answer.status).toBe(303);
  return answer.headers.get('location') ?? '';
}

const optionsOf = async (caseId: string) => (await officer.get(`/cases/${caseId}/replies`)).body;

it('begins with a text that knows its placeholders', async () => {
  expect((await officer.get('/replies')).body).toContain('/replies/new?from=legal-assistance');
  expect((await officer.get('/replies/new?from=legal-assistance')).body).toContain('Federal Office of Justice');
  expect((await officer.get('/replies/new?from=nothing')).status).toBe(200);
});

it('is used once somebody else approved it, in the version they read', async () => {
  const caseId = await house.room.contact();
  const path = await written(officer, 'No data');
  const id = path.split('/').at(-1) ?? '';
  expect(await optionsOf(caseId)).not.toContain(id);
  expect((await officer.post(`${path}/decision`, { version: '1', decision: 'approved' }, path)).status).toBe(403);
  const refused = await approver.post(`${path}/decision`, { version: '1', decision: 'refused' }, path);
  expect([refused.status, refused.body.includes('Write why it is refused')]).toEqual([422, true]);
  expect((await officer.post(path, { title: 'No data', en: EN, version: '1' })).status).toBe(303);
  const old = await approver.post(`${path}/decision`, { version: '1', decision: 'approved' }, path);
  expect([old.status, old.body.includes('a newer version was written')]).toEqual([409, true]);
  const decide = { version: '2', decision: 'approved', note: 'Read with counsel' };
  expect((await approver.post(`${path}/decision`, decide, path)).status).toBe(303);
  expect((await viewer.get(path)).body).toContain('Read with counsel');
  expect(await optionsOf(caseId)).toContain(id);
  await expect(house.room.database.query("UPDATE canned_reply SET text_en = 'x'")).rejects.toThrow('decided on once');
  await expect(house.room.database.query('DELETE FROM canned_reply')).rejects.toThrow('only ever grows');
});

it('is not approved by who wrote it, whatever their roles', async () => {
  const path = await written(approver, 'Own');
  expect((await approver.get(path)).body).toContain('whoever wrote a version does not approve it');
  const own = await approver.post(`${path}/decision`, { version: '1', decision: 'approved' }, path);
  expect([own.status, own.body.includes('does not approve it')]).toEqual([409, true]);
});

it('loses nothing when somebody was quicker', async () => {
  const path = await written(officer, 'Quick');
  expect((await approver.post(path, { title: 'Quick', en: 'Second', version: '1' })).status).toBe(303);
  const late = await officer.post(path, { title: 'Quick', en: 'Written late', version: '1' });
  expect([late.status, late.body.includes('Written late')]).toEqual([409, true]);
});

it('is filled in with what is sealed only for who may read it, and each time recorded', async () => {
  const path = await written(officer, 'Filled');
  await approver.post(`${path}/decision`, { version: '1', decision: 'approved' }, path);
  const caseId = await house.room.contact({ reference: 'STA <b>9</b>' });
  const replies = `/cases/${caseId}/replies`;
  const choice = { template: path.split('/').at(-1) ?? '', language: 'en' };
  const { body } = await officer.post(replies, choice);
  expect(body).toContain('To [authority], STA &lt;b>9&lt;/b>, of 11 February 2026');
  expect(body).toContain(`05${'ab'.repeat(32)}`);
  expect(body).toContain('in brackets below: authority');
  const french = await officer.post(replies, { ...choice, language: 'fr' });
  expect([french.status, french.body.includes('not written in this language yet')]).toEqual([422, true]);
  expect((await viewer.post(replies, choice, '/cases')).status).toBe(403);
  expect((await viewer.get(replies)).body).not.toContain('STA');
  const acts = await house.room.database.query<{ entry: { by: string; details: object } }>(
    "SELECT entry FROM staff_act WHERE entry ->> 'kind' = 'reply_filled_in'",
  );
  expect(acts.map(({ entry }) => [entry.by, entry.details])).toEqual([
    ['officer', { template: choice.template, version: 1, language: 'en' }],
  ]);
});

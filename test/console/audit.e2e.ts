/** The page of the audit as an auditor uses it: the chains' state, a search, pages, an export that is itself an act. */

import { Client } from 'pg';
import { Acts } from '../../src/console/audit/acts.service';
import { ChainWatch } from '../../src/console/audit/chain-watch.task';
import { adminOf } from '../support/stores';
import { ConsoleHouse, type Person } from './house';

let house: ConsoleHouse;
let auditor: Person;

beforeAll(async () => {
  house = await ConsoleHouse.open();
  auditor = await house.person('auditor-1', 'auditor');
  const acts = house.find(Acts);
  await house.room.database.transaction(async (sql) => {
    for (let count = 1; count <= 120; count += 1) {
      await acts.record(sql, { by: count % 2 ? 'ada' : 'bob', kind: 'acts_exported', subject: `number-${count}` });
    }
  });
});

afterAll(() => house.close());

const subjectsOf = (body: string) =>
  [...body.matchAll(/<td[^>]*>number-(\d+)<\/td>/g)].map((match) => Number(match[1]));
const linkTo = (body: string, name: string) =>
  new RegExp(`<a href="([^"]+)"[^>]*>\\s*${name}`).exec(body)?.[1]?.replaceAll('&amp;', '&') ?? 'no link';

it('shows acts newest first, fifty at a time, there and back', async () => {
  const { body: first } = await auditor.get('/audit?by=ada');
  expect(subjectsOf(first)).toEqual(Array.from({ length: 50 }, (_, index) => 119 - 2 * index));
  const { body: second } = await auditor.get(linkTo(first, 'Older acts'));
  expect(subjectsOf(second)).toEqual([19, 17, 15, 13, 11, 9, 7, 5, 3, 1]);
  expect(linkTo(second, 'Older acts')).toBe('no link');
  expect(subjectsOf((await auditor.get(linkTo(second, 'Newer acts'))).body)).toEqual(subjectsOf(first));
});

it('says what is wrong with a search, and keeps what was typed', async () => {
  const { status, body } = await auditor.get('/audit?by=ada&from=yesterday');
  expect(status).toBe(422);
  expect(body).toContain('<a href="#from">Write a day of the calendar');
  expect(body).toContain('value="ada"');
});

it('exports what the search finds, and records that it did', async () => {
  const { status, headers, body } = await auditor.post(
    '/audit/export',
    { format: 'ndjson', subject: 'number-7' },
    '/audit',
  );
  expect(status).toBe(200);
  expect(headers.get('content-disposition')).toBe('attachment; filename=acts-of-staff.ndjson');
  expect(headers.get('cache-control')).toBe('no-store');
  expect(
    body
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).entry.subject),
  ).toEqual(['number-7']);
  const csv = await auditor.post('/audit/export', { format: 'csv' }, '/audit');
  const { body: page } = await auditor.get('/audit?by=auditor-1');
  expect(csv.body.trimEnd().split('\r\n')).toHaveLength(1 + 120 + 1);
  expect(page).toContain('&quot;number-7&quot;');
  expect((await auditor.post('/audit/export', { format: 'exe' }, '/audit')).status).toBe(422);
});

it('checks when asked, and alarms on every page while a chain is broken', async () => {
  const checked = await auditor.post('/audit/check', {}, '/audit');
  expect(checked.headers.get('location')).toBe('/audit?checked=yes');
  expect((await auditor.get('/audit')).body).toContain('<span class="badge good">holds</span>');
  const admin = new Client({ connectionString: await adminOf(house.room.databaseUrl) });
  await admin.connect();
  await admin.query('ALTER TABLE staff_act DISABLE TRIGGER ALL');
  await admin.query(`UPDATE staff_act SET entry = jsonb_set(entry, '{by}', '"eve"') WHERE seq = 3`);
  await admin.end();
  expect((await auditor.post('/audit/check', {}, '/audit')).status).toBe(303);
  expect((await auditor.get('/audit')).body).toContain('act 3: its content does not have its hash');
  const { status, body } = await auditor.get('/');
  expect([status, body]).toEqual([200, expect.stringContaining('The chain of the acts of staff is broken at act 3')]);
  expect(house.find(ChainWatch).found.case_event.fault).toBeUndefined();
});

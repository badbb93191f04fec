/** The workbench of reports over HTTP: from the cut-off to what is published, by the people it takes, and every way it is refused. */
import type { StaffRole } from '../../src/console/frame/permissions';
import { asQuarter } from '../../src/transparency/quarter';
import { StillCounting } from '../../src/transparency/still-counting';
import { ConsoleHouse, type Fields, type Person } from './house';

const Q1 = asQuarter('2026-Q1');
const PAGE = '/reports/2026-q1';
const AFTER = '2026-04-10T09:00:00.000Z';
const SHA = /name="sha256" value="([0-9a-f]{64})"/;

let house: ConsoleHouse;
let publisher: Person;
let approver: Person;

beforeEach(async () => {
  house = await ConsoleHouse.open();
  house.room.clock.set('2026-02-11T09:00:00Z');
});
afterEach(() => house.close());

/** Time passes; sessions do not: everybody signs in anew. */
async function comes(instant: string): Promise<void> {
  house.room.clock.set(instant);
  publisher = await somebody('publisher');
  approver = await somebody('legal_approver');
}

let people = 0;
function somebody(...roles: StaffRole[]): Promise<Person> {
  people += 1;
  return house.person(`person-${people}`, ...roles);
}

const asOf = () => new Date(house.room.clock.now()).toISOString();

/** Answers the path of the draft. */
async function drafted(fields: Fields = {}, by = publisher): Promise<string> {
  const { status, headers, body } = await by.post(
    `${PAGE}/drafts`,
    { as_of: asOf(), reason: 'first', ...fields },
    PAGE,
  );
  if (status !== 303) throw new Error(`${status}: ${text(body)}`);
  return (headers.get('location') ?? '').replace('?done=drafted', '');
}

async function asked(path: string, by = publisher): Promise<string> {
  expect((await by.post(`${path}/request`, {}, path)).status).toBe(303);
  return path;
}

/** Fills in the form of the page as it stands there. */
async function decided(path: string, fields: Fields = { decision: 'approved' }, by = approver) {
  const { body } = await by.get(path);
  const hidden = Object.fromEntries(
    [...body.matchAll(/type="hidden" name="(approval|sha256)" value="([^"]+)"/g)].map(([, name, value]) => [
      name,
      value,
    ]),
  ) as Fields;
  return by.post(`${path}/decision`, { ...hidden, ...fields }, path);
}

const shaShown = async (path: string) => SHA.exec((await publisher.get(path)).body)?.[1] ?? '';

async function published(path: string) {
  return publisher.post(`${path}/publication`, { sha256: await shaShown(path) }, path);
}

const versions = () => house.room.published.versionsOf(Q1);
const text = (body: string) => body.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');

describe('the way to a published version', () => {
  it('leads from the cut-off through checks, a draft and a second person to signed bytes that hold', async () => {
    await house.room.contact();
    await comes(AFTER);
    const list = text((await publisher.get('/reports')).body);
    expect(list).toContain('Q1 2026 due – – – 30 April 2026');
    expect(list).toContain('Q4 2023 declared, not published');
    const page = text((await publisher.get(PAGE)).body);
    expect(page).toContain('Outcomes add up (R6) good 1 received, 1 by outcome.');
    expect(page).toMatch(
      /Senders are verified look 1 request of which the sender is not verified yet.*Order of a Swiss pros/,
    );
    expect(page).toContain('No quarter before is missing look 11 quarters are not published');

    const draft = await drafted();
    expect(text((await approver.get(draft)).body)).toContain(`${publisher.name} asks for the approval`);
    await asked(draft);
    expect(text((await approver.get('/reports/approvals')).body)).toContain('Publish Q1 2026, version 1');
    const seen = await approver.get(draft);
    const [work] = (await house.room.desk.lines()).flatMap((one) => one.draft ?? []);
    expect(seen.body).toContain(work?.sha256);
    expect((await decided(draft)).headers.get('location')).toBe(`${draft}?done=approved`);

    const answer = await published(draft);
    expect(answer.headers.get('location')).toBe(`${PAGE}/v1/verify?done=published`);
    const [version] = await versions();
    const verify = text((await publisher.get(`${PAGE}/v1/verify`)).body);
    expect(verify).toContain('holds This console has just checked the bytes, hashes and figures of this version');
    expect(verify).toContain(version?.sha256);
    expect(verify).toContain('minisign -V -P ');
    expect(text((await publisher.get(PAGE)).body)).toContain('What is published is what is counted');
    expect(text((await publisher.get(draft)).body)).toContain('Version 1 of this quarter is published');
    const acts = await house.room.database.query<{ kind: string; by: string; subject: string }>(
      `SELECT entry ->> 'kind' AS kind, entry ->> 'by' AS by, entry ->> 'subject' AS subject FROM staff_act ORDER BY seq`,
    );
    const made = { by: publisher.name, subject: '2026-Q1 v1' };
    expect(acts).toEqual([
      { kind: 'report_drafted', ...made },
      { kind: 'report_published', ...made },
    ]);
  });

  it('takes nothing from a form but the cut-off and the reason', async () => {
    await house.room.contact();
    await comes(AFTER);
    const typed = { received: '0', figures: '{"received":{"value":0}}', version: '7', quarter: '2025-Q4', by: 'me' };
    const draft = await drafted(typed);
    const { body } = await publisher.get(`${draft}/files/report.json`);
    const report = JSON.parse(body);
    expect([report.quarter, report.version, report.figures.received.value]).toEqual([Q1, 1, 1]);
    await asked(draft);
    await decided(draft, { decision: 'approved', ...typed });
    await published(draft);
    const [line] = await house.room.database.query<{ by: string }>('SELECT drafted_by AS by FROM report_draft');
    expect(line).toEqual({ by: publisher.name });
  });

  it('shows the page as it will look, with the style of the public pages', async () => {
    await house.room.contact();
    await comes(AFTER);
    const preview = await approver.get(`${await drafted()}/page`);
    expect(preview.body).toContain('<h1>Report for Q1 2026</h1>');
    expect(preview.body).toContain('It is not published');
    expect(preview.body).toContain('<link rel="stylesheet" href="/reports/preview.css"/>');
    expect((await approver.get('/reports/preview.css')).headers.get('content-type')).toBe('text/css; charset=utf-8');
  });

  it('counts as of any instant that is over, and says what is wrong with another', async () => {
    await house.room.contact();
    await comes(AFTER);
    const shown = text((await publisher.get(`${PAGE}?as-of=2026-02-11T09:30`)).body);
    expect(shown).toContain('Shown below: what was logged by 11 Feb 2026, 09:30 CET');
    expect(shown).toContain('was not over at the data cut-off');
    for (const wrong of ['2026-03-29T02:30', 'yesterday', '2026-02-30T09:00', '2026-04-11T09:00']) {
      const answer = await publisher.get(`${PAGE}?as-of=${wrong}`);
      expect([answer.status, answer.body.includes(`value="${wrong}"`)]).toEqual([422, true]);
      expect(answer.body).toContain('<a href="#as-of">');
    }
  });
});

describe('nothing is published', () => {
  beforeEach(async () => {
    await house.room.contact();
    await comes(AFTER);
  });

  it('by those whose role does not allow it, or without a fresh proof', async () => {
    const auditor = await somebody('auditor');
    const draft = await asked(await drafted());
    const token = { from: '/reports' };
    for (const path of [`${PAGE}/drafts`, `${draft}/request`, `${draft}/decision`, `${draft}/publication`]) {
      expect([path, (await auditor.post(path, {}, token.from)).status]).toEqual([path, 403]);
    }
    expect((await publisher.post(`${draft}/decision`, {}, draft)).status).toBe(403);
    expect((await approver.post(`${draft}/publication`, {}, draft)).status).toBe(403);
    house.room.clock.set(new Date(house.room.clock.now() + 6 * 60_000).toISOString());
    const late = await decided(draft);
    expect([late.status, late.body.includes('Confirm that it is you')]).toEqual([403, true]);
    expect(text((await approver.get(draft)).body)).toContain('nobody has decided yet');
  });

  it('that its own drafter approves, or that another asks for', async () => {
    const both = await somebody('publisher', 'legal_approver');
    const draft = await drafted({}, both);
    expect(text((await publisher.post(`${draft}/request`, {}, draft)).body)).toContain('make a draft of your own');
    await asked(draft, both);
    const page = await both.get(draft);
    expect(text(page.body)).toContain('You have asked for it: somebody else decides');
    const [approval] = await house.room.approvals.waiting();
    const fields = { approval: approval?.id ?? '', sha256: approval?.subjectHash ?? '', decision: 'approved' };
    const answer = await both.post(`${draft}/decision`, fields, draft);
    expect([answer.status, answer.body.includes('cannot give it')]).toEqual([409, true]);
    expect((await publisher.post(`${draft}/request`, {}, '/reports')).status).toBe(409);
  });

  it('of which other bytes were approved than those that were seen', async () => {
    const draft = await asked(await drafted());
    const other = await decided(draft, { decision: 'approved', sha256: 'ab'.repeat(32) });
    expect([other.status, text(other.body).includes('what was to be decided has changed')]).toEqual([422, true]);
    expect((await decided(draft, { decision: 'maybe' })).status).toBe(422);
    const silent = await decided(draft, { decision: 'refused' });
    expect([silent.status, text(silent.body).includes('Say why you refuse')]).toEqual([422, true]);
    await decided(draft, { decision: 'refused', note: '<script>alert(1)</script>' });
    const { body } = await publisher.get(draft);
    expect(body).toContain('&lt;script>alert(1)&lt;/script>');
    expect(text(body)).toContain('It was refused');
    const sha256 =
      SHA.exec((await publisher.get(draft)).body)?.[1] ??
      (await house.room.desk.draft(draft.split('/').at(-1) ?? ''))?.sha256;
    const answer = await publisher.post(`${draft}/publication`, { sha256: sha256 ?? '' }, '/reports');
    expect([answer.status, text(answer.body).includes('no second person has approved it')]).toEqual([409, true]);
    expect(await versions()).toEqual([]);
  });

  it('without a reason, or with one that does not fit', async () => {
    for (const reason of ['', 'because', 'matured']) {
      const answer = await publisher.post(`${PAGE}/drafts`, { as_of: asOf(), reason }, PAGE);
      expect([reason, answer.status]).toEqual([reason, 422]);
      expect(answer.body).toContain('There is a problem');
    }
    const early = { as_of: '2026-03-01T09:00:00.000Z', reason: 'first' };
    expect(text((await publisher.post(`${PAGE}/drafts`, early, PAGE)).body)).toContain('2026-Q1 is not over at');
    expect((await publisher.post(`${PAGE}/drafts`, { as_of: 'x', reason: 'first' }, PAGE)).status).toBe(422);
  });

  it('twice, when two publish at once', async () => {
    const other = await somebody('publisher');
    const draft = await asked(await drafted());
    await decided(draft);
    const seen = { sha256: await shaShown(draft) };
    const answers = await Promise.all([publisher, other].map((one) => one.post(`${draft}/publication`, seen, draft)));
    expect(answers.map((one) => one.status).sort()).toEqual([303, 409]);
    const page = text(answers.find((one) => one.status === 409)?.body ?? '');
    expect(page).toContain('It is published already');
    expect(page).toContain('Version 1 of Q1 2026 was published');
    expect(await versions()).toHaveLength(1);
  });

  it('that is no longer what is counted', async () => {
    const draft = await asked(await drafted());
    await decided(draft);
    const late = {
      ref: 'a',
      kind: 'information_demand',
      country: 'CH',
      process: 'unknown',
      receivedAt: '2026-03-01T10:00:00Z',
    };
    await house.room.imports.import(JSON.stringify({ format: 'requests/1', requests: [late] }), 'clerk');
    expect(text((await publisher.get(draft)).body)).toContain(
      'This draft cannot be published: what is counted has changed',
    );
    const [line] = (await house.room.desk.lines()).flatMap((one) => one.draft ?? []);
    const answer = await publisher.post(`${draft}/publication`, { sha256: line?.sha256 ?? '' }, '/reports');
    expect([answer.status, text(answer.body).includes('It was not published')]).toEqual([409, true]);
    expect(await versions()).toEqual([]);
  });

  it('at addresses that do not exist', async () => {
    const version = `${PAGE}/v1/verify`;
    for (const path of ['/reports/2026-q9', '/reports/2031-q1', '/reports/drafts/x', version, '/reports/keys/2026/x']) {
      expect([path, (await publisher.get(path)).status]).toEqual([path, 404]);
    }
  });
});

it('says that figures are being counted, and opens the page again by itself', async () => {
  const counting = new StillCounting(430_000, 1_000_000);
  const lines = jest.spyOn(house.room.desk, 'lines').mockRejectedValueOnce(counting);
  const answer = await (await somebody('publisher')).get('/reports');
  lines.mockRestore();
  expect([answer.status, answer.headers.get('refresh'), answer.headers.get('retry-after')]).toEqual([503, '3', '3']);
  expect(text(answer.body)).toContain('counts the log of requests: 430,000 of 1,000,000 events so far');
});

it('shows that what is published has drifted, since when and what to do, and publishes the next version', async () => {
  const caseId = await house.room.contact();
  await comes(AFTER);
  const first = await asked(await drafted());
  await decided(first);
  await published(first);
  house.room.clock.set('2026-05-01T09:00:00Z');
  await house.room.step(caseId, { type: 'withdraw_notice' });
  await house.room.step(caseId, { type: 'close', outcome: 'withdrawn' });
  await comes('2026-05-04T09:00:00Z');
  expect(text((await publisher.get('/reports')).body)).toMatch(/Q1 2026 published update \d+ differences, 3 days/);
  const page = await publisher.get(PAGE);
  expect(text(page.body)).toContain('Version 1 is no longer what is counted');
  expect(text(page.body)).toContain('since 1 May 2026, 11:00 CEST (3 days). Publish an update');
  expect(page.body).toContain('<option value="matured" selected>');
  const draft = await asked(await drafted({ reason: 'matured' }));
  expect(text((await approver.get(draft)).body)).toContain('What changes from version 1');
  await decided(draft);
  await published(draft);
  expect((await versions()).map((one) => one.report.reason)).toEqual(['first', 'matured']);
  expect(text((await publisher.get('/reports')).body)).not.toContain('update');
});

it('lets a published request disappear only after two people have decided, and says so before', async () => {
  const caseId = await house.room.contact();
  await comes(AFTER);
  const first = await asked(await drafted());
  await decided(first);
  await published(first);
  house.room.clock.set('2026-05-01T09:00:00Z');
  await house.room.step(caseId, { type: 'hold', scope: 'existence', until: null });
  await comes('2026-05-02T09:00:00Z');
  const path = `${PAGE}/disappearance`;
  expect(text((await publisher.get(PAGE)).body)).toContain('1 request would disappear from what is published');
  const refused = await publisher.post(`${PAGE}/drafts`, { as_of: asOf(), reason: 'late_arrival' }, PAGE);
  expect([refused.status, text(refused.body).includes('two people must decide first')]).toEqual([422, true]);
  expect((await publisher.post(`${path}/request`, {}, path)).status).toBe(303);
  expect(text((await approver.get('/reports/approvals')).body)).toContain(
    'Let published requests of Q1 2026 disappear',
  );
  expect((await decided(path, { decision: 'approved' }, publisher)).status).toBe(403);
  expect((await decided(path)).headers.get('location')).toBe(`${path}?done=approved`);
  const draft = await asked(await drafted({ reason: 'late_arrival' }));
  await decided(draft);
  expect((await published(draft)).status).toBe(303);
  expect((await versions()).map((one) => one.report.figures.received?.value)).toEqual([1, 0]);
});

it('publishes the declared quarters together: one draft, one approval, one report each', async () => {
  await comes(AFTER);
  const path = '/reports/declared';
  expect(text((await publisher.get(path)).body)).toContain('Draft 7 quarters and ask for approval');
  expect((await publisher.post(`${path}/drafts`, {}, path)).status).toBe(303);
  const page = await approver.get(path);
  const draft = [...page.body.matchAll(/name="draft" value="([^"]+)"/g)].map((match) => match[1] ?? '');
  expect(draft).toHaveLength(7);
  const forged = [...draft.slice(1), `${draft[0]?.slice(0, 37)}${'ab'.repeat(32)}`];
  expect((await approver.post(`${path}/decision`, { decision: 'approved', draft: forged }, path)).status).toBe(422);
  expect(await house.room.approvals.waiting()).toHaveLength(7);
  expect((await approver.post(`${path}/decision`, { decision: 'approved', draft }, path)).status).toBe(303);
  expect(text((await publisher.get(path)).body)).toContain('Sign and publish all 7');
  expect((await publisher.post(`${path}/publication`, { draft }, path)).status).toBe(303);
  const all = await house.room.published.all();
  expect(all.map(({ report }) => [report.quarter, report.figures.received?.value])).toEqual([
    ['2023-Q2', 6],
    ['2023-Q3', 19],
    ['2023-Q4', 3],
    ['2024-Q1', 5],
    ['2024-Q2', 12],
    ['2024-Q3', 5],
    ['2024-Q4', 8],
  ]);
  expect(await house.room.verification.published([], house.room.signingKey)).toEqual({ count: 7, faults: [] });
  expect(text((await publisher.get(path)).body)).toContain('Every declared quarter is published');
});

it('destroys the key of a year that is published, by two people', async () => {
  house.room.clock.set('2025-02-11T09:00:00Z');
  const caseId = await house.room.contact();
  await house.room.step(caseId, { type: 'withdraw_notice' });
  await house.room.step(caseId, { type: 'close', outcome: 'withdrawn' });
  await comes('2026-01-20T09:00:00Z');
  const path = '/reports/keys';
  expect(text((await publisher.get(path)).body)).toContain(
    '2025 still needed It is needed as long as: 2025-Q1 is not published',
  );
  expect((await publisher.post(`${path}/2025/request`, {}, '/reports')).status).toBe(409);
  for (const quarter of ['2025-Q1', '2025-Q2', '2025-Q3', '2025-Q4'].map(asQuarter)) {
    await house.room.publish({ quarter, dataAsOf: asOf(), reason: 'first', by: 'officer' });
  }
  expect((await publisher.post(`${path}/2025/request`, {}, path)).status).toBe(303);
  expect((await publisher.post(`${path}/2025/destruction`, {}, '/reports')).status).toBe(409);
  const { body } = await approver.get(path);
  const [approval, sha256] = ['approval', 'sha256'].map(
    (name) => new RegExp(`name="${name}" value="([^"]+)"`).exec(body)?.[1] ?? '',
  );
  const fields = { approval: approval ?? '', sha256: sha256 ?? '', decision: 'approved' };
  expect((await approver.post(`${path}/2025/decision`, fields, path)).status).toBe(303);
  expect((await publisher.post(`${path}/2025/destruction`, {}, path)).headers.get('location')).toBe(
    `${path}?done=destroyed`,
  );
  expect(text((await publisher.get(path)).body)).toContain('2025 destroyed Destroyed 20 Jan 2026, 10:00 CET');
});

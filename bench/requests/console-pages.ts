/** An address for every page of the console, with what a full log holds; a page that is new must be added here. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { canonicalJson, sha256 } from '../../src/platform/canonical-json';
import { CASES, EVENTS_EACH, type FullLog } from './full-log';
import { READER, type Reader } from './reader';

export interface ConsolePage {
  /** The route it belongs to. */
  readonly route: string;
  readonly path: string;
}

/** Routes that show no page. */
const NO_PAGE = new Set([
  '/assets/:name',
  '/cases.csv',
  '/cases/:id/papers/:sha256',
  '/operations/stream',
  '/reports/drafts/:id/files/:name',
  '/reports/preview.css',
]);

/** `{…}` is filled in with what the log holds. */
const ADDRESSES: Readonly<Record<string, readonly string[]>> = {
  '/': ['/'],
  '/account': ['/account'],
  '/account/app': ['/account/app'],
  '/account/passkeys/new': ['/account/passkeys/new'],
  '/account/password': ['/account/password'],
  '/approvals': ['/approvals'],
  '/approvals/:id': ['/approvals/{approval}'],
  '/audit': ['/audit', '/audit?by=nobody'],
  '/authorities': ['/authorities'],
  '/authorities/:id': ['{authority}'],
  '/cases': [
    '/cases',
    '/cases?after={middle}',
    '/cases?order=received',
    '/cases?flag=open&order=deadline',
    '/cases?flag=open&flag=emergency&order=deadline',
    '/cases?quarter={year}-Q2&process=ch_prosecutor_order&order=last',
    '/cases?country=AQ&logged_by=nobody',
    '/cases?kind=informal_inquiry&outcome=disclosed',
    '/cases?secrecy=any&order=secrecy',
    '{search}',
  ],
  '/cases/:id': ['/cases/{case}', '/cases/{recent}'],
  '/cases/:id/lookup': ['/cases/{case}/lookup'],
  '/cases/:id/replies': ['/cases/{case}/replies'],
  '/cases/:id/public': ['/cases/{case}/public', '/cases/{recent}/public'],
  '/contacts/:id': ['/contacts/{recent}'],
  '/contacts/new': ['/contacts/new'],
  '/contacts/quarter': ['/contacts/quarter?received={year}-05-11'],
  '/enrol/:token': ['/enrol/{token}'],
  '/operations': ['/operations'],
  '/people': ['/people'],
  '/people/:name': ['/people/{reader}'],
  '/people/invite': ['/people/invite'],
  '/replies': ['/replies'],
  '/replies/:id': ['{reply}'],
  '/replies/new': ['/replies/new'],
  '/reports': ['/reports'],
  '/reports/:quarter': [
    '/reports/{year}-q2',
    '/reports/{year}-q2?as-of={year}-07-20T09:00',
    '/reports/{first}',
    '/reports/{last}',
    '/reports/{current}',
  ],
  '/reports/:quarter/:version/verify': ['/reports/{year}-q2/v1/verify', '/reports/{last}/v1/verify'],
  '/reports/:quarter/disappearance': ['/reports/{year}-q2/disappearance'],
  '/reports/approvals': ['/reports/approvals'],
  '/reports/declared': ['/reports/declared'],
  '/reports/drafts/:id': ['/reports/drafts/{draft}'],
  '/reports/drafts/:id/page': ['/reports/drafts/{draft}/page'],
  '/reports/keys': ['/reports/keys'],
  '/secrecy': ['/secrecy'],
  '/sign-in': ['/sign-in'],
  '/step-up': ['/step-up'],
};

/** Throws an Error that names a route without an address, and an address without a route. */
export async function consolePages(
  routes: readonly { readonly verb: string; readonly path: string }[],
  log: FullLog,
  reader: Reader,
): Promise<ConsolePage[]> {
  const shown = new Set(routes.filter(({ verb }) => verb === 'GET').map(({ path }) => path));
  const missing = [...shown].filter((path) => !(path in ADDRESSES) && !NO_PAGE.has(path));
  const gone = [...Object.keys(ADDRESSES), ...NO_PAGE].filter((path) => !shown.has(path));
  if (missing.length > 0) throw new Error(`pages without an address in console-pages.ts: ${missing.join(', ')}`);
  if (gone.length > 0) throw new Error(`addresses of console-pages.ts that are no pages: ${gone.join(', ')}`);
  const found = await valuesOf(log, reader);
  return Object.entries(ADDRESSES).flatMap(([route, paths]) =>
    paths.map((path) => ({ route, path: path.replace(/\{(\w+)\}/g, (_, name: string) => found[name] ?? '') })),
  );
}

async function valuesOf({ many, databaseUrl }: FullLog, reader: Reader): Promise<Readonly<Record<string, string>>> {
  const { body } = await reader.open('/cases');
  const token = /name="form_token" value="([^"]+)"/.exec(body)?.[1] ?? '';
  const made = async (path: string, form: Readonly<Record<string, string>>) =>
    (await reader.open(path, { form_token: token, ...form })).location ?? '';
  const middle = String((CASES >> 1) * EVENTS_EACH);
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const one = async (sql: string) => (await client.query<{ one: string }>(sql)).rows[0]?.one ?? '';
    const quarter = (order: string) =>
      one(`SELECT lower(quarter) AS one FROM report_version ORDER BY quarter ${order}`);
    return {
      case: many.caseId,
      recent: await one('SELECT case_id AS one FROM case_board ORDER BY logged_seq DESC LIMIT 1'),
      search: await made('/cases/search', { q: many.identifier }),
      authority: await made('/authorities', {
        name: 'A cantonal police',
        level: 'cantonal',
        type: 'police',
        country: 'CH',
      }),
      reply: await made('/replies', { title: 'Thanks', en: 'We have received your letter.' }),
      middle: `${middle}~${middle}`,
      year: String(new Date().getUTCFullYear() - 2),
      first: await quarter('LIMIT 1'),
      last: await quarter('DESC LIMIT 1'),
      current: await one('SELECT lower(max(quarter)) AS one FROM case_board'),
      draft: await one('SELECT id AS one FROM report_draft ORDER BY quarter DESC LIMIT 1'),
      reader: READER,
      approval: await askedOf(client, many.caseId),
      token: await invited(client),
    };
  } finally {
    await client.end();
  }
}

/** Somebody asks whether a narrative may be published. */
async function askedOf(client: Client, caseId: string): Promise<string> {
  const id = randomUUID();
  const json = canonicalJson({ type: 'redact', narrative: 'A narrative' });
  await client.query(
    `INSERT INTO approval (id, subject, subject_id, subject_hash, subject_json, requested_by, requested_at)
     VALUES ($1, 'redaction', $2, $3, $4, 'officer-1', now())`,
    [id, caseId, Buffer.from(sha256(json), 'hex'), json],
  );
  return id;
}

/** Answers what leads to the page on which an invitation is taken up. */
async function invited(client: Client): Promise<string> {
  const [staffId, token] = [randomUUID(), randomBytes(32).toString('base64url')];
  await client.query("INSERT INTO staff (id, name, roles, created_at) VALUES ($1, 'newcomer', '{intake}', now())", [
    staffId,
  ]);
  await client.query(
    `INSERT INTO staff_invitation (id, token_hash, staff_id, created_at, created_by, expires_at)
     VALUES ($1, $2, $3, now(), 'bench', now() + interval '1 day')`,
    [randomUUID(), createHash('sha256').update(token).digest(), staffId],
  );
  return token;
}

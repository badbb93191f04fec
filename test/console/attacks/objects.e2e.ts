/** What is one person's is out of the reach of another with the same roles, in every form. */
import { ROLES } from '../../../src/console/frame/permissions';
import type { Person } from '../house';
import { readPage } from './html';
import { Site } from './site';
import { filledIn, formsOn, send, walk } from './walk';

let site: Site;
let owner: Person;
let other: Person;
beforeAll(async () => {
  site = await Site.open();
  owner = await site.house.person('owner-1', ...ROLES);
  other = await site.house.person('other-1', ...ROLES);
});
afterAll(() => site.close());

/** What a page shows, without what differs from one opening to the next. */
const contentOf = (html: string) => readPage(html).text.replaceAll(/\s+/g, ' ');

it('keeps a person’s own things to that person', async () => {
  // The owner makes what can be made: filters, drafts, kept files, sessions.
  for (const { form, from } of formsOn(await walk(owner, site.routes), site.routes)) {
    if (/^\/(sign-out|people|account)/.test(form.action)) continue;
    await send(owner, form, filledIn(form, 'mine alone'), from);
  }
  await site.againIn('owner-1');
  const own = await walk(owner, site.routes);
  const others = await walk(other, site.routes);
  const shown = new Set(others.flatMap(({ page }) => page?.forms ?? []).map(keyOf));

  const before = contentOf((await owner.get('/account')).body);
  const reached: string[] = [];
  const forms = own.flatMap(({ page, path }) => (page?.forms ?? []).map((form) => ({ form, from: path })));
  const personal = forms.filter(({ form }) => form.method === 'post' && !shown.has(keyOf(form)));
  expect(personal.length).toBeGreaterThan(0);
  const token = /name="form_token" value="([^"]+)"/.exec((await other.get('/account')).body)?.[1] ?? '';
  for (const { form, from } of personal) {
    if (!/^\/account|filters/.test(form.action)) continue;
    const { status } = await send(other, form, { ...filledIn(form, 'taken'), form_token: token }, from);
    if (status === 200 || status >= 500) reached.push(`POST ${form.action}: ${status}`);
  }
  expect(reached).toEqual([]);
  expect((await owner.get('/')).status).toBe(200);
  expect(contentOf((await owner.get('/account')).body)).toBe(before);
});

/** A form with what it is about, but for its token. */
function keyOf({ action, controls }: Parameters<typeof filledIn>[0]): string {
  const about = controls.filter(({ type, name }) => type === 'hidden' && name !== 'form_token');
  return `${action} ${about.map(({ name, value }) => `${name}=${value}`).join('&')}`;
}

/** The preview is the public page but for what only publication gives. */
import { published, SOME_PUBLICATIONS, someHistory } from './pages/published.fixture';
import { reportPage } from './pages/report.page';
import type { ReportVersion } from './published-report';
import { reportPreview } from './report-preview';

const versions = published(someHistory(5), SOME_PUBLICATIONS).filter((one) => one.report.quarter === '2026-Q1');
const [first, second] = versions as [ReportVersion, ReportVersion];
const { publishedAt: _moment, previousReportSha256: _link, ...substance } = second.report;

const preview = (base?: string) =>
  reportPreview({
    substance,
    ledgerNdjson: second.ledgerNdjson,
    versions: [first],
    now: '2027-01-01T00:00:00.000Z',
    base,
    stylePath: '/elsewhere.css',
  });

const tablesOf = (html: string) => html.match(/<table\b.*?<\/table>/gs) ?? [];

it('shows the very tables that will be published', () => {
  const publicPage = tablesOf(reportPage('en', { shown: second, versions, isNewestAddress: true }));
  const previewed = tablesOf(preview().replaceAll(/<a>/g, '<a href="">'));
  const withoutLinks = publicPage.map((table) => table.replaceAll(/<a href="[^"]*">/g, '<a href="">'));
  // The last names the versions with their moments.
  expect(previewed.slice(0, -1)).toEqual(withoutLinks.slice(0, -1));
  expect(previewed.at(-1)).toContain('set when it is published');
});

it('says that it is none yet, and shows no moment and no hash that will be others', () => {
  const html = preview();
  expect(html).toContain('It is not published');
  expect(html.match(/<dd>set when it is published<\/dd>/g)).toHaveLength(3);
  expect(html).not.toContain('2027');
});

it('leads to the public pages, or nowhere', () => {
  expect(preview('https://relay.example')).toContain('<a href="https://relay.example/method#R3">R3</a>');
  expect(preview().match(/ href="[^"]*"/g)).toEqual([' href="/elsewhere.css"', ' href="#content"']);
});

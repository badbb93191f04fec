/** The feeds: what they tell, in which order, under which ids. */
import { published, SOME_PUBLICATIONS, someHistory } from '../published.fixture';
import { seriesOf } from '../series';
import { textsOf } from '../texts';
import { atom } from './atom';
import { correctionEntries, newsEntries } from './news';

const texts = textsOf('en');
const versions = published(someHistory(5), SOME_PUBLICATIONS);
const frame = { path: '/feed.atom', base: 'https://relay.example', language: 'en', author: 'The foundation' };

it('tells every publication and every overdue report, the newest first', () => {
  const entries = newsEntries(texts, versions, seriesOf(versions, '2026-11-05'));
  expect(entries).toHaveLength(versions.length + 5);
  expect(entries[0]).toMatchObject({
    path: '/transparency-reports/2026-q3#overdue',
    updated: '2026-10-30T23:00:00.000Z',
  });
  const times = entries.map((one) => Date.parse(one.updated));
  expect(times).toEqual([...times].sort((a, b) => b - a));
  expect(new Set(entries.map((one) => one.path)).size).toBe(entries.length);
});

it('tells of corrections what changed and why', () => {
  const [entry, ...others] = correctionEntries(texts, versions);
  expect(others).toEqual([]);
  expect(entry?.text).toContain('Pending requests were decided.\n');
  expect(entry?.text).toContain('/figures/pending/value: 5 → 1');
});

it('is well-formed, with ids that stay when pages move, and escapes what it is given', () => {
  const text = atom({ ...frame, title: 'A & <b>', entries: correctionEntries(texts, versions) });
  expect(text).toMatch(
    /^<\?xml version="1\.0" encoding="utf-8"\?>\n<feed xmlns="http:\/\/www\.w3\.org\/2005\/Atom" xml:lang="en">/,
  );
  expect(text).toContain('<title>A &amp; &lt;b></title>');
  expect(text).toContain('<id>tag:relay.example,2026:/transparency-reports/2026-q1/v2</id>');
  expect(text).toContain('<link rel="self" href="https://relay.example/feed.atom"/>');
});

/** A request under an order of existence changes no public byte: no page, file, feed, id, header or length. */

import fc from 'fast-check';
import type { CaseEvent, History } from '../../src/transparency/case-event';
import { someHeldCase } from '../../src/transparency/counting/history.fixture';
import { published, SOME_PUBLICATIONS, someHistory } from '../../src/transparency/pages/published.fixture';
import { freshDatabase } from '../support/stores';
import { crawl } from './crawl';
import { openPublicSite } from './public-site';

const STARTS = ['/transparency-reports', '/ledger', '/what-we-hold', '/verify', '/.well-known/transparency.json'];

it('shows the same bytes with held requests as without', async () => {
  const databaseUrl = await freshDatabase();
  const history = someHistory(9);
  const [without, withHeld] = [await everythingOf(history), await everythingOf(plus(history, heldCases()))];
  expect([...withHeld.keys()]).toEqual([...without.keys()]);
  expect(without.size).toBeGreaterThan(100);
  for (const [path, shown] of without) expect(withHeld.get(path)).toEqual(shown);

  async function everythingOf(of: History) {
    const versions = published(of, SOME_PUBLICATIONS);
    const site = await openPublicSite({ databaseUrl, published: versions, now: '2026-11-05T12:00:00Z' });
    const visited = await crawl(site.url, STARTS);
    await site.close();
    return new Map(
      [...visited].map(([path, { status, headers, body }]) => [
        path,
        { status, headers, body: body.toString('latin1') },
      ]),
    );
  }
});

it('would notice a request that is not held', async () => {
  const free = heldCases().filter((event) => event.body.type !== 'hold');
  const [without, withFree] = [someHistory(9), plus(someHistory(9), free)].map((one) =>
    published(one, SOME_PUBLICATIONS),
  );
  expect(withFree?.map((one) => one.sha256)).not.toEqual(without?.map((one) => one.sha256));
});

/** Ten, with whatever happened to them; the same in every run. */
function heldCases(): CaseEvent[] {
  return fc
    .sample(someHeldCase, { numRuns: 10, seed: 12 })
    .flatMap((events, index) => events.map((event) => ({ ...event, caseId: `held-${index}` })));
}

function plus(history: History, events: CaseEvent[]): History {
  return { ...history, events: [...history.events, ...events] };
}

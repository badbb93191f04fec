/** R12 to its end: whatever else happened, a request under an order of existence changes no public byte. */
import fc from 'fast-check';
import type { CaseEvent } from '../case-event';
import { receivedBody, someEvents, someHeldCase } from '../counting/history.fixture';
import { everythingPublic } from './everything-public.fixture';
import { type Publication, published } from './published.fixture';

const declared = [{ quarter: '2023-Q2', received: 6, statement: 'A total.', sha256: null }];
const PUBLICATIONS: readonly Publication[] = [
  { quarter: '2023-Q2', asOf: '2026-04-01T09:00:00Z' },
  { quarter: '2026-Q1', asOf: '2026-04-20T09:00:00Z' },
  { quarter: '2026-Q2', asOf: '2026-07-20T09:00:00Z' },
  { quarter: '2026-Q1', asOf: '2026-10-01T09:00:00Z', reason: 'matured' },
];
const NOW = Date.parse('2026-11-05T12:00:00Z');

const everythingOf = (events: readonly CaseEvent[]) =>
  everythingPublic(published({ events, declared }, PUBLICATIONS), NOW);

it('shows the same pages, files, feeds, names, marks and lengths with held requests as without', async () => {
  await fc.assert(
    fc.asyncProperty(someEvents, fc.array(someHeldCase, { minLength: 1, maxLength: 3 }), async (events, held) => {
      const hidden = held.flatMap((one, index) => one.map((event) => ({ ...event, caseId: `held-${index}` })));
      const without = await everythingOf(events);
      const withHeld = await everythingOf([...hidden, ...events]);
      expect([...withHeld.keys()]).toEqual([...without.keys()]);
      for (const [path, answer] of without) expect([path, withHeld.get(path)]).toEqual([path, answer]);
    }),
    // The counting itself is held against a hundred histories (quarter-count.spec.ts); each of these prints eight PDFs, each in half a second.
    { numRuns: 3 },
  );
});

it('would notice one that is not held', async () => {
  const free = { caseId: 'free', at: '2026-02-11T10:00:00Z', actor: 'intake', body: receivedBody({}, 99) };
  const [without, withFree] = [await everythingOf([]), await everythingOf([free])];
  expect(without.size).toBeGreaterThan(40);
  expect([...withFree].filter(([path, answer]) => without.get(path) !== answer)).not.toEqual([]);
});

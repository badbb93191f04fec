/** Reasons are given in words, and only where what two cases share means something. */
import type { CaseSummary } from './case-summary';
import { lookalike } from './lookalikes';

const none = { sameReference: false, sameTarget: false, sameDocument: false };
const summary = (receivedDate: string, country = 'CH') => ({ receivedDate, country }) as CaseSummary;
const asked = { country: 'CH', receivedDate: '2026-02-11' };

it.each([
  [{ sameReference: true }, '2020-01-01', 'CH', ['has the same reference, from the same country']],
  [{ sameReference: true }, '2026-02-11', 'DE', undefined],
  [{ sameDocument: true }, '2020-01-01', 'DE', ['holds the same file, byte for byte']],
  [{ sameTarget: true }, '2026-02-11', 'DE', ['names the same identifier, received on the same day']],
  [{ sameTarget: true }, '2026-02-10', 'CH', ['names the same identifier, received 1 day earlier']],
  [{ sameTarget: true }, '2026-03-13', 'CH', ['names the same identifier, received 30 days later']],
  [{ sameTarget: true }, '2026-03-14', 'CH', undefined],
])('%j on %s from %s: %j', (common, date, country, reasons) => {
  expect(lookalike({ ...none, ...common, summary: summary(date, country) }, asked)?.reasons).toEqual(reasons);
});

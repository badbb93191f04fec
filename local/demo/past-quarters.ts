/** Requests of quarters further back, as they come from a spreadsheet: one import file each, published in time. */
import { lastDay, type Quarter, shifted } from '../../src/transparency/quarter';
import { type Calendar, DAY, iso } from './calendar';
import { account } from './contacts';
import { OFFICER } from './invented-people';
import type { Story } from './story';

/** The last quarter of which the predecessor stated a total. */
const LAST_DECLARED = '2024-Q4';
const MOST = 4;

type Line = Record<string, unknown>;
type LinesOf = (day: (day: number, time?: string) => string) => Line[];

const LINES: readonly LinesOf[] = [
  (day) => [
    request('a', 'CH', 'ch_prosecutor_order', day(9), { targets: [account('a').identifier] }, [
      { type: 'close', at: day(21), items: ['rejected', 'rejected'] },
    ]),
    request('b', 'US', 'foreign_direct', day(40), { kind: 'informal_inquiry' }, [
      { type: 'close', at: day(42), outcome: 'answered_public_info' },
    ]),
  ],
  (day) => [
    request('a', 'DE', 'foreign_direct', day(15), { targets: [account('c').identifier, account('d').identifier] }, [
      { type: 'close', at: day(30), items: ['rejected', 'rejected'] },
    ]),
    request('b', 'CH', 'ch_spta_information_request', day(51), { targets: [account('e').identifier] }, [
      { type: 'close', at: day(56), items: ['no_data'] },
    ]),
    request('c', 'FR', 'preservation_coc29', day(60), { kind: 'preservation' }, [
      { type: 'close', at: day(62), items: ['no_data'] },
    ]),
  ],
  (day) => [
    request('a', 'CH', 'ch_court_order', day(12), { targets: [account('f').identifier] }, [
      { type: 'close', at: day(48), items: ['disclosed', 'no_data'], accountsDisclosed: [account('f').identifier] },
    ]),
    request('b', 'GB', 'unknown', day(33), {}, [{ type: 'authenticity_failed', at: day(36) }]),
  ],
  (day) => [
    request('a', 'IT', 'ch_mla_execution', day(20), { targets: [account('g').identifier] }, [
      { type: 'close', at: day(55), items: ['no_data'] },
    ]),
    request('b', null, 'civil_private', day(28), { requester: 'non_government' }, [
      { type: 'close', at: day(35), items: ['rejected'] },
    ]),
    request('c', 'IN', 'foreign_direct', day(70), { targets: [account('h').identifier], coarsen: ['country'] }, [
      { type: 'close', at: day(80), items: ['rejected'] },
    ]),
  ],
];

function request(ref: string, country: string | null, process: string, receivedAt: string, more: Line, events: Line[]) {
  return { ref, kind: 'information_demand', country, process, receivedAt, loggedAt: receivedAt, ...more, events };
}

/** Oldest first; none that the predecessor answers for. */
export function importedQuarters({ newest }: Calendar): Quarter[] {
  return Array.from({ length: MOST }, (_, index) => shifted(newest, index - MOST - 2)).filter(
    (quarter) => quarter > LAST_DECLARED,
  );
}

export function importPastQuarters(story: Story, calendar: Calendar): void {
  for (const [index, quarter] of importedQuarters(calendar).entries()) {
    const day = (number: number, time = '10:30') => iso(calendar.in(quarter, number, time));
    const file = {
      format: 'requests/1',
      timeZone: 'Europe/Zurich',
      requests: (LINES[index % LINES.length] as LinesOf)(day).map((one) => ({
        ...one,
        ref: `${quarter.slice(0, 4)}/${quarter.slice(-1)}-${one.ref}`,
      })),
    };
    const importedAt = Date.parse(`${lastDay(quarter)}T12:00:00Z`) + 3 * DAY;
    story.add(importedAt, (room) => room.imports.import(JSON.stringify(file, null, 2), OFFICER));
  }
}

/** The list of cases says what the events say, whatever was recorded in whatever order; its pages lose and repeat nothing. */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { CaseEvent, EventBody } from '../../src/transparency/case-event';
import { newPublicId } from '../../src/transparency/case-log.service';
import { caseNumber } from '../../src/transparency/case-number';
import { CASE_ORDERS, type CaseFilter, type CaseOrder } from '../../src/transparency/case-query';
import { foldCase } from '../../src/transparency/case-state';
import { type CaseSummary, summaryOf } from '../../src/transparency/case-summary';
import { historyOf } from '../../src/transparency/chain/entry';
import { receivedBody, someEvents } from '../../src/transparency/counting/history.fixture';
import { logAsOf } from '../../src/transparency/log-as-of';
import { publicPreview } from '../../src/transparency/public-preview';
import { Room } from './room';

let room: Room;
beforeEach(async () => {
  room = await Room.open();
});
afterEach(() => room.close());

/** In batches of the given size, each in a transaction of its own. */
async function append(events: readonly CaseEvent[], batch: number): Promise<void> {
  const recordedAt = new Date(room.clock.now()).toISOString();
  for (let from = 0; from < events.length; from += batch) {
    await room.database.transaction((sql) =>
      room.events.append(
        sql,
        events.slice(from, from + batch).map((event) => ({ ...event, recordedAt })),
      ),
    );
  }
}

/** The same histories in every run, with ids that a database takes, and each case with its own public one. */
function histories(count: number): CaseEvent[][] {
  return fc.sample(someEvents, { numRuns: count, seed: 4 }).map((events) => {
    const ids = new Map<string, string>();
    const idOf = (name: string) => ids.get(name) ?? (ids.set(name, randomUUID()).get(name) as string);
    return events.map(({ body, ...event }) => ({
      ...event,
      caseId: idOf(event.caseId),
      body: withOwnIds(body, idOf),
    }));
  });
}

function withOwnIds(body: EventBody, idOf: (name: string) => string): EventBody {
  if (body.type === 'received') return { ...body, publicId: newPublicId() };
  return body.type === 'merge' ? { ...body, into: idOf(body.into) } : body;
}

describe('the list of cases', () => {
  it('is the fold of random histories, added bit by bit or made anew', async () => {
    room.clock.set('2027-03-01T12:00:00Z');
    const all = histories(12);
    for (const [index, events] of all.entries()) await append(events, 1 + (index % 5) * 7);
    const entries = await room.events.entries(room.database);
    const ids = [...new Set(all.flat().map((event) => event.caseId))];
    const listed = new Map((await room.board.many(ids)).map((one) => [one.id, one]));
    let number = 0;
    for (const { caseId, body } of entries) {
      if (body.type !== 'received' || caseId === null) continue;
      number += 1;
      const { events } = historyOf(entries.filter((entry) => entry.caseId === caseId));
      const state = foldCase(events);
      expect(state && summaryOf(state, events, { year: 2027, number })).toEqual(listed.get(caseId));
    }
    expect(number).toBe(ids.length);
    expect(await room.board.rebuild()).toBe(false);
  });

  it('counts what a case changes out of a part of the log as out of all of it', async () => {
    room.clock.set('2027-03-01T12:00:00Z');
    for (const events of histories(3)) await append(events, 40);
    const history = await room.log.history();
    for (const caseId of new Set(history.events.map((event) => event.caseId))) {
      expect(await room.previews.of(caseId)).toEqual(publicPreview(logAsOf(history, room.clock.now()), caseId));
    }
  });

  it('notices when it is not what the events say, and catches up with what others added', async () => {
    const caseId = await room.contact();
    await room.database.query("UPDATE case_board SET step = 'closed'");
    expect(await room.board.rebuild()).toBe(true);
    expect(await room.board.one(caseId)).toMatchObject({ step: 'received', waitingFor: 'triage' });
    await room.database.query('DELETE FROM case_board');
    await room.database.query('UPDATE case_board_head SET folded_to = 0');
    await room.board.onModuleInit();
    expect(await room.board.one(caseId)).toMatchObject({ step: 'received', version: 1 });
  });

  it('numbers cases in the order of logging, each year from one', async () => {
    room.clock.set('2026-12-31T22:59:00Z');
    const first = [await room.contact(), await room.contact()];
    room.clock.set('2026-12-31T23:00:00Z');
    const next = await Promise.all(Array.from({ length: 5 }, () => room.contact()));
    const numbers = (await room.board.many([...first, ...next])).map(caseNumber);
    expect(numbers).toEqual([
      ...['LER-2026-0001', 'LER-2026-0002'],
      ...['LER-2027-0001', 'LER-2027-0002', 'LER-2027-0003', 'LER-2027-0004', 'LER-2027-0005'],
    ]);
    await expect(room.contact({ precision: 'day' })).rejects.toThrow();
    const after = await room.board.one(await room.contact());
    expect(after && caseNumber(after)).toBe('LER-2027-0006');
  });
});

describe('pages', () => {
  const COUNT = 130;

  beforeEach(async () => {
    const at = (minute: number) => new Date(Date.UTC(2026, 1, 1, 0, minute)).toISOString();
    const events = Array.from({ length: COUNT }, (_, index): CaseEvent[] => {
      const event = (minute: number, body: EventBody): CaseEvent => {
        return { caseId: randomUUID(), at: at(minute), actor: index % 2 === 0 ? 'intake' : 'officer', body };
      };
      // Many alike, so that only the second half of a place tells them apart.
      const day = `2026-02-${String(1 + (index % 4)).padStart(2, '0')}`;
      const deadlineAt = index % 3 === 0 ? null : at(10_000 + (index % 7));
      return [event(index % 5, receivedBody({ receivedDate: day, deadlineAt, emergency: index % 10 === 0 }, index))];
    });
    await append(events.flat(), 200);
  });

  async function walk(
    order: CaseOrder,
    filter: CaseFilter = {},
  ): Promise<{ seen: CaseSummary[]; back: CaseSummary[] }> {
    const seen: CaseSummary[] = [];
    const back: CaseSummary[] = [];

    for (let page = await room.board.page({ filter, order }); ; ) {
      seen.push(...page.cases);
      if (page.next === undefined) {
        for (let previous = page.previous; previous !== undefined; ) {
          page = await room.board.page({ filter, order, before: previous });
          back.unshift(...page.cases);
          previous = page.previous;
        }
        return { seen, back };
      }
      page = await room.board.page({ filter, order, after: page.next });
    }
  }

  it.each(CASE_ORDERS)('by %s hold every case once, forwards and back', async (order) => {
    const { seen, back } = await walk(order);
    expect(new Set(seen.map((one) => one.id)).size).toBe(COUNT);
    expect(seen.length).toBe(COUNT);
    expect(back).toEqual(seen.slice(0, 100));
    const key = (one: CaseSummary) =>
      ({
        logged: -one.number,
        received: -Date.parse(one.receivedDate),
        deadline: one.deadlineMs ?? Number.POSITIVE_INFINITY,
        last: -one.lastEvent.atMs,
        secrecy: 0,
      })[order];
    for (const [index, one] of seen.entries()) {
      if (index > 0) expect(key(one)).toBeGreaterThanOrEqual(key(seen[index - 1] as CaseSummary));
    }
  });

  it('hold what a filter lets through, with its count', async () => {
    const filter = { flags: ['emergency', 'unverified', 'open'], loggedBy: 'intake' } as const;
    const { seen } = await walk('logged', filter);
    expect(seen.length).toBe(13);
    expect(seen.every((one) => one.emergency && one.loggedBy === 'intake')).toBe(true);
    expect(await room.board.count(filter)).toBe(13);
    expect(await room.board.count({ flags: ['overdue'] })).toBe(
      (await walk('logged')).seen.filter((one) => one.deadlineMs !== null && one.deadlineMs < room.clock.now()).length,
    );
    const exported: CaseSummary[] = [];
    for await (const part of room.board.all({ filter, order: 'deadline' })) exported.push(...part);
    expect(exported).toEqual((await walk('deadline', filter)).seen);
  });
});

describe('a search', () => {
  it('finds a case by its number, its reference, an identifier, in every year, and nothing of it in the clear', async () => {
    const identifier = `05${'cd'.repeat(32)}`;
    const old = await room.contact({ reference: 'AB 1/25', receivedAt: '2025-03-01T10:00:00Z' });
    const own = await room.contact({ reference: 'AB 2/26', targets: [{ identifier }] });
    const found = async (search: string) => (await room.board.page({ filter: { search }, order: 'logged' })).cases;
    const ids = async (search: string) => (await found(search)).map((one) => one.id);
    expect(await ids(' ab 1/25 ')).toEqual([old]);
    expect(await ids(identifier.toUpperCase())).toEqual([own]);
    expect(await ids('2026-2')).toEqual([own]);
    expect(await ids('ler-2026-0001')).toEqual([old]);
    expect(await ids((await found('2026-1'))[0]?.publicId ?? '')).toEqual([old]);
    expect(await ids('nothing like it')).toEqual([]);
    const text = JSON.stringify(await room.database.query('SELECT * FROM case_board')).toLowerCase();
    expect(text).not.toContain('cdcd');
    expect(text).not.toContain('ab 2/26');
  });

  it('gives the reasons why a contact may be known already', async () => {
    const [one, other] = ['05aa', '05bb'];
    const first = await room.contact({ reference: 'STA 9', targets: [{ identifier: one }] });
    const suspect = { reference: ' sta 9', identifiers: ['05AA'], documents: [], country: 'CH', caseId: null };
    expect(await room.board.lookalikes({ ...suspect, receivedDate: '2026-02-14' })).toMatchObject([
      {
        summary: { id: first },
        reasons: [
          'has the same reference, from the same country',
          'names the same identifier, received 3 days earlier',
        ],
      },
    ]);
    const abroad = { ...suspect, country: 'DE', receivedDate: '2026-06-14' };
    expect(await room.board.lookalikes(abroad)).toEqual([]);
    expect(
      await room.board.lookalikes({ ...suspect, identifiers: [other], reference: null, receivedDate: '' }),
    ).toEqual([]);
  });
});

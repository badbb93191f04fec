/** The rules on random histories, and one by one on small ones. */
import fc from 'fast-check';
import { canonicalJson } from '../platform/canonical-json';
import type { CaseEvent, EventBody, ReceivedFacts } from './case-event';
import { receivedBody, someEvents, someHeldCase, someInstantMs } from './counting/history.fixture';
import { OUTCOMES } from './enumerations';
import { type Figures, shareInWords } from './figure';
import { logAsOf } from './log-as-of';
import { asQuarter, nextQuarter } from './quarter';
import { countLog, countQuarter, flowOf, PRIVATE_FIGURE_NAMES, recount } from './quarter-count';
import { toMs } from './zurich-time';

const QUARTERS = ['2025-Q4', '2026-Q1', '2026-Q2', '2026-Q3', '2026-Q4'].map(asQuarter);
const someQuarter = fc.constantFrom(...QUARTERS);
const value = (figures: Figures, name: string) => figures[name]?.value as number;
const history = (events: readonly CaseEvent[]) => ({ events, declared: [] });

describe('any history', () => {
  it('adds up: received is the sum of the outcomes', () => {
    fc.assert(
      fc.property(someEvents, someQuarter, someInstantMs, (events, quarter, asOf) => {
        const { figures, breakdowns } = countQuarter(history(events), quarter, asOf);
        const received = value(figures, 'received');
        expect(OUTCOMES.reduce((sum, outcome) => sum + value(figures, outcome), 0)).toBe(received);
        for (const dimension of ['country', 'process', 'kind']) {
          const rows = breakdowns.filter((row) => row.dimension === dimension);
          expect(rows.reduce((sum, row) => sum + row.received, 0)).toBe(received);
        }
      }),
    );
  });

  it('flows: what was open, came, reopened and closed gives what is open, from quarter to quarter', () => {
    fc.assert(
      fc.property(someEvents, someQuarter, someInstantMs, (events, quarter, asOf) => {
        const { flow, figures } = countQuarter(history(events), quarter, asOf);
        const of = (name: string) => value(flow, name);
        expect(of('open_start') + of('received') + of('reopened') - of('closed')).toBe(of('open_end'));
        expect(of('received')).toBe(value(figures, 'received'));
        const next = countQuarter(history(events), nextQuarter(quarter), asOf);
        expect(value(next.flow, 'open_start')).toBe(of('open_end'));
      }),
    );
  });

  it('is counted without what is dated later', () => {
    fc.assert(
      fc.property(someEvents, someQuarter, someInstantMs, (events, quarter, asOf) => {
        const earlier = events.filter((event) => toMs(event.at) <= asOf);
        expect(countQuarter(history(events), quarter, asOf)).toEqual(countQuarter(history(earlier), quarter, asOf));
      }),
    );
  });

  it('says the same, byte for byte, with or without a request whose existence is secret', () => {
    fc.assert(
      fc.property(someEvents, someHeldCase, someQuarter, someInstantMs, (events, held, quarter, asOf) => {
        const without = canonicalJson(countQuarter(history(events), quarter, asOf));
        expect(canonicalJson(countQuarter(history([...held, ...events]), quarter, asOf))).toBe(without);
      }),
    );
  });

  it('counts the same whatever the hashes are, as long as the same are alike: no figure needs a key', () => {
    fc.assert(
      fc.property(someEvents, someQuarter, someInstantMs, (events, quarter, asOf) => {
        const rekeyed = hashedAnew(events, (caseId) => yearOf(events, caseId));
        expect(countQuarter(history(rekeyed), quarter, asOf)).toEqual(countQuarter(history(events), quarter, asOf));
      }),
    );
  });

  it('counts what came after the key was destroyed as it counts the rest, but knows no distinct number any more', () => {
    const alone = (event: CaseEvent) => event.body.type !== 'merge';
    fc.assert(
      fc.property(someEvents, fc.subarray([0, 1, 2, 3]), someQuarter, someInstantMs, (some, late, quarter, asOf) => {
        const events = some.filter(alone);
        const isLate = (caseId: string) => late.some((id) => caseId === `case-${id}`);
        const after = hashedAnew(events, (caseId) => (isLate(caseId) ? caseId : yearOf(events, caseId))).map((event) =>
          isLate(event.caseId) ? { ...event, body: hashedApart(event.body) } : event,
        );
        const { identifiers_distinct: before, ...figures } = countQuarter(history(events), quarter, asOf).figures;
        const { identifiers_distinct: now, ...rest } = countQuarter(history(after), quarter, asOf).figures;
        expect(rest).toEqual(figures);
        const onTime = countQuarter(history(events.filter((one) => !isLate(one.caseId))), quarter, asOf);
        const isKnown = before?.value === onTime.figures.identifiers_distinct?.value;
        if (now?.status === 'exact') expect([now.value, isKnown]).toEqual([before?.value, true]);
        else expect(now).toMatchObject({ value: null, status: 'unknown' });
      }),
    );
  });

  it('is counted again from its ledger alone', () => {
    fc.assert(
      fc.property(someEvents, someQuarter, someInstantMs, (events, quarter, asOf) => {
        const count = countQuarter(history(events), quarter, asOf);
        const again = recount(count.ledger, quarter);
        const own = Object.entries(count.figures).filter(([name]) => !PRIVATE_FIGURE_NAMES.includes(name));
        expect(again).toEqual({
          figures: Object.fromEntries(own),
          flow: count.flow,
          breakdowns: count.breakdowns,
        });
      }),
    );
  });

  it('gives every figure its rules', () => {
    const { figures, flow } = countQuarter(history([]), asQuarter('2026-Q1'), 0);
    for (const one of [...Object.values(figures), ...Object.values(flow)]) {
      expect(one.rules.length).toBeGreaterThan(0);
      for (const rule of one.rules) expect(rule).toMatch(/^R([1-9]|1\d|20)$/);
    }
  });
});

/** Hashes under other keys: `keyOf` names the one of each case. */
function hashedAnew(events: readonly CaseEvent[], keyOf: (caseId: string) => string): CaseEvent[] {
  return events.map((event) => {
    const text = JSON.stringify(event.body).replaceAll(
      /"([0-9a-f]{64})"/g,
      (_, hash) => `"${keyOf(event.caseId)}${hash}"`,
    );
    return { ...event, body: JSON.parse(text) as EventBody };
  });
}

function yearOf(events: readonly CaseEvent[], caseId: string): string {
  const first = events.find((event) => event.caseId === caseId && event.body.type === 'received');
  return (first as CaseEvent<ReceivedFacts>).body.receivedDate.slice(0, 4);
}

function hashedApart(body: EventBody): EventBody {
  return body.type === 'received' ? { ...body, hashedApart: true } : body;
}

const Q1 = asQuarter('2026-Q1');
const AS_OF = '2026-12-31T00:00:00Z';

let ids = 0;
type Later = [at: string, body: EventBody];

function request(facts: Partial<ReceivedFacts>, ...later: Later[]): CaseEvent[] {
  ids += 1;
  const caseId = `case-${ids}`;
  const loggedAt = facts.receivedAt ?? '2026-02-11T10:00:00+01:00';
  return [
    { caseId, at: loggedAt, actor: 'intake', body: receivedBody(facts, ids) },
    ...later.map(([at, body]) => ({ caseId, at, actor: 'officer', body })),
  ];
}

const count = (events: readonly CaseEvent[], asOf = AS_OF, quarter = Q1) =>
  countQuarter(history(events), quarter, toMs(asOf));
const figure = (events: readonly CaseEvent[], name: string, asOf?: string) => value(count(events, asOf).figures, name);
const byCountry = (events: readonly CaseEvent[]) =>
  Object.fromEntries(
    count(events)
      .breakdowns.filter((row) => row.dimension === 'country')
      .map((row) => [row.code, row.received]),
  );

describe('R12, holds of existence', () => {
  const held = request({}, ['2026-02-12T10:00:00+01:00', { type: 'hold', scope: 'existence', until: '2026-05-01' }]);
  const caseId = held[0]?.caseId as string;
  const lift = (at: string): CaseEvent => ({ caseId, at, actor: 'officer', body: { type: 'hold_lift' } });

  it('hides from the order on, and never stops hiding by itself', () => {
    expect(figure(held, 'received', '2026-02-12T08:00:00Z')).toBe(1);
    expect(figure(held, 'received', '2026-02-12T09:00:00Z')).toBe(0);
    expect(figure(held, 'received', '2036-02-12T09:00:00Z')).toBe(0);
  });

  it('ends with the last day in Zurich, once it is lifted', () => {
    const lifted = [...held, lift('2026-04-01T00:00:00Z')];
    expect(figure(lifted, 'received', '2026-05-01T21:59:59Z')).toBe(0);
    expect(figure(lifted, 'received', '2026-05-01T22:00:00Z')).toBe(1);
  });

  it('is made longer also when it was lifted before its day, and not after it', () => {
    const longer = (at: string): CaseEvent => ({ ...lift(at), body: { type: 'extend_hold', until: '2026-06-01' } });
    const early = [...held, lift('2026-04-01T00:00:00Z')];
    const extended = [...early, longer('2026-04-30T00:00:00Z')];
    expect(figure(extended, 'received', '2026-06-01T21:59:59Z')).toBe(0);
    expect(figure(extended, 'received', '2026-06-01T22:00:00Z')).toBe(1);
    expect(figure([...early, longer('2026-05-01T22:00:00Z')], 'received', '2026-05-02T00:00:00Z')).toBe(1);
  });

  it('is hidden again by a later order, and not by other secrets', () => {
    const again: CaseEvent = {
      caseId,
      at: '2026-06-02T00:00:00Z',
      actor: 'officer',
      body: { type: 'hold', scope: 'existence', until: null },
    };
    expect(figure([...held, lift('2026-06-01T00:00:00Z'), again], 'received', '2026-06-03T00:00:00Z')).toBe(0);
    const notice = request({}, ['2026-02-12T10:00:00Z', { type: 'hold', scope: 'user_notice', until: null }]);
    expect(figure(notice, 'received')).toBe(1);
  });

  it('counts an order as ended once, and only one that was there', () => {
    const until = '2026-02-28';
    const two = request(
      {},
      ['2026-02-12T10:00:00Z', { type: 'hold_lift' }],
      ['2026-02-12T11:00:00Z', { type: 'hold', scope: 'existence', until }],
      ['2026-02-12T11:00:00Z', { type: 'hold', scope: 'user_notice', until }],
      ['2026-03-02T10:00:00Z', { type: 'hold_lift' }],
      ['2026-03-03T10:00:00Z', { type: 'hold_lift', scope: 'existence' }],
    );
    expect(figure(two, 'holds_ended')).toBe(2);
  });

  it('hides the duplicates of what it hides', () => {
    const duplicate = request({}, ['2026-02-13T10:00:00Z', { type: 'merge', into: caseId }]);
    expect(figure([...held, ...duplicate], 'received')).toBe(0);
  });
});

describe('R13, coarsening', () => {
  const from = (country: string, ...coarsen: 'country'[]) => request({ country, coarsen });

  it('lets the smallest bucket join one that is alone, the first by code of several', () => {
    expect(byCountry([...from('US', 'country'), ...from('DE'), ...from('FR'), ...from('CH'), ...from('CH')])).toEqual({
      undisclosed: 2,
      FR: 1,
      CH: 2,
    });
  });

  it('joins nothing to two, and nothing where nothing is left', () => {
    expect(byCountry([...from('US', 'country'), ...from('DE', 'country'), ...from('FR')])).toEqual({
      undisclosed: 2,
      FR: 1,
    });
    expect(byCountry(from('US', 'country'))).toEqual({ undisclosed: 1 });
  });

  it('never lets a secret request decide what is joined', () => {
    const hidden = request({ country: 'FR' }, [
      '2026-02-11T10:00:00+01:00',
      { type: 'hold', scope: 'existence', until: null },
    ]);
    expect(byCountry([...hidden, ...from('US', 'country'), ...from('FR')])).toEqual({ undisclosed: 2 });
  });
});

describe('other rules', () => {
  const target = (digit: string) => ({ hash: digit.repeat(64) });
  const close = (outcome: (typeof OUTCOMES)[number]): EventBody => ({ type: 'close', outcome });

  it('R4: duplicates count once, on the earliest day', () => {
    const root = request({ receivedAt: '2026-04-02T10:00:00Z', receivedDate: '2026-04-02', targets: [target('1')] });
    const early = request({ targets: [target('1')] }, [
      '2026-04-05T10:00:00Z',
      { type: 'merge', into: root[0]?.caseId as string },
    ]);
    const events = [...root, ...early];
    expect(figure(events, 'received')).toBe(1);
    expect(figure(events, 'identifiers_specified')).toBe(1);
    expect(value(count(events, AS_OF, asQuarter('2026-Q2')).figures, 'received')).toBe(0);
    expect(value(count(events, '2026-04-04T10:00:00Z', asQuarter('2026-Q2')).figures, 'received')).toBe(1);
  });

  it('R4: the time of duplicates runs from the earliest of them, where that is known to the minute', () => {
    const into = (root: CaseEvent[]): Later => [
      '2026-02-12T10:00:00Z',
      { type: 'merge', into: root[0]?.caseId as string },
    ];
    const root = () =>
      request({ receivedAt: '2026-02-11T10:00:00Z' }, ['2026-02-13T10:00:00Z', { type: 'close', outcome: 'rejected' }]);
    const [one, other, third] = [root(), root(), root()];
    const call = request({ receivedAt: '2026-02-10T10:00:00Z', receivedDate: '2026-02-10' }, into(one));
    expect(figure([...one, ...call], 'median_hours_to_decision')).toBe(72);
    expect(count([...one, ...call]).ledger[0]?.days).toBe(3);
    const [early, late] = ['2026-02-10T09:00:00Z', '2026-02-10T10:00:00Z'].map((receivedAt) =>
      request({ receivedAt, receivedDate: '2026-02-10' }, into(one)),
    ) as [CaseEvent[], CaseEvent[]];
    expect(figure([...one, ...early, ...late], 'median_hours_to_decision')).toBe(73);
    expect(figure([...one, ...late, ...early], 'median_hours_to_decision')).toBe(73);
    const letter = request({ precision: 'day', receivedAt: null, receivedDate: '2026-02-10' }, into(other));
    expect(count([...other, ...letter]).figures.median_hours_to_decision?.status).toBe('none');
    const sameDay = request({ precision: 'day', receivedAt: null, receivedDate: '2026-02-11' }, into(third));
    expect(figure([...third, ...sameDay], 'median_hours_to_decision')).toBe(48);
  });

  it('R5: categories of data, asked for and handed over, which reopening does not take back', () => {
    const given: EventBody = {
      type: 'close',
      items: [
        { result: 'disclosed', target: '1'.repeat(64), category: 'push_token' },
        { result: 'disclosed', target: '2'.repeat(64), category: 'push_token' },
        { result: 'no_data', target: '1'.repeat(64), category: 'ip_address' },
      ],
    };
    const events = [
      ...request(
        { categories: ['ip_address', 'identity'] },
        ['2026-02-20T10:00:00Z', given],
        ['2026-02-21T10:00:00Z', { type: 'reopen' }],
        ['2026-02-22T10:00:00Z', { type: 'close', items: [{ result: 'rejected', category: 'identity' }] }],
      ),
      ...request({ categories: ['ip_address'] }),
      ...request({}),
      ...request({ kind: 'preservation', categories: ['ip_address'] }),
    ];
    const row = (code: string) =>
      count(events).breakdowns.find((one) => one.dimension === 'category' && one.code === code);
    expect(row('ip_address')).toMatchObject({ received: 2, held: false, disclosed: 0 });
    expect(row('ip_address')?.outcomes).toMatchObject({ pending: 1, rejected: 1 });
    // What was handed over was asked for; the order is that of the list.
    expect(count(events).ledger.find((line) => line.categoriesDisclosed?.length === 1)?.categories).toEqual([
      'push_token',
      'ip_address',
      'identity',
    ]);
    expect(row('push_token')).toMatchObject({ received: 1, held: true, disclosed: 1 });
    expect(row('message_content')).toMatchObject({ received: 0, held: false, disclosed: 0 });
    expect(row('other')).toMatchObject({ received: 0, held: null });
    expect(row('unrecorded')).toMatchObject({ received: 1, disclosed: 0 });
  });

  it('R9: reopening returns to pending, and the flow counts every turn in its own quarter', () => {
    const events = request(
      {},
      ['2026-02-20T10:00:00Z', close('rejected')],
      ['2026-04-20T10:00:00Z', { type: 'reopen' }],
      ['2026-07-01T10:00:00Z', close('no_data')],
    );
    expect(figure(events, 'rejected', '2026-04-20T09:59:59Z')).toBe(1);
    expect(figure(events, 'pending', '2026-04-20T10:00:00Z')).toBe(1);
    expect(figure(events, 'no_data')).toBe(1);
    const flow = count(events, AS_OF, asQuarter('2026-Q2')).flow;
    expect(Object.values(flow).map((one) => one.value)).toEqual([0, 0, 1, 0, 1]);
  });

  it('R10: identifiers by request, distinct in the quarter, none for bulk demands', () => {
    const events = [
      ...request({ targets: [target('1'), target('1'), target('2')] }),
      ...request({ targets: [target('1')] }),
      ...request({ targets: [], targetCount: 4 }),
      ...request({ targets: [target('3')], bulk: true }),
    ];
    expect(figure(events, 'identifiers_specified')).toBe(7);
    expect(figure(events, 'identifiers_distinct')).toBe(2);
    expect(figure(events, 'bulk_requests')).toBe(1);
  });

  it('R10: of a merge over the turn of a year, identifiers under two keys are not twice as many', () => {
    const root = request({ receivedDate: '2026-01-02', targets: [target('1'), target('2')] });
    const into = root[0]?.caseId as string;
    const early = (...digits: string[]) =>
      request({ receivedDate: '2025-12-30', targets: digits.map(target) }, [
        '2026-01-05T10:00:00Z',
        { type: 'merge', into },
      ]);
    const of = (events: readonly CaseEvent[]) => {
      const { figures } = count([...root, ...events], AS_OF, asQuarter('2025-Q4'));
      return ['identifiers_specified', 'identifiers_distinct'].map((name) => value(figures, name));
    };
    expect(of(early('3', '4'))).toEqual([2, 2]);
    expect(of(early('3'))).toEqual([2, null]);
  });

  it('R7: shares are counted without what is pending, and printed by their size', () => {
    const events = [
      ...request({}, ['2026-02-20T10:00:00Z', close('disclosed_full')]),
      ...request({}, ['2026-02-20T10:00:00Z', close('rejected')]),
      ...request({}),
    ];
    expect(figure(events, 'disclosure_rate')).toBe(0.5);
    expect(count(request({})).figures.disclosure_rate).toMatchObject({ value: null, status: 'none' });
    expect([shareInWords(0, 0), shareInWords(1, 9), shareInWords(1, 16)]).toEqual(['n/a', '1 of 9', '1 of 16 (6.3 %)']);
    expect([shareInWords(1, 10), shareInWords(1, 2_000), shareInWords(1, 2_001), shareInWords(16, 16)]).toEqual([
      '1 of 10 (10.0 %)',
      '1 of 2000 (0.1 %)',
      '1 of 2001 (0.0 %)',
      '16 of 16 (100.0 %)',
    ]);
  });

  it('R16: a declared quarter knows what was declared and nothing else', () => {
    const declared = [{ quarter: '2023-Q2', received: 6, statement: null, sha256: null }];
    const legacy = countQuarter({ events: request({}), declared }, asQuarter('2023-Q2'), toMs(AS_OF));
    expect(legacy.figures.received).toMatchObject({ value: 6, status: 'exact' });
    expect(legacy.figures.rejected).toMatchObject({ value: null, status: 'unknown' });
    expect(legacy.unknown).toContain('flow.open_start');
  });

  it('R18: who was told is known only when it is known of each', () => {
    const disclosed: EventBody = { type: 'close', items: [{ result: 'disclosed', target: '1'.repeat(64) }] };
    const told: EventBody = { type: 'user_notice', target: '1'.repeat(64), notice: 'notified_after' };
    expect(count(request({}, ['2026-02-20T10:00:00Z', disclosed])).figures.notified_after?.status).toBe('unknown');
    const both = request({}, ['2026-02-20T10:00:00Z', disclosed], ['2026-02-21T10:00:00Z', told]);
    expect(figure(both, 'notified_after')).toBe(1);
    expect(figure(both, 'accounts_disclosed')).toBe(1);
  });

  it('R19: hours are elapsed ones, over a change of the clocks too, and only of precise times', () => {
    const night = request({ receivedAt: '2026-03-28T12:00:00+01:00', receivedDate: '2026-03-28' }, [
      '2026-03-29T12:00:00+02:00',
      close('rejected'),
    ]);
    const letter = request({ precision: 'day', receivedAt: null }, ['2026-02-20T10:00:00Z', close('rejected')]);
    expect(figure([...night, ...letter], 'median_hours_to_decision')).toBe(23);
    const morning = request({ receivedAt: '2026-01-10T02:30:00+01:00', receivedDate: '2026-01-10' }, [
      '2026-01-10T12:30:00+01:00',
      close('rejected'),
    ]);
    expect(figure([...night, ...morning], 'median_hours_to_decision')).toBe(16.5);
    expect(count(letter).figures.median_hours_to_decision?.status).toBe('none');
  });
});

it('says of the flow alone what it says with everything else', () => {
  fc.assert(
    fc.property(someEvents, someInstantMs, someQuarter, (events, asOf, quarter) => {
      const log = logAsOf(history(events), asOf);
      const [count] = countLog(log, [quarter]);
      expect(flowOf(log, quarter)).toEqual({ legacy: count?.legacy, flow: count?.flow });
    }),
  );
});

/** Import files: what they mean, and what is refused, with every fault and its place. */
import { historyOfFile, ImportRefused, measuredFile } from './import';
import { printedFigures } from './printed-figures';
import { asQuarter } from './quarter';
import { countQuarter } from './quarter-count';
import { toMs } from './zurich-time';

const request = (changes: object = {}) => ({
  ref: 'a',
  kind: 'information_demand',
  country: 'CH',
  process: 'ch_prosecutor_order',
  receivedAt: '2026-02-11T10:00:00+01:00',
  ...changes,
});
const file = (...requests: unknown[]) => ({ format: 'requests/1', requests });

function figures(content: unknown, quarter = '2026-Q1', asOf = '2026-04-10T09:00:00+02:00') {
  const history = historyOfFile(JSON.stringify(content));
  return printedFigures(countQuarter(history, asQuarter(quarter), toMs(asOf)), asOf);
}

function faults(content: unknown): string[] {
  try {
    historyOfFile(typeof content === 'string' ? content : JSON.stringify(content));
  } catch (error) {
    if (error instanceof ImportRefused) return error.faults.map(({ place, message }) => `${place}: ${message}`);
    throw error;
  }
  return [];
}

describe('figures of a file', () => {
  it('prints exactly the keys of the format, in their order', () => {
    const closed = request({
      targets: ['05AB ', '05ab', '05cd'],
      events: [
        {
          at: '2026-02-20T10:00:00+01:00',
          type: 'close',
          items: ['disclosed', 'rejected'],
          accountsDisclosed: ['05AB'],
        },
      ],
    });
    expect(JSON.stringify(figures(file(closed)))).toBe(
      '{"quarter":"2026-Q1","asOf":"2026-04-10T09:00:00+02:00","received":1,"pending":0,"rejected":0,"no_data":0,' +
        '"answered_public_info":0,"withdrawn":0,"disclosed_partial":1,"disclosed_full":0,"information_demands":1,' +
        '"informal_inquiries":0,"emergency":0,"preservation_received":0,"technical_assistance_received":0,' +
        '"removal_received":0,"non_government_received":0,"impostor_excluded":0,"bulk_requests":0,' +
        '"identifiers_specified":2,"identifiers_distinct":2,"accounts_disclosed":1,"by_country":{"CH":1},' +
        '"by_process":{"ch_prosecutor_order":1},"flow":{"open_start":0,"received":1,"reopened":0,"closed":1,"open_end":0}}',
    );
  });

  it('prints null for what a declared quarter does not say', () => {
    const printed = figures({ ...file(), declared: [{ quarter: '2023-Q2', received: 6 }] }, '2023-Q2');
    const { quarter, asOf, received, flow, ...rest } = printed;
    expect([quarter, received]).toEqual(['2023-Q2', 6]);
    expect(new Set(Object.values(rest))).toEqual(new Set([null]));
    expect(flow).toEqual({ open_start: null, received: 6, reopened: null, closed: null, open_end: null });
  });

  it('takes letters by their stamped day, whatever the instant beside it', () => {
    const letter = request({ precision: 'day', receivedDate: '2026-03-31', receivedAt: '2026-04-02T10:00:00+02:00' });
    expect(figures(file(letter))).toMatchObject({ received: 1 });
  });

  it('counts what was logged, and events dated, by the instant', () => {
    const late = request({
      loggedAt: '2026-04-10T09:00:01+02:00',
      events: [{ at: '2026-02-20T10:00:00Z', type: 'close', outcome: 'rejected' }],
    });
    expect(figures(file(late))).toMatchObject({ received: 0 });
    expect(figures(file(late), '2026-Q1', '2026-04-10T07:00:01Z')).toMatchObject({ received: 1, rejected: 1 });
  });

  it('reads events in the order of their dates, not of their lines', () => {
    const swapped = request({
      events: [
        { at: '2026-03-20T10:00:00Z', type: 'reopen' },
        { at: '2026-02-20T10:00:00Z', type: 'close', outcome: 'rejected' },
      ],
    });
    expect(figures(file(swapped))).toMatchObject({ pending: 1, flow: { reopened: 1, closed: 1, open_end: 1 } });
  });
});

it('compares identifiers over the turn of a year, for a file has no keys', () => {
  const letter = request({ ref: 'b', receivedAt: '2025-12-30T10:00:00Z', targets: ['05AB', '05cd'] });
  const events = [{ at: '2026-01-05T10:00:00Z', type: 'merge', into: 'b' }];
  const mail = request({ receivedAt: '2026-01-02T10:00:00Z', targets: ['05ab', '05ef'], events });
  expect(figures(file(letter, mail), '2025-Q4')).toMatchObject({
    ...{ received: 1, identifiers_specified: 3, identifiers_distinct: 3 },
  });
});

describe('remarks on a good file', () => {
  it('name fields that nobody reads, and requests of declared quarters', () => {
    const odd = request({ coarsn: ['country'], events: [{ at: '2026-02-20T10:00:00Z', type: 'note', text: 'x' }] });
    const { remarks } = measuredFile(JSON.stringify({ ...file(odd), declared: [{ quarter: '2026-Q1', received: 3 }] }));
    expect(remarks).toEqual([
      expect.stringContaining('requests[0] ("a").coarsn: is no field'),
      expect.stringContaining('requests[0] ("a").events[0].text: is no field'),
      expect.stringContaining('is not counted, for 2026-Q1 is declared'),
    ]);
  });

  it('name what is misspelt around the requests, and what contradicts itself', () => {
    const events = [{ at: '2026-02-10T22:00:00Z', type: 'close', outcome: 'rejected', items: ['disclosed'] }];
    const declared = [{ quarter: '2023-Q2', received: 6, sha: 'x' }];
    expect(measuredFile(JSON.stringify({ ...file(request({ events })), declared, requsts: [] })).remarks).toEqual([
      'file.requsts: is no field of the format and is not read',
      'declared[0].sha: is no field of the format and is not read',
      'requests[0] ("a").events[0].at: lies before the day it was received',
      'requests[0] ("a").events[0].outcome: is not read, for the items make it disclosed_full (R5)',
    ]);
  });
});

describe('a total that the predecessor published', () => {
  const measured = (received: number, quarter = '2023-Q2') =>
    measuredFile(JSON.stringify({ ...file(), declared: [{ quarter, received, statement: 'as printed' }] }));

  it('may be stated again, with its statement', () => {
    expect(measured(6)).toMatchObject({ declared: 1 });
    expect(measured(7, '2022-Q2')).toMatchObject({ declared: 1 });
  });

  it('is not replaced by another one, and every such place is named', () => {
    const declared = [
      { quarter: '2023-Q2', received: 7 },
      { quarter: '2023-Q3', received: 19 },
      { quarter: '2024-Q4', received: 0 },
    ];
    expect(() => measuredFile(JSON.stringify({ ...file(), declared }))).toThrow(
      /declared\[0\]\.received: the predecessor published 6 for 2023-Q2;.*\n.*declared\[2\]\.received: the predecessor published 8/,
    );
  });

  it('is all that is counted of its quarter', () => {
    const inside = request({ receivedAt: '2023-08-11T10:00:00+02:00' });
    expect(measuredFile(JSON.stringify(file(inside))).remarks).toEqual([
      'requests[0] ("a"): is not counted, for 2023-Q3 is declared',
    ]);
  });
});

describe('a bad file', () => {
  it('is refused with every fault at once', () => {
    const bad = {
      format: 'requests/2',
      timeZone: 'UTC',
      declared: [
        { quarter: '2023-Q5', received: -1 },
        { quarter: '2023-Q2', received: 1 },
        { quarter: '2023-Q2', received: 1.5 },
      ],
      requests: [
        request({ receivedAt: '2026-02-30T10:00:00+01:00', country: 'ch', relatedTo: 'nobody' }),
        request({ kind: 'order', events: [{ at: '2026-02-20', type: 'shut' }] }),
        { ...request({ events: [{ at: '2026-02-20T10:00:00', type: 'close', outcome: 'lost' }] }), ref: undefined },
        request({ ref: 'b', precision: 'day', events: [{ at: '2026-03-01T10:00:00Z', type: 'merge', into: 'x' }] }),
        'c',
      ],
    };
    expect(faults(bad)).toEqual([
      expect.stringMatching(/^format: must be "requests/),
      expect.stringMatching(/^timeZone: must be "Europe/),
      expect.stringMatching(/^declared\[0\]\.quarter: must be a quarter/),
      expect.stringMatching(/^declared\[0\]\.received: must not be negative/),
      expect.stringMatching(/^declared\[2\]\.received: must be a whole number/),
      expect.stringMatching(/^requests\[0\] \("a"\)\.country: must be a country/),
      expect.stringMatching(/^requests\[0\] \("a"\)\.receivedAt: must be an instant/),
      expect.stringMatching(/^requests\[1\] \("a"\)\.kind: must be one of information_demand/),
      expect.stringMatching(/^requests\[1\] \("a"\)\.events\[0\]\.type: must be an event whose type is one of close/),
      expect.stringMatching(/^requests\[2\]\.ref: must be the ref/),
      expect.stringMatching(/^requests\[2\]\.events\[0\]\.at: must be an instant/),
      expect.stringMatching(/^requests\[2\]\.events\[0\]\.outcome: must be one of pending/),
      expect.stringMatching(/^requests\[4\]: must be an object/),
      expect.stringMatching(/^declared\[2\]\.quarter: is declared in declared\[1\] already/),
      expect.stringMatching(/^requests\[1\] \("a"\): has the ref of requests\[0\] again/),
      expect.stringMatching(/^requests\[0\] \("a"\)\.relatedTo: there is no request with the ref "nobody"/),
      expect.stringMatching(/^requests\[3\] \("b"\)\.events\[0\]\.into: there is no request with the ref "x"/),
      expect.stringMatching(/^requests\[3\] \("b"\)\.receivedDate: is required/),
    ]);
  });

  it.each<[string, unknown, RegExp]>([
    ['text that is no JSON', '{', /^file: is not JSON/],
    ['a list', [], /^file: /],
    ['a minute without an instant', file(request({ receivedAt: null })), /receivedAt: is required/],
    [
      'a circle of merges',
      file(
        request({ events: [{ at: '2026-03-01T10:00:00Z', type: 'merge', into: 'b' }] }),
        request({ ref: 'b', events: [{ at: '2026-03-01T10:00:00Z', type: 'merge', into: 'a' }] }),
      ),
      /circle/,
    ],
    [
      'a request merged into itself',
      file(request({ events: [{ at: '2026-03-01T10:00:00Z', type: 'merge', into: 'a' }] })),
      /circle/,
    ],
    [
      'a close without an outcome',
      file(request({ events: [{ at: '2026-03-01T10:00:00Z', type: 'close' }] })),
      /needs an outcome/,
    ],
    [
      'public information for a demand',
      file(request({ events: [{ at: '2026-03-01T10:00:00Z', type: 'close', outcome: 'answered_public_info' }] })),
      /R5/,
    ],
    [
      'an unknown reclassification',
      file(request({ events: [{ at: '2026-03-01T10:00:00Z', type: 'reclassify', field: 'process', to: 'x' }] })),
      /events\[0\]\.to: must be one of/,
    ],
    [
      'a hold to no day',
      file(
        request({ events: [{ at: '2026-03-01T10:00:00Z', type: 'hold', scope: 'existence', until: '2026-13-01' }] }),
      ),
      /until: must be a date/,
    ],
    [
      'a year that misses its century',
      file(request({ receivedAt: '0026-02-11T10:00:00Z' })),
      /receivedAt: must not lie/,
    ],
    [
      'a letter of such a year',
      file(request({ precision: 'day', receivedDate: '0026-02-11' })),
      /receivedDate: must not lie/,
    ],
    ['an empty identifier', file(request({ targets: [' '] })), /targets\[0\]: must be an identifier/],
  ])('is refused for %s', (_name, content, message) => {
    expect(faults(content)).toEqual(expect.arrayContaining([expect.stringMatching(message)]));
  });

  it('is not one because its merges are many', () => {
    const into = (index: number) => [{ at: '2026-03-01T10:00:00Z', type: 'merge', into: `r${index}` }];
    const chain = Array.from({ length: 3_000 }, (_, index) =>
      request({ ref: `r${index}`, events: index === 0 ? [] : into(index - 1) }),
    );
    expect(faults(file(...chain))).toEqual([]);
    expect(faults(file(...chain, request({ ref: 'x', events: into(5) }), request({ events: into(5) })))).toEqual([]);
    expect(faults(file({ ...chain[0], events: into(2_999) }, ...chain.slice(1)))).toHaveLength(3_000);
  });
});

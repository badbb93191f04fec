/** Namespaces: ascending, unique, int16, or refused. */
import fc from 'fast-check';
import { hostileValue, valueOrRefusal } from './hostile-input.fixture';
import { MOST_NAMESPACES, readNamespaces } from './namespaces';
import { ProtocolError } from './protocol-error';

describe('namespaces', () => {
  it('are any ascending unique int16', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: -32768, max: 32767 }), { minLength: 1 }), (list) => {
        const ascending = [...list].sort((a, b) => a - b);
        expect(readNamespaces(ascending)).toEqual(ascending);
        if (ascending.length > 1) expect(() => readNamespaces(ascending.reverse())).toThrow(ProtocolError);
      }),
    );
    expect(readNamespaces([-400, 0])).toEqual([-400, 0]);
    expect(Object.is(readNamespaces(JSON.parse('[-0]'))[0], 0)).toBe(true);
  });

  it('are no more than a request to a node can hold for each of a thousand accounts', () => {
    const list = Array.from({ length: MOST_NAMESPACES + 1 }, (_, index) => index - 32_768);
    expect(readNamespaces(list.slice(1))).toHaveLength(MOST_NAMESPACES);
    expect(() => readNamespaces(list)).toThrow(ProtocolError);
  });

  it.each([
    null,
    undefined,
    '0',
    0,
    {},
    { length: 1, 0: 0 },
    [],
    [0, 0],
    [-0, 0],
    [1, 0],
    [-32769],
    [32768],
    [70000],
    [0.5],
    [true],
    ['0'],
    [null],
    [[0]],
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    [2 ** 53],
    new Array(3),
  ])('are not %j', (value) => {
    expect(() => readNamespaces(value)).toThrow(ProtocolError);
  });

  it('are nothing else', () => {
    fc.assert(
      fc.property(fc.oneof(hostileValue(), fc.array(hostileValue(), { maxLength: 3 })), (value) => {
        const list = valueOrRefusal(() => readNamespaces(value));
        for (const namespace of list ?? []) expect(Number.isInteger(namespace)).toBe(true);
      }),
    );
  });
});

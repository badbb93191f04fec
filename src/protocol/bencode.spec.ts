/** Bencode: recorded frames round trip, one spelling per value, hostile bytes bounded. */
import fc from 'fast-check';
import monitor from '../../test/vectors/monitor.json';
import { type BencodeValue, decodeBencode, encodeBencode } from './bencode';
import { hostileBytes, valueOrRefusal } from './hostile-input.fixture';
import { ProtocolError } from './protocol-error';

const decode = (text: string) => decodeBencode(Buffer.from(text, 'latin1'));

const recorded = monitor.owner.steps
  .flatMap((step) => ('frames_hex' in step ? (step.frames_hex ?? []) : []))
  .map((frame) => Buffer.from(frame, 'hex'))
  .filter((frame) => /^[dl].*e$/s.test(frame.toString('latin1')));

const { value: anyValue } = fc.letrec<{ value: BencodeValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
    fc.maxSafeInteger(),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
    fc.array(tie('value'), { maxLength: 5 }),
    fc
      .array(fc.tuple(fc.uint8Array({ maxLength: 8 }), tie('value')), { maxLength: 5 })
      .map((entries) => new Map(entries.map(([key, entry]) => [Buffer.from(key).toString('latin1'), entry]))),
  ),
}));

describe('bencode', () => {
  it('round-trips every recorded frame', () => {
    expect(recorded).toHaveLength(4);
    for (const frame of recorded) expect(encodeBencode(decodeBencode(frame)).equals(frame)).toBe(true);
  });

  it('decodes what it encodes, and encodes it again to the same bytes', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const bytes = encodeBencode(value);
        expect(encodeBencode(decodeBencode(bytes)).equals(bytes)).toBe(true);
      }),
    );
  });

  it('keeps 64-bit integers exact and sorts keys by their bytes', () => {
    expect(decode('i18446744073709551615e')).toBe(18446744073709551615n);
    expect(decode('i-9223372036854775808e')).toBe(-(2n ** 63n));
    expect(decode('i9007199254740991e')).toBe(Number.MAX_SAFE_INTEGER);
    expect(decode('i9007199254740992e')).toBe(2n ** 53n);
    const map = new Map([
      ['\xff', 1],
      ['a', 2],
      ['__proto__', 3],
    ]);
    expect(encodeBencode(map).toString('latin1')).toBe('d9:__proto__i3e1:ai2e1:\xffi1ee');
  });

  it.each([
    '',
    'e',
    'i',
    'ie',
    'i-e',
    'i-0e',
    'i01e',
    'i1',
    'i1.0e',
    'i 1e',
    'i18446744073709551616e',
    'i-9223372036854775809e',
    `i${'9'.repeat(100_000)}e`,
    '1',
    '1:',
    ':a',
    '01:a',
    '-1:a',
    '+1:a',
    '99999999999:',
    `${'9'.repeat(100_000)}:`,
    '2:a',
    '1:ab',
    'l',
    'l1:a',
    'd',
    'd1:ae',
    'di1e1:ae',
    'd1:ai1e1:ai2ee',
    'd1:bi1e1:ai2ee',
    'lee',
    'n',
  ])('refuses %#', (text) => {
    expect(() => decode(text)).toThrow(ProtocolError);
  });

  it('bounds depth and number of values', () => {
    expect(decode('l'.repeat(31) + 'e'.repeat(31))).toBeDefined();
    expect(() => decode('l'.repeat(5_000_000))).toThrow(ProtocolError);
    expect(() => decode('d1:a'.repeat(1_000_000))).toThrow(ProtocolError);
    expect(decode(`l${'0:'.repeat(9_999)}e`)).toHaveLength(9_999);
    expect(() => decode(`l${'0:'.repeat(1_000_000)}e`)).toThrow(ProtocolError);
  });

  it('fails in no other way, and never holds more bytes than it was given', () => {
    fc.assert(
      fc.property(hostileBytes(...recorded.slice(0, 4)), (bytes) => {
        const value = valueOrRefusal(() => decodeBencode(bytes));
        if (value !== undefined) expect(encodeBencode(value).equals(bytes)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('does not encode what bencode cannot say', () => {
    const deep = Array.from({ length: 40 }).reduce<BencodeValue>((inner) => [inner], 1);
    for (const value of [1.5, Number.NaN, 2 ** 53, 2n ** 64n, deep, null, 'text', undefined]) {
      expect(() => encodeBencode(value as BencodeValue)).toThrow(ProtocolError);
    }
  });
});

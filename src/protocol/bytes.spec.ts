/** Hex and base64: exact lengths, one spelling each, nothing slipping through. */
import fc from 'fast-check';
import { bytesFromHex, bytesFromText } from './bytes';
import { hostileValue, valueOrRefusal } from './hostile-input.fixture';
import { ProtocolError } from './protocol-error';

const anyBytes = fc.uint8Array({ minLength: 1, maxLength: 80 }).map((bytes) => Buffer.from(bytes));

describe('bytes from text', () => {
  it('reads hex of either case and base64 with or without padding', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const hex = bytes.toString('hex');
        const base64 = bytes.toString('base64');
        expect(bytesFromHex(hex.toUpperCase(), bytes.length).equals(bytes)).toBe(true);
        if (bytes.length < 3) return; // too short to tell the alphabets apart by length
        for (const text of [hex, hex.toUpperCase(), base64, base64.replace(/=+$/, '')]) {
          expect(bytesFromText(text, bytes.length).equals(bytes)).toBe(true);
        }
      }),
    );
  });

  it.each([
    ['too short', 'ab'.repeat(31)],
    ['too long', 'ab'.repeat(33)],
    ['odd', `${'ab'.repeat(31)}a`],
    ['no hex digit', `${'ab'.repeat(31)}zz`],
    ['a digit whose low byte is a hex digit', `${'ab'.repeat(31)}\u0161\u0161`],
    ['a space at the end', `${'ab'.repeat(31)}a `],
    ['a line feed at the end', `${'ab'.repeat(31)}a\n`],
    ['0x', `0x${'ab'.repeat(31)}`],
    ['base64 with stray bits', `${'A'.repeat(42)}B`],
    ['base64 of the other alphabet', `${'-'.repeat(42)}A`],
    ['base64 padded twice', `${'A'.repeat(42)}==`],
    ['base64 padded inside', `${'A'.repeat(20)}=${'A'.repeat(22)}`],
    ['empty', ''],
  ])('refuses text that is %s', (_fault, text) => {
    expect(() => bytesFromHex(text, 32)).toThrow(ProtocolError);
    expect(() => bytesFromText(text, 32)).toThrow(ProtocolError);
  });

  it('refuses everything else with a ProtocolError that does not repeat it', () => {
    fc.assert(
      fc.property(hostileValue(), (value) => {
        const bytes = valueOrRefusal(() => bytesFromText(value, 32));
        if (bytes !== undefined) expect(bytes).toHaveLength(32);
        expect(valueOrRefusal(() => bytesFromHex(value as string, 32)) ?? Buffer.alloc(32)).toHaveLength(32);
      }),
    );
    const secret = 'c0ffee'.repeat(10);
    expect(() => bytesFromText(secret, 32)).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('c0ffee') }),
    );
  });
});

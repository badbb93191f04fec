/** Subaccount tokens: rights, prefixes, lengths. */
import { AccountId } from './account-id';
import { ProtocolError } from './protocol-error';
import { ANY_PREFIX, DELETE, READ, SubaccountToken, WRITE } from './subaccount';

const key = Buffer.alloc(32, 7);
const token = (prefix: number, flags: number) =>
  SubaccountToken.parse(Buffer.concat([Buffer.of(prefix, flags, 0, 0), key]));
const group = AccountId.fromBytes(Buffer.alloc(33, 3));
const person = AccountId.fromBytes(Buffer.alloc(33, 5));

describe('a subaccount token', () => {
  it('names prefix, flags and key', () => {
    const read = token(3, READ | WRITE);
    expect([read.prefix, read.flags]).toEqual([3, 3]);
    expect(read.key.equals(key)).toBe(true);
    expect(read.bytes.toString('hex')).toBe(`03030000${'07'.repeat(32)}`);
  });

  it('grants what its flags name, on accounts of its prefix or of any', () => {
    expect(token(3, READ).grants(group, READ)).toBe(true);
    expect(token(3, READ).grants(group, WRITE)).toBe(false);
    expect(token(3, READ).grants(group, READ | WRITE)).toBe(false);
    expect(token(3, WRITE | DELETE).grants(group, READ)).toBe(false);
    expect(token(3, READ).grants(person, READ)).toBe(false);
    expect(token(3, READ | ANY_PREFIX).grants(person, READ)).toBe(true);
    expect(token(0xff, ANY_PREFIX).grants(person, READ)).toBe(false);
  });

  it('has 36 bytes of its own', () => {
    for (const length of [0, 35, 37]) {
      expect(() => SubaccountToken.parse(Buffer.alloc(length, 3))).toThrow(ProtocolError);
    }
    const bytes = Buffer.alloc(36, 3);
    const parsed = SubaccountToken.parse(bytes);
    bytes.fill(0);
    expect(parsed.prefix).toBe(3);
  });
});

/** Accounts: what is one, who owns it, and that none is ever shown. */
import { inspect } from 'node:util';
import fc from 'fast-check';
import recorded from '../../test/vectors/delegated-retrieve.json';
import { AccountId, x25519OfEd25519 } from './account-id';
import { hostileValue, valueOrRefusal } from './hostile-input.fixture';
import { ProtocolError } from './protocol-error';

const hex = (text: string) => Buffer.from(text, 'hex');

/** Ed25519 points of order 1, 2, 4 and 8, and spellings of y beyond p. */
const SMALL_ORDER = [
  '0100000000000000000000000000000000000000000000000000000000000000',
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0000000000000000000000000000000000000000000000000000000000000080',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
];

describe('an account', () => {
  const account = AccountId.parse(recorded.account.session_id);

  it('is read from hex and base64, and compares by its hex', () => {
    const bytes = hex(recorded.account.session_id);
    expect(account.hex).toBe(recorded.account.session_id);
    expect(account.prefix).toBe(5);
    expect(account.key.toString('hex')).toBe(recorded.account.x25519_pk);
    expect(account.bytes.equals(bytes)).toBe(true);
    for (const text of [account.hex.toUpperCase(), bytes.toString('base64')]) {
      expect(AccountId.parse(text).equals(account)).toBe(true);
    }
    expect(AccountId.parse(`03${recorded.account.x25519_pk}`).equals(account)).toBe(false);
  });

  it('keeps its own copy of the bytes', () => {
    const bytes = hex(recorded.account.session_id);
    const own = AccountId.fromBytes(bytes);
    bytes.fill(0);
    expect(own.bytes.toString('hex')).toBe(recorded.account.session_id);
  });

  it('shows itself in no way of printing', () => {
    const shown = [
      `${account}`,
      JSON.stringify({ account }),
      inspect({ account }, { showHidden: true, depth: 9 }),
      inspect(account, { customInspect: false, showHidden: true }),
      JSON.stringify({ ...account }),
      new Error(`${account}`).message,
    ];
    for (const text of shown) expect(text).not.toContain(account.hex.slice(2, 12));
    expect(JSON.stringify([account])).toBe('["[account]"]');
  });

  it('belongs to the Ed25519 key it was made from, a group to its own key', () => {
    const owner = hex(recorded.account.ed25519_pk);
    const other = hex(recorded.delegate.ed25519_pk);
    expect(x25519OfEd25519(owner)?.toString('hex')).toBe(recorded.account.x25519_pk);
    expect(account.isOwnedBy(owner)).toBe(true);
    expect(account.isOwnedBy(other)).toBe(false);
    const group = AccountId.parse(`03${recorded.account.ed25519_pk}`);
    expect(group.isOwnedBy(owner)).toBe(true);
    expect(group.isOwnedBy(hex(recorded.account.x25519_pk))).toBe(false);
    expect(group.isOwnedBy(owner.subarray(1))).toBe(false);
  });

  it.each(SMALL_ORDER)('belongs to no key of small order: %s', (key) => {
    expect(x25519OfEd25519(hex(key))).toBeUndefined();
    expect(account.isOwnedBy(hex(key))).toBe(false);
    expect(AccountId.parse(`03${key}`).isOwnedBy(hex(key))).toBe(false);
  });

  it.each(['00', '01', '04', '06', '15', '25', 'ff'])('does not begin with %s', (prefix) => {
    expect(() => AccountId.parse(prefix + recorded.account.x25519_pk)).toThrow(ProtocolError);
  });

  it('is nothing else', () => {
    fc.assert(
      fc.property(hostileValue(), (value) => {
        const parsed = valueOrRefusal(() => AccountId.parse(value));
        if (parsed !== undefined) expect(parsed.hex).toMatch(/^0[35][0-9a-f]{64}$/);
      }),
      { numRuns: 1000 },
    );
    for (const length of [0, 32, 34]) {
      expect(() => AccountId.fromBytes(Buffer.alloc(length, 5))).toThrow(ProtocolError);
    }
  });
});

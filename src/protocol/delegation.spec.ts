/** Delegations: the recorded one verifies; any right, byte, key or owner other than the exact ones does not. */
import fc from 'fast-check';
import recorded from '../../test/vectors/delegated-retrieve.json';
import { AccountId } from './account-id';
import { delegateKeyFor, delegationToken, verifyDelegation } from './delegation';
import { ProtocolError } from './protocol-error';
import { signEd25519, verifyEd25519 } from './signed-messages';

const hex = (text: string) => Buffer.from(text, 'hex');
const account = AccountId.parse(recorded.account.session_id);
const owner = hex(recorded.account.ed25519_pk);
const ownerSecret = Buffer.concat([hex(recorded.account.ed25519_seed), owner]);
const delegate = hex(recorded.delegate.ed25519_pk);
const token = hex(recorded.token_hex);
const signature = Buffer.from(recorded.token_sig_b64, 'base64');

describe('a delegation', () => {
  it('is the token a storage server accepted', () => {
    expect(delegationToken(account, delegate).toString('hex')).toBe(recorded.token_hex);
    expect(signEd25519(ownerSecret, token).equals(signature)).toBe(true);
    expect(verifyDelegation(account, owner, delegate, token, signature)).toBe(true);
  });

  it('holds for a group under its own key', () => {
    const group = AccountId.parse(`03${recorded.account.ed25519_pk}`);
    const groupToken = delegationToken(group, delegate);
    const groupSignature = signEd25519(ownerSecret, groupToken);
    expect(verifyDelegation(group, owner, delegate, groupToken, groupSignature)).toBe(true);
    expect(verifyDelegation(account, owner, delegate, groupToken, groupSignature)).toBe(false);
  });

  it('holds with no other byte in the token, even if the owner signed it', () => {
    fc.assert(
      fc.property(fc.nat({ max: 35 }), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const other = Buffer.from(token);
        other.writeUInt8(other.readUInt8(at) ^ flip, at);
        expect(verifyDelegation(account, owner, delegate, other, signEd25519(ownerSecret, other))).toBe(false);
      }),
    );
    const longer = Buffer.concat([token, Buffer.alloc(1)]);
    expect(verifyDelegation(account, owner, delegate, longer, signEd25519(ownerSecret, longer))).toBe(false);
    expect(verifyDelegation(account, owner, delegate, Buffer.alloc(0), signature)).toBe(false);
  });

  it('holds under no other signature, owner or delegate', () => {
    const stranger = delegateKeyFor(Buffer.alloc(32, 1), account);
    expect(verifyDelegation(account, owner, delegate, token, Buffer.alloc(64))).toBe(false);
    expect(verifyDelegation(account, owner, delegate, token, signature.subarray(1))).toBe(false);
    expect(verifyDelegation(account, stranger.publicKey, delegate, token, signEd25519(stranger.secretKey, token))).toBe(
      false,
    );
    expect(verifyDelegation(account, Buffer.alloc(31), delegate, token, signature)).toBe(false);
    expect(verifyDelegation(account, owner, stranger.publicKey, token, signature)).toBe(false);
  });
});

describe('a delegate key', () => {
  const master = Buffer.alloc(32, 0x42);

  it('is the same for ever for one account and master key', () => {
    const first = delegateKeyFor(master, account);
    expect(delegateKeyFor(Buffer.from(master), AccountId.parse(account.hex)).publicKey.equals(first.publicKey)).toBe(
      true,
    );
    // Pinned, the seed computed with another library: another derivation would orphan every delegation in use.
    expect(first.secretKey.toString('hex', 0, 32)).toBe(
      '9d8fe1950b3e8ba7a4255720a08b4ea0e8eed253799a0593a23ece3319af5e80',
    );
    expect(first.publicKey.toString('hex')).toBe('e392ceceeb1d1084180c1df58f0cbff7866fd2c3c4c583b2dc14b86b735922f3');
    const message = Buffer.from('retrieve1');
    expect(verifyEd25519(first.publicKey, message, signEd25519(first.secretKey, message))).toBe(true);
  });

  it('is another for every other account, kind of account and master key', () => {
    const keys = [
      delegateKeyFor(master, account),
      delegateKeyFor(master, AccountId.parse(`03${account.hex.slice(2)}`)),
      delegateKeyFor(master, AccountId.parse(`05${recorded.delegate.ed25519_pk}`)),
      delegateKeyFor(Buffer.alloc(32, 0x43), account),
    ].map((key) => key.publicKey.toString('hex'));
    expect(new Set(keys).size).toBe(4);
  });

  it('needs a master key of 32 bytes', () => {
    for (const length of [0, 16, 31, 33, 64]) {
      expect(() => delegateKeyFor(Buffer.alloc(length), account)).toThrow(ProtocolError);
    }
    expect(() => delegationToken(account, Buffer.alloc(31))).toThrow(ProtocolError);
  });
});

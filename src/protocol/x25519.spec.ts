/** X25519: the standard's numbers, and no secret with a key that leaves none. */
import { ProtocolError } from './protocol-error';
import { agreeInto, isSmallOrderX25519, x25519KeyPair } from './x25519';

const hex = (text: string) => Buffer.from(text, 'hex');

/** The u-coordinates of small order and their spellings below 2^255, RFC 7748 section 6.1. */
const SMALL_ORDER = [
  '00'.repeat(32),
  `01${'00'.repeat(31)}`,
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  `ec${'ff'.repeat(30)}7f`,
  `ed${'ff'.repeat(30)}7f`,
  `ee${'ff'.repeat(30)}7f`,
].flatMap((key) => {
  const topBit = hex(key);
  topBit.writeUInt8(topBit.readUInt8(31) | 0x80, 31);
  return [key, topBit.toString('hex')];
});

describe('X25519', () => {
  it('agrees as RFC 7748, section 6.1', () => {
    const alice = x25519KeyPair(hex('77076d0a7318a57d3c16c17251b26645df4cb8b7c1b87c7f4a4a2e5a0c0e3f0c'));
    const bob = x25519KeyPair(hex('5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb'));
    const [ours, theirs] = [Buffer.alloc(32), Buffer.alloc(32)];
    agreeInto(ours, alice.secretKey, bob.publicKey);
    agreeInto(theirs, bob.secretKey, alice.publicKey);
    expect(ours.equals(theirs)).toBe(true);
    expect(bob.publicKey.toString('hex')).toBe('de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f');
    expect(isSmallOrderX25519(bob.publicKey)).toBe(false);
  });

  it.each(SMALL_ORDER)('agrees nothing with %s', (key) => {
    expect(isSmallOrderX25519(hex(key))).toBe(true);
    expect(() => agreeInto(Buffer.alloc(32), Buffer.alloc(32, 7), hex(key))).toThrow(ProtocolError);
  });
});

/** The ciphers of a layer: names, lengths, and no byte that may change. */
import fc from 'fast-check';
import { hostileValue, valueOrRefusal } from '../hostile-input.fixture';
import { ProtocolError } from '../protocol-error';
import { x25519KeyPair } from '../x25519';
import { deriveLayerKey, type EncType, layerKeyAtNode, open, readEncType, seal, sealedLength } from './layer-cipher';

const ciphers: EncType[] = ['xchacha20', 'aes-gcm', 'aes-cbc'];
const plaintexts = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));
const keyOf = (encType: EncType) => deriveLayerKey(encType, Buffer.alloc(96, 5));

describe('the name of a cipher', () => {
  it.each([
    ['xchacha20', 'xchacha20'],
    ['xchacha20-poly1305', 'xchacha20'],
    ['aes-gcm', 'aes-gcm'],
    ['gcm', 'aes-gcm'],
    ['aes-cbc', 'aes-cbc'],
    ['cbc', 'aes-cbc'],
    [undefined, 'aes-gcm'],
  ])('%s means %s', (name, encType) => {
    expect(readEncType(name)).toBe(encType);
  });

  it.each(['rot13', '', null, 'XChaCha20', 'constructor', '__proto__', 0, ['gcm'], {}])('%j means none', (name) => {
    expect(() => readEncType(name)).toThrow(ProtocolError);
  });

  it('fails in no other way', () => {
    fc.assert(fc.property(hostileValue(), (name) => void valueOrRefusal(() => readEncType(name))));
  });
});

describe.each(ciphers)('%s', (encType) => {
  it('opens what it sealed, in the length foretold', () => {
    fc.assert(
      fc.property(plaintexts, (plaintext) => {
        const sealed = seal(keyOf(encType), plaintext);
        expect(sealed).toHaveLength(sealedLength(encType, plaintext.length));
        expect(open(keyOf(encType), sealed).equals(plaintext)).toBe(true);
      }),
    );
  });

  it('refuses noise and short pieces with a ProtocolError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const opened = valueOrRefusal(() => open(keyOf(encType), Buffer.from(bytes)));
        // Without a tag, padding alone lets one of some hundred noises pass.
        if (encType !== 'aes-cbc') expect(opened).toBeUndefined();
      }),
    );
    const sealed = seal(keyOf(encType), Buffer.from('text'));
    for (let length = 0; length < sealed.length; length += 1) {
      expect(() => open(keyOf(encType), sealed.subarray(0, length))).toThrow(ProtocolError);
    }
  });

  it('agrees no key with a small-order key', () => {
    const node = x25519KeyPair(Buffer.alloc(32, 9));
    for (const first of [0, 1]) {
      const key = Buffer.alloc(32);
      key.writeUInt8(first, 0);
      expect(() => layerKeyAtNode(encType, node, key)).toThrow(ProtocolError);
    }
  });
});

describe.each(['xchacha20', 'aes-gcm'] as const)('%s', (encType) => {
  it('opens nothing of which one bit changed', () => {
    const sealed = seal(keyOf(encType), Buffer.from('{"body":"text","status":200}'));
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(() => open(keyOf(encType), changed)).toThrow(ProtocolError);
    }
    expect(() => open(deriveLayerKey(encType, Buffer.alloc(96, 6)), sealed)).toThrow(ProtocolError);
  });
});

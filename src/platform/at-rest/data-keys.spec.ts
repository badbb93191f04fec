/** Sealing at rest: opens where it was sealed for and nowhere else, under every key of the ring, and tells nothing. */
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { DataKeys, SealError } from './data-keys';

const bytes = () => fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
const ring = (...ids: number[]) => ({
  current: ids.at(-1),
  keys: Object.fromEntries(ids.map((id) => [id, Buffer.alloc(32, id).toString('hex')])),
});
const keysOf = (data: object, lookup: object = ring(1)) => DataKeys.parse(JSON.stringify({ data, lookup }));

describe('DataKeys', () => {
  it('opens what it sealed', () => {
    const keys = DataKeys.parse(DataKeys.newFile(randomBytes(64)));
    fc.assert(fc.property(bytes(), (plain) => expect(keys.open('a.b', keys.seal('a.b', plain))).toEqual(plain)));
  });

  it('does not open in another place, changed, cut, or as garbage', () => {
    const keys = keysOf(ring(1));
    const sealed = keys.seal('devices.token', Buffer.from('secret'));
    expect(() => keys.open('accounts.id', sealed)).toThrow(SealError);
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed);
      changed[index] = (changed[index] as number) ^ 1;
      expect(() => keys.open('devices.token', changed)).toThrow(SealError);
      expect(() => keys.open('devices.token', sealed.subarray(0, index))).toThrow(SealError);
    }
    fc.assert(fc.property(bytes(), (garbage) => expect(() => keys.open('devices.token', garbage)).toThrow(SealError)));
  });

  it('reads what older keys sealed and knows that it is stale', () => {
    const sealed = keysOf(ring(1)).seal('a.b', Buffer.from('x'));
    const rotated = keysOf(ring(1, 2));
    expect(rotated.open('a.b', sealed).toString()).toBe('x');
    expect(rotated.isStale(sealed)).toBe(true);
    expect(rotated.isStale(rotated.seal('a.b', Buffer.from('x')))).toBe(false);
  });

  it('says which key is missing', () => {
    const sealed = keysOf(ring(7)).seal('a.b', Buffer.from('x'));
    expect(() => keysOf(ring(1)).open('a.b', sealed)).toThrow('data key 7');
  });

  it('hashes the same parts the same and different parts differently', () => {
    const keys = keysOf(ring(1));
    const hash = keys.lookup('p', Buffer.from('ab'), Buffer.from('c'));
    expect(keys.lookup('p', Buffer.from('ab'), Buffer.from('c'))).toEqual(hash);
    expect(keys.lookup('p', Buffer.from('a'), Buffer.from('bc'))).not.toEqual(hash);
    expect(keys.lookup('q', Buffer.from('ab'), Buffer.from('c'))).not.toEqual(hash);
    expect(keysOf(ring(1), ring(2)).lookup('p', Buffer.from('ab'), Buffer.from('c'))).not.toEqual(hash);
  });

  it.each([
    ['not JSON', 'nope'],
    ['an empty object', '{}'],
    ['a current key that is not there', JSON.stringify({ data: { current: 2, keys: ring(1).keys }, lookup: ring(1) })],
    ['a short key', JSON.stringify({ data: { current: 1, keys: { 1: 'abcd' } }, lookup: ring(1) })],
  ])('refuses %s and repeats no key', (_name, text) => {
    expect(() => DataKeys.parse(text)).toThrow(/must hold JSON|is not a key file/);
    expect(() => DataKeys.parse(text)).not.toThrow(/abcd|0101/);
  });
});

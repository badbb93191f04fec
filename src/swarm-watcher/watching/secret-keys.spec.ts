/** Keys by seat: each its own, far apart or close, and nothing left when forgotten. */
import { randomBytes } from 'node:crypto';
import { SecretKeys } from './secret-keys';

describe('secret keys', () => {
  it('are found by their seat', () => {
    const keys = new SecretKeys();
    const seats = [5_000, 0, 1, 1_023, 1_024, 100_000];
    const secrets = new Map(seats.map((seat) => [seat, randomBytes(64)]));
    for (const [seat, secret] of secrets) keys.keep(seat, secret);
    for (const [seat, secret] of secrets) expect(keys.get(seat)).toEqual(secret);
    expect(keys.get(2)).toBeUndefined();
    expect(keys.get(9_999_999)).toBeUndefined();
  });

  it('are wiped', () => {
    const keys = new SecretKeys();
    const place = keys.keep(7, randomBytes(64));
    keys.forget(7);
    expect(place).toEqual(Buffer.alloc(64));
    expect(keys.get(7)).toBeUndefined();
    keys.forget(8);
  });
});

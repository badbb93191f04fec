/** Passwords: argon2id at the cost we say, the same work for nobody, a bounded crowd. */
import argon2 = require('@node-rs/argon2');

import { Passwords, TooBusy } from './passwords.service';

const COST = { algorithm: 2, memoryCost: 65_536, timeCost: 3, parallelism: 4 };

it('hashes with argon2id and our cost, and knows what was hashed with another', async () => {
  const passwords = new Passwords();
  const stored = await passwords.hash('correct horse battery');
  expect(argon2.parseOptions(stored)).toMatchObject(COST);
  expect(passwords.isOutdated(stored)).toBe(false);
  expect(passwords.isOutdated(await argon2.hash('x', { memoryCost: 19_456, timeCost: 2 }))).toBe(true);
  expect(await passwords.verify(stored, 'correct horse battery')).toBe(true);
  expect(await passwords.verify(stored, 'correct horse battery ')).toBe(false);
  // The same letters, composed and decomposed.
  expect(await passwords.verify(await passwords.hash('zwo\u0308lf Zeichen'), 'zw\u00f6lf Zeichen')).toBe(true);
});

it('does the same work for nobody, and never answers yes', async () => {
  const verify = jest.spyOn(argon2, 'verify');
  const passwords = new Passwords();
  const stored = await passwords.hash('correct horse battery');
  expect(await passwords.verify(stored, 'wrong')).toBe(false);
  expect(await passwords.verify(undefined, 'wrong')).toBe(false);
  const hashes = verify.mock.calls.map(([hash]) => argon2.parseOptions(hash));
  expect(hashes).toHaveLength(2);
  expect(hashes[1]).toEqual(hashes[0]);
});

it('works on two at once, lets thirty wait, and turns the others away', async () => {
  const passwords = new Passwords();
  let running = 0;
  let most = 0;
  jest.spyOn(argon2, 'hash').mockImplementation(async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    return '';
  });
  const all = await Promise.allSettled(Array.from({ length: 40 }, () => passwords.hash('x')));
  const refused = all.filter((one) => one.status === 'rejected').map((one) => one.reason);
  expect(refused).toHaveLength(8);
  expect(refused.every((reason) => reason instanceof TooBusy)).toBe(true);
  expect(most).toBe(2);
  await expect(passwords.hash('x')).resolves.toBe('');
});

afterEach(() => jest.restoreAllMocks());

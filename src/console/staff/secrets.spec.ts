/** Tokens, recovery codes, and the marks of browsers: as long as they say, and read as people type them. */
import { randomBytes } from 'node:crypto';
import { DataKeys } from '../../platform/at-rest/data-keys';
import { isKnownBrowser, knownBrowser, markOfBrowser } from './known-browser';
import { networkOf } from './network';
import { hashOf, newRecoveryCodes, newToken, recoveryCodeHash, TOKEN_LENGTH } from './secrets';

it('makes tokens of 256 bits', () => {
  const token = newToken(randomBytes);
  expect(token).toMatch(/^[\w-]{43}$/);
  expect(token).toHaveLength(TOKEN_LENGTH);
  expect(hashOf(token)).toHaveLength(32);
});

it('makes ten codes of 80 bits in letters that are not mistaken', () => {
  const codes = newRecoveryCodes(randomBytes);
  expect(new Set(codes).size).toBe(10);
  for (const code of codes) expect(code).toMatch(/^([0-9a-hjkmnp-tv-z]{4}-){3}[0-9a-hjkmnp-tv-z]{4}$/);
  // Every bit of the dice is in the code.
  const dice = [Buffer.alloc(10, 0xff), Buffer.alloc(10)];
  expect(newRecoveryCodes(() => dice[0] as Buffer)[0]).toBe('zzzz-zzzz-zzzz-zzzz');
  expect(newRecoveryCodes(() => dice[1] as Buffer)[0]).toBe('0000-0000-0000-0000');
});

it('reads a code with other capitals, without hyphens, with letters for digits', () => {
  const hash = recoveryCodeHash('0011-k3f9-71xq-aaaa');
  for (const typed of ['0011K3F971XQAAAA', ' oO1l k3f9 71xq aaaa ', '0o-Ii-k3f9-71xq-aaaa']) {
    expect(recoveryCodeHash(typed)).toEqual(hash);
  }
  expect(recoveryCodeHash('0011-k3f9-71xq-aaab')).not.toEqual(hash);
});

it('knows a browser by its mark, for one name, under these keys', () => {
  const keys = DataKeys.parse(DataKeys.newFile(randomBytes(64)));
  const mark = markOfBrowser(keys, 'olive', randomBytes);
  expect(knownBrowser(keys, mark, 'olive')).toMatch(/^[0-9a-f]{32}$/);
  expect(knownBrowser(keys, mark, 'oliver')).toBeUndefined();
  expect(isKnownBrowser(keys, mark)).toBe(true);
  const others = DataKeys.parse(DataKeys.newFile(randomBytes(64)));
  for (const made of ['', 'x', `${mark}x`, mark.slice(0, -3), markOfBrowser(others, 'olive', randomBytes)]) {
    expect([made, isKnownBrowser(keys, made)]).toEqual([made, false]);
  }
});

it.each([
  ['127.0.0.1', '127.0.0.1'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8:1:2::9', '2001:db8:1:2'],
  ['2001:db8::9', '2001:db8:0:0'],
  ['::1', '0:0:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  ['', ''],
])('counts %s as %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

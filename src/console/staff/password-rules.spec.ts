/** Passwords: length counts, the obvious does not pass, nothing is repeated to whoever typed it. */
import { whyNoPassword } from './password-rules';

it.each(['correct horse battery staple', 'zwölf Zeichen!', 'anna-maria walks her dog', '密码密码密码密码密码密码好的'])(
  'takes %s',
  (password) => {
    expect(whyNoPassword(password, 'anna-maria')).toBeUndefined();
  },
);

it.each([
  ['too short', 'elevenchars'],
  ['eleven letters of two units each', '😀'.repeat(11)],
  ['too long', 'x1'.repeat(200)],
  ['one letter', 'aaaaaaaaaaaaaaaa'],
  ['one pattern', 'abc1abc1abc1abc1'],
  ['a run up', '123456789012'],
  ['a run down', 'lkjihgfedcba'],
  ['the name', 'Anna-Maria 2026!'],
  ['the name without its hyphen', 'annamaria2026'],
  ['a word everybody tries', 'Password2026!'],
])('refuses %s, and does not repeat it', (_how, password) => {
  const reason = whyNoPassword(password, 'anna-maria');
  expect(reason).toBeDefined();
  expect(reason).not.toContain(password);
});

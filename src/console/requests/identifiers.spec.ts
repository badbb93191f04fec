/** Identifiers are read as they stand in letters: each once, and told apart by their form. */
import { identifiersOf } from './identifiers';

it('reads lines, commas and blanks, each identifier once', () => {
  const account = `05${'AB'.repeat(32)}`;
  const { targets } = identifiersOf(
    ` ${account}\r\n${account.toLowerCase()}, 03${'cd'.repeat(32)};\n\nsomebody@example.org`,
  );
  expect(targets.map((one) => one.type)).toEqual(['account_id', 'group_id', 'other']);
  expect(targets[0]?.identifier).toBe(account.toLowerCase());
});

it.each([
  [`15${'ab'.repeat(32)}`, 'blinded_id'],
  ['192.0.2.7', 'ip'],
  ['2001:db8::7', 'ip'],
  ['https://example.org/x', 'url'],
  [`05${'ab'.repeat(31)}`, 'other'],
])('knows %s by its form', (text, type) => {
  expect(identifiersOf(text).targets).toEqual([{ identifier: text, type }]);
});

it('says what to do with too many, and with a line that is none', () => {
  expect(identifiersOf(Array.from({ length: 501 }, (_, n) => `x${n}`).join('\n')).fault).toContain('at most 500');
  expect(identifiersOf('x'.repeat(501)).fault).toContain('501 letters');
});

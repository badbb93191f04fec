/** An act says who, what and why, and has no place for what names an account, a phone or a machine. */
import { actEntry, whyUnfit } from './act';

const entry = { seq: 1, at: '2026-02-11T09:00:00.000Z', by: 'ada', kind: 'vendor_paused', subject: 'apns' };

it.each([
  ['an Account ID', `asked about 05${'aB'.repeat(32)} again`],
  ['an IPv4 address', 'came from 192.0.2.17, it seems'],
  ['an IPv6 address', 'from 2001:db8:0:1:1:1:1:1'],
  ['a short IPv6 address', 'from 2001:db8::7 twice'],
  ['an address at the end of a sentence', 'it came from ::ffff:192.0.2.1.'],
  ['the token of a phone', `dQw4w9WgXcQ:APA91b${'x'.repeat(134)}`],
  ['a NUL', 'a\0b'],
  ['an escape sequence', '\u001b[31mred'],
])('refuses %s', (_what, text) => {
  expect(whyUnfit(text)).toEqual(expect.any(String));
  for (const field of ['by', 'subject', 'reason'])
    expect(actEntry.safeParse({ ...entry, [field]: text }).success).toBe(false);
  expect(actEntry.safeParse({ ...entry, details: { inner: [{ text }] } }).success).toBe(false);
  expect(actEntry.safeParse({ ...entry, details: { [text]: 1 } }).success).toBe(false);
});

it.each([
  'Apple answered 503 from 12:10:05 to 12:40:00; release 1.2.3',
  'the certificate ends on 2026-03-01\nsecond line',
  `sha256 ${'ab'.repeat(32)}`,
  'a C::D in some language',
  '018f4e6e-7d1b-7c5e-9a53-2f8f6a1f0c11',
])('takes %j', (text) => {
  expect(whyUnfit(text)).toBeUndefined();
  expect(actEntry.safeParse({ ...entry, reason: text }).success).toBe(true);
});

it.each([
  ['a moment without milliseconds', { at: '2026-02-11T09:00:00Z' }],
  ['a moment of another zone', { at: '2026-02-11T09:00:00.000+01:00' }],
  ['an unknown field', { account: 'x' }],
  ['an empty reason', { reason: '' }],
  ['a reason that is too long', { reason: 'x '.repeat(300) }],
  ['details that are too long', { details: { list: Array.from({ length: 999 }, () => 'abcd') } }],
  ['a kind that is no word', { kind: 'Vendor Paused' }],
])('refuses %s', (_what, change) => {
  expect(actEntry.safeParse({ ...entry, ...change }).success).toBe(false);
});

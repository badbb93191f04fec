/** Reasons that may be written down, and those that may not. */
import { faultOfReason, formName, instantOf } from './orders';

it.each([
  'Apple answers 503 to everybody',
  'ticket 4711: key rotated, see 2026-11-28',
  'Ärger mit Google – später mehr',
])('takes %j as a reason', (why) => {
  expect(faultOfReason(why)).toBeUndefined();
});

it.each([
  ['nothing', '', /why/],
  ['a long text', 'a b '.repeat(100), /300/],
  ['two lines', 'one\ntwo', /one line/],
  ['an Account ID', `for 05${'ab'.repeat(32)}`, /Leave out/],
  ['a token of Apple', `${'0f'.repeat(32)} is dead`, /Leave out/],
  ['a token of Google', `c${'Xy9_'.repeat(10)}:APA91b`, /Leave out/],
  ['a device', 'see 3f2504e0-4f89-11d3-9a0c-0305e82c3301', /Leave out/],
  ['an address', 'from 192.0.2.17 only', /Leave out/],
  ['another address', 'from 2001:db8:0:1::7', /Leave out/],
])('does not take %s', (_what, why, says) => {
  expect(faultOfReason(why)).toMatch(says);
});

it('reads the instants that pages write, and nothing else', () => {
  expect(instantOf('2026-11-28T10:00:00.123Z')?.getTime()).toBe(Date.UTC(2026, 10, 28, 10, 0, 0, 123));
  for (const text of ['', 'yesterday', '2026-13-45T99:00:00.000Z', '2026-11-28'])
    expect(instantOf(text)).toBeUndefined();
});

it('gives each form a name that can stand in a page', () => {
  expect(formName('retry', 'apns Apple answered 400 BadTopic')).toBe('retry-apns-apple-answered-400-badtopic');
});

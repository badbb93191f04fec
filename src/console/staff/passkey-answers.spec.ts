/** What a browser posts of an authenticator: the shape, and nothing but the shape. */
import { authenticationAnswer, registrationAnswer } from './passkey-answers';

const base = { id: 'YWJj', rawId: 'YWJj', type: 'public-key', clientExtensionResults: {} };
const made = { ...base, response: { clientDataJSON: 'e30', attestationObject: 'oA' } };
const used = { ...base, response: { clientDataJSON: 'e30', authenticatorData: 'AA', signature: 'AA' } };

it('reads both answers, and leaves out what it does not know', () => {
  const withMore = { ...made, more: 1, response: { ...made.response, transports: ['usb', 'hybrid'], publicKey: 'AA' } };
  expect(registrationAnswer(JSON.stringify(withMore))).toEqual({
    ...made,
    response: { ...made.response, transports: ['usb', 'hybrid'] },
  });
  expect(authenticationAnswer(JSON.stringify(used))).toEqual(used);
});

it('takes no transports for wrong ones', () => {
  const transports = ['<script>', 'usb'];
  const answer = registrationAnswer(JSON.stringify({ ...made, response: { ...made.response, transports } }));
  expect(answer?.response.transports).toBeUndefined();
});

it.each([
  ['nothing', ''],
  ['no JSON', '{'],
  ['something else', '[]'],
  ['null', 'null'],
  ['another type', JSON.stringify({ ...used, type: 'password' })],
  ['a number for an id', JSON.stringify({ ...used, id: 7 })],
  ['an id that is not base64url', JSON.stringify({ ...used, id: 'a/b' })],
  ['no response', JSON.stringify(base)],
  ['far too much', JSON.stringify({ ...used, id: 'a'.repeat(30_000) })],
])('refuses %s', (_what, text) => {
  expect(authenticationAnswer(text)).toBeUndefined();
  expect(registrationAnswer(text)).toBeUndefined();
});

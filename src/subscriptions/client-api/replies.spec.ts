/** Which status goes with what phones are told. */
import { Fault, type FaultCode } from './fault';
import { ADDED, answerOf, faultReply, NOT_REMOVED, transportAnswer, UPDATED } from './replies';

const failed = (code: FaultCode) => faultReply(new Fault(code, 'words'));

it.each([
  [1, 200],
  [2, 200],
  [3, 503],
  [4, 200],
  [5, 503],
] as const)('goes with error %i: %i, alone and among others', (code, status) => {
  expect(answerOf(failed(code))).toEqual({ status, body: Buffer.from(`{"error":${code},"message":"words"}`) });
  expect(answerOf([ADDED, failed(4), failed(code), UPDATED]).status).toBe(status);
});

it('is 200 for success, for a list of one and for a list of none', () => {
  expect(answerOf(ADDED).status).toBe(200);
  expect(answerOf([NOT_REMOVED]).body.toString()).toMatch(/^\[\{"success":true,"removed":false,.*\}\]$/);
  expect(answerOf([])).toEqual({ status: 200, body: Buffer.from('[]') });
});

it('says shape for what is wrong around a request', () => {
  expect(transportAnswer(404, 'words')).toEqual({ status: 404, body: Buffer.from('{"error":1,"message":"words"}') });
});

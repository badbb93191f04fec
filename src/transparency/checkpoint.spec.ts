/** Checkpoints of every release are read, and believed only with their signature. */
import { type CheckpointBody, checkpointLine, knownHeads, readCheckpoints } from './checkpoint';
import { newSigningKey } from './reports/minisign';

const key = newSigningKey(Buffer.alloc(40, 7));

/** Written by the release before the acts of staff had a chain, with the key above. */
const FIRST = `{"body":{"at":"2026-02-11T09:00:00.000Z","events":2,"format":"request-log-checkpoint/1","head":"a40ba530df72e76949aff46d8fea46109dc20dbf61cb0eebc7b47d03f7077490","lastReport":null,"reports":0},"signature":"untrusted comment: signature from minisign secret key 0707070707070707\\nRUQHBwcHBwcHBzF5JJBbUsQ9jXjhA+hTi1rMCL1i73lGCkIP0P4PH7H7u/uKNZ7X69hWe5z9hXNx6ysAfjW70m3lrnQ9/eqE2wU=\\ntrusted comment: checkpoint 2026-02-11T09:00:00.000Z\\ns6kF7nEOq+WzPqLjZANxYBC+orTuASeJq+xTxceezeDpx3woIfBqTVRndDAGetAmOemSpmt0Y43spREWmIM9CA==\\n"}`;

const body: CheckpointBody = {
  format: 'request-log-checkpoint/2',
  at: '2026-03-01T09:00:00.000Z',
  events: 0,
  head: null,
  acts: 5,
  lastAct: 'a'.repeat(64),
  reports: 0,
  lastReport: null,
};

it('reads old and new lines, signed', () => {
  const checkpoints = readCheckpoints(`${FIRST}\n${checkpointLine(body, key)}\n`, key);
  expect(checkpoints).toMatchObject([{ events: 2, acts: 0, lastAct: null }, body]);
  expect(knownHeads(checkpoints)).toEqual({
    events: [{ seq: 2, hash: 'a40ba530df72e76949aff46d8fea46109dc20dbf61cb0eebc7b47d03f7077490' }],
    acts: [{ seq: 5, hash: body.lastAct }],
  });
});

it.each([
  ['a changed count', checkpointLine(body, key).replace('"acts":5', '"acts":4')],
  ['no signature', checkpointLine(body, undefined)],
  ['an old line made to look new', FIRST.replace('checkpoint/1', 'checkpoint/2').replace('"at"', '"acts":0,"at"')],
  ['half a line', FIRST.slice(0, 90)],
])('believes no line with %s', (_what, line) => {
  expect(() => readCheckpoints(line, key)).toThrow('line 1 of the checkpoints');
});

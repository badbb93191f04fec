/** Answers in clear text: which of them name a node, and which explain nothing. */
import { faultOf } from './fault';

const NAME = 'c09f77526f94f7ea6d38c6d760ebdaf68cb331e3c68b8a624da09876cff44b14';

describe('faultOf', () => {
  it.each([
    [502, `Next node not found: ${NAME}`],
    [502, `Next node not found: ${NAME.toUpperCase()}\n`],
    [503, `Snode not ready: ${NAME}`],
  ])('reads the name in %i %s', (status, text) => {
    expect(faultOf(status, Buffer.from(text))).toEqual({ kind: 'named', name: NAME });
  });

  it.each([
    [504, `Next node not found: ${NAME}`],
    [400, 'Invalid ciphertext'],
    [503, 'Service node is not ready: not in a swarm\n'],
    [502, `Next node not found: ${NAME}0`],
    [502, `<html>Next node not found: ${NAME}`],
    [502, ''],
    [502, `Next node not found: ${NAME}${' '.repeat(1_000_000)}`],
  ])('sees no name in %i %s', (status, text) => {
    expect(faultOf(status, Buffer.from(text)).kind).toBe('unexplained');
  });
});

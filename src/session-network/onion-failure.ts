/** Why an onion request got no answer, named by what its caller can do next. */

export const ONION_FAILURES = {
  'no-path': 'no path of three nodes can be used at the moment',
  unreachable: 'the network cannot reach the node',
  'timed-out': 'no answer came in time',
  malformed: 'the answer cannot be read',
  'too-large': 'the request or its answer is too large',
  aborted: 'the request was given up by its caller',
} as const;

export type OnionFailureKind = keyof typeof ONION_FAILURES;

/** Its message is one of a closed list: no node, address, account or content stands in it. */
export class OnionFailure extends Error {
  override readonly name = 'OnionFailure';
  constructor(readonly kind: OnionFailureKind) {
    super(ONION_FAILURES[kind]);
  }
}

/**
 * The port to the other chain: what staff do is recorded by the console, which this room does not know; checkpoints and
 * verification cover it all the same. The composition root provides a ReadableChain under this token.
 */
export const STAFF_ACTS = Symbol('chain of the acts of staff');

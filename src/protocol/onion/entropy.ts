/** Where ephemeral keys and nonces come from: handed in, so that recorded wire bytes can be made again. */
import { randomFillSync } from 'node:crypto';

/** Fills the whole buffer with unpredictable bytes. */
export type Entropy = (target: Buffer) => void;

export const systemEntropy: Entropy = (target) => {
  randomFillSync(target);
};

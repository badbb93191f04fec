/** Where ephemeral keys and nonces come from: handed in, so that recorded wire bytes can be made again. */
import { randombytes_buf } from 'sodium-native';

/** Fills the whole buffer with unpredictable bytes. */
export type Entropy = (target: Buffer) => void;

/** The kernel's randomness; through sodium it costs a third of what node:crypto takes for so few bytes. */
export const systemEntropy: Entropy = (target) => {
  randombytes_buf(target);
};

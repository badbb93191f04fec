/** Helper: the bare operations of sodium in a loop, to know what they cost on this machine at this moment. */
import { randomBytes } from 'node:crypto';
import sodium from 'sodium-native';

/** What one round of the loop does. */
export interface Operations {
  readonly verifications?: number;
  readonly signatures?: number;
  /** Key pairs made from a secret, and secrets agreed with another key. */
  readonly x25519Base?: number;
  readonly x25519?: number;
  /** Lengths in bytes of what is sealed and opened with XChaCha20-Poly1305. */
  readonly seal?: readonly number[];
  readonly open?: readonly number[];
}

export const cryptoCalls = { cost };
export type CryptoCalls = typeof cryptoCalls;

const LONGEST_SIGNED = 90;

/** CPU time of one round of these operations in µs, over about so many ms. */
function cost({ operations, ms }: { readonly operations: Operations; readonly ms: number }): number {
  const steps = stepsOf(operations);
  const deadline = performance.now() + ms;
  const before = process.cpuUsage();
  let rounds = 0;
  while (performance.now() < deadline) {
    for (let inner = 0; inner < 16; inner += 1) for (const step of steps) step();
    rounds += 16;
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / rounds;
}

function stepsOf(operations: Operations): (() => void)[] {
  const publicKey = Buffer.alloc(32);
  const secretKey = Buffer.alloc(64);
  sodium.crypto_sign_keypair(publicKey, secretKey);
  const text = randomBytes(LONGEST_SIGNED);
  const signature = Buffer.alloc(64);
  sodium.crypto_sign_detached(signature, text, secretKey);
  const secret = randomBytes(32);
  const made = Buffer.alloc(32);
  const other = Buffer.alloc(32);
  sodium.crypto_scalarmult_base(other, randomBytes(32));
  return [
    ...times(operations.verifications, () => sodium.crypto_sign_verify_detached(signature, text, publicKey)),
    ...times(operations.signatures, () => sodium.crypto_sign_detached(signature, text, secretKey)),
    ...times(operations.x25519Base, () => sodium.crypto_scalarmult_base(made, secret)),
    ...times(operations.x25519, () => sodium.crypto_scalarmult(made, secret, other)),
    ...(operations.seal ?? []).map((length) => aead(length).seal),
    ...(operations.open ?? []).map((length) => aead(length).open),
  ];
}

function aead(length: number): { seal(): void; open(): void } {
  const [key, nonce, plain, sealed] = [
    randomBytes(32),
    randomBytes(24),
    randomBytes(length),
    Buffer.alloc(length + 16),
  ];
  const seal = () => {
    sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(sealed, plain, null, null, nonce, key);
  };
  const open = () => {
    sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(plain, null, sealed, null, nonce, key);
  };
  seal();
  return { seal, open };
}

function times(count: number | undefined, step: () => void): (() => void)[] {
  return Array.from({ length: count ?? 0 }, () => step);
}

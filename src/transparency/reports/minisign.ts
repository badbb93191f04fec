/** Signatures and keys in the format of minisign, so that a reader checks a report with the stock tool. */
import sodium from 'sodium-native';

/** Prehashed Ed25519: what is signed is the BLAKE2b-512 of the file. */
const PREHASHED = Buffer.from('ED');
const KEY_ALGORITHM = Buffer.from('Ed');
const NO_KDF = Buffer.from([0, 0]);
const CHECKSUM = Buffer.from('B2');
const KEY_ID = 8;
const SECRET_KEY_BYTES = 158;
const PUBLIC_KEY_BYTES = 42;
const SIGNATURE_BYTES = 74;
/** As the stock tool begins a signature; we add the id of the key. */
const USUAL_COMMENT = 'untrusted comment: signature from minisign secret key';

export interface SigningKey {
  readonly keyId: Buffer;
  /** Seed and public key: 64 bytes. */
  readonly secretKey: Buffer;
  readonly publicKey: Buffer;
}

export interface VerifyingKey {
  readonly keyId: Buffer;
  readonly publicKey: Buffer;
}

/** A file that is no key or no signature of minisign, or a signature that does not hold; the message says which. */
export class MinisignError extends Error {
  override readonly name = 'MinisignError';
}

/** A new key pair out of `random` (40 bytes). */
export function newSigningKey(random: Buffer): SigningKey {
  const publicKey = Buffer.alloc(32);
  const secretKey = Buffer.alloc(64);
  sodium.crypto_sign_seed_keypair(publicKey, secretKey, random.subarray(0, 32));
  return { keyId: Buffer.from(random.subarray(32, 32 + KEY_ID)), secretKey, publicKey };
}

/** As `minisign -G -W` writes it: without a password, so the file must be guarded like any other key file. */
export function secretKeyFile({ keyId, secretKey }: SigningKey): string {
  const body = Buffer.concat([
    ...[KEY_ALGORITHM, NO_KDF, CHECKSUM, Buffer.alloc(32 + 8 + 8), keyId, secretKey],
    // The checksum tells a wrong password; without a password minisign leaves it empty.
    Buffer.alloc(32),
  ]);
  return `untrusted comment: minisign secret key, not encrypted\n${body.toString('base64')}\n`;
}

export function publicKeyFile({ keyId, publicKey }: VerifyingKey): string {
  const body = Buffer.concat([KEY_ALGORITHM, keyId, publicKey]);
  return `untrusted comment: minisign public key ${keyIdText(keyId)}\n${body.toString('base64')}\n`;
}

/** As minisign prints it: the eight bytes read as a little-endian number. */
export function keyIdText(keyId: Buffer): string {
  return Buffer.from(keyId).reverse().toString('hex').toUpperCase();
}

/** Throws MinisignError. */
export function readSecretKey(text: string): SigningKey {
  const body = bodyOf(text, SECRET_KEY_BYTES, 'a secret key of minisign');
  if (!body.subarray(0, 2).equals(KEY_ALGORITHM)) throw new MinisignError('is not a secret key of minisign');
  if (!body.subarray(2, 4).equals(NO_KDF)) {
    throw new MinisignError('is a secret key with a password; make one without: minisign -G -W, or "keys report"');
  }
  const keyId = body.subarray(54, 54 + KEY_ID);
  const secretKey = body.subarray(62, 126);
  const publicKey = Buffer.alloc(32);
  sodium.crypto_sign_seed_keypair(publicKey, Buffer.alloc(64), secretKey.subarray(0, 32));
  if (!publicKey.equals(secretKey.subarray(32))) {
    throw new MinisignError('is a damaged secret key: its halves do not belong together');
  }
  return { keyId, secretKey, publicKey };
}

/** Throws MinisignError. */
export function readPublicKey(text: string): VerifyingKey {
  const body = bodyOf(text, PUBLIC_KEY_BYTES, 'a public key of minisign');
  if (!body.subarray(0, 2).equals(KEY_ALGORITHM)) throw new MinisignError('is not a public key of minisign');
  return { keyId: body.subarray(2, 10), publicKey: body.subarray(10) };
}

/** The text of a .minisig file. The trusted comment is one line, and signed too. */
export function sign(key: SigningKey, message: Buffer, trustedComment: string): string {
  const signature = detached(key.secretKey, blake2b(64, message));
  const whole = detached(key.secretKey, Buffer.concat([signature, Buffer.from(trustedComment)]));
  return [
    `${USUAL_COMMENT} ${keyIdText(key.keyId)}`,
    Buffer.concat([PREHASHED, key.keyId, signature]).toString('base64'),
    `trusted comment: ${trustedComment}`,
    whole.toString('base64'),
    '',
  ].join('\n');
}

/** Whether the first line, which is signed by nobody, is as the stock tool or this relay writes it. */
export function hasUsualComment({ keyId }: VerifyingKey, signatureFile: string): boolean {
  const [untrusted] = signatureFile.split(/\r?\n/);
  return untrusted === USUAL_COMMENT || untrusted === `${USUAL_COMMENT} ${keyIdText(keyId)}`;
}

/** The trusted comment. Throws MinisignError when the signature does not hold. */
export function verify(key: VerifyingKey, message: Buffer, signatureFile: string): string {
  const [untrusted = '', line = '', comment = '', wholeLine = ''] = signatureFile.split(/\r?\n/);
  const [body, whole] = [strictBase64(line), strictBase64(wholeLine)];
  const prefix = 'trusted comment: ';
  const isWhole = body.length === SIGNATURE_BYTES && whole.length === 64;
  if (!isWhole || !untrusted.startsWith('untrusted comment: ') || !comment.startsWith(prefix)) {
    throw new MinisignError('is not a signature of minisign');
  }
  if (!body.subarray(0, 2).equals(PREHASHED)) throw new MinisignError('is not a prehashed signature of minisign');
  if (!body.subarray(2, 10).equals(key.keyId)) throw new MinisignError('was made with another key');
  const signature = body.subarray(10);
  if (!sodium.crypto_sign_verify_detached(signature, blake2b(64, message), key.publicKey)) {
    throw new MinisignError('the signature does not hold');
  }
  const trusted = comment.slice(prefix.length);
  if (!sodium.crypto_sign_verify_detached(whole, Buffer.concat([signature, Buffer.from(trusted)]), key.publicKey)) {
    throw new MinisignError('the signature of the trusted comment does not hold');
  }
  return trusted;
}

function bodyOf(text: string, length: number, what: string): Buffer {
  const body = strictBase64(text.split(/\r?\n/)[1] ?? '');
  if (body.length !== length) throw new MinisignError(`is not ${what}`);
  return body;
}

/** Empty for what the stock tool would not decode either: Buffer reads past strange characters and loose last bits. */
function strictBase64(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : Buffer.alloc(0);
}

function detached(secretKey: Buffer, message: Buffer): Buffer {
  const signature = Buffer.alloc(64);
  sodium.crypto_sign_detached(signature, message, secretKey);
  return signature;
}

function blake2b(length: number, ...parts: Buffer[]): Buffer {
  const hash = Buffer.alloc(length);
  sodium.crypto_generichash_batch(hash, parts);
  return hash;
}

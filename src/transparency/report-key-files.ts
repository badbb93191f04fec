/** The two files of a key that signs reports, as minisign reads them, under the names the settings' examples use. */
import { newSigningKey, publicKeyFile, readSecretKey, secretKeyFile } from './reports/minisign';

export const SIGNING_KEY_FILE = 'report-signing-key';
export const PUBLIC_KEY_FILE = `${SIGNING_KEY_FILE}.pub`;

/** The text of a new SIGNING_KEY_FILE, out of `random` (40 bytes). */
export function newSigningKeyFile(random: Buffer): string {
  return secretKeyFile(newSigningKey(random));
}

/** The text of the PUBLIC_KEY_FILE that belongs to it. Throws MinisignError. */
export function publicHalf(signingKeyFile: string): string {
  return publicKeyFile(readSecretKey(signingKeyFile));
}

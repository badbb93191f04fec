/** Makes the key files a relay needs where there are none yet: for `npm start` and the tests. */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataKeys } from '../src/platform/at-rest/data-keys';
import { x25519KeyPair } from '../src/protocol/x25519';
import { MasterKeys } from '../src/subscriptions/master-keys';
import { newSigningKeyFile, PUBLIC_KEY_FILE, publicHalf, SIGNING_KEY_FILE } from '../src/transparency/report-key-files';

/** Paths for the settings of the same names. */
export interface KeyFiles {
  readonly DATA_KEYS_FILE: string;
  readonly RELAY_MASTER_KEYS_FILE: string;
  readonly ONION_KEY_FILE: string;
  readonly REPORT_SIGNING_KEY_FILE: string;
  readonly REPORT_PUBLIC_KEY_FILE: string;
}

/** Files in `directory`; those that are there already are kept, for without them a database cannot be read. */
export async function keyFiles(directory: string): Promise<KeyFiles> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const signingKey = await keep(join(directory, SIGNING_KEY_FILE), newSigningKeyFile(randomBytes(40)));
  return {
    DATA_KEYS_FILE: await keep(join(directory, 'data-keys.json'), DataKeys.newFile(randomBytes(64))),
    RELAY_MASTER_KEYS_FILE: await keep(join(directory, 'master-keys.json'), MasterKeys.newFile(randomBytes(32))),
    ONION_KEY_FILE: await keep(join(directory, 'onion-key'), `${randomBytes(32).toString('hex')}\n`),
    REPORT_SIGNING_KEY_FILE: signingKey,
    REPORT_PUBLIC_KEY_FILE: await keep(
      join(directory, PUBLIC_KEY_FILE),
      publicHalf(await readFile(signingKey, 'utf8')),
    ),
  };
}

/** The public half of an ONION_KEY_FILE, as phones know it: 64 hex digits. */
export async function onionPublicKey(path: string): Promise<string> {
  const secret = Buffer.from((await readFile(path, 'utf8')).trim(), 'hex');
  return x25519KeyPair(secret).publicKey.toString('hex');
}

async function keep(path: string, content: string): Promise<string> {
  await writeFile(path, content, { flag: 'wx', mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  return path;
}

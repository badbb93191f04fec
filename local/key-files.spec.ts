/** The key files that `npm start` makes: kept once they are there, the two halves of the report key belonging together. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPublicKey, readSecretKey } from '../src/transparency/reports/minisign';
import { keyFiles } from './key-files';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'key-files-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('keeps what is there, and makes the public half that belongs to the key', async () => {
  const files = await keyFiles(folder);
  const contents = () => Promise.all(Object.values(files).map((path) => readFile(path, 'utf8')));
  const before = await contents();
  await rm(files.REPORT_PUBLIC_KEY_FILE);
  expect(await keyFiles(folder)).toEqual(files);
  expect(await contents()).toEqual(before);
  const secret = readSecretKey(await readFile(files.REPORT_SIGNING_KEY_FILE, 'utf8'));
  const half = readPublicKey(await readFile(files.REPORT_PUBLIC_KEY_FILE, 'utf8'));
  expect(half).toEqual({ keyId: secret.keyId, publicKey: secret.publicKey });
});

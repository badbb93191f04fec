/** The test-only certificate with which the fakes answer; see README.md beside the PEM files. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The compiler copies no PEM files, so a compiled fake (in dist/test/…) looks for them in the source tree above it. */
function sourceFolder(): string {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    const candidate = join(folder, 'test', 'fakes', 'tls');
    if (existsSync(join(candidate, 'test-only-ca.cert.pem'))) return candidate;
    if (folder === dirname(folder)) throw new Error('test/fakes/tls/test-only-ca.cert.pem is missing');
  }
}

const folder = sourceFolder();

/** Path of the CA certificate, for processes that are given a file (`APNS_CA_FILE`). */
export const testCaFile = join(folder, 'test-only-ca.cert.pem');
export const testCaPem = readFileSync(testCaFile, 'utf8');

/** What a TLS server needs; valid for localhost, 127.0.0.1, 127.0.17.1 to 127.0.17.4 and ::1. */
export const testServerIdentity = {
  cert: readFileSync(join(folder, 'test-only-server.cert.pem'), 'utf8'),
  key: readFileSync(join(folder, 'test-only-server.key.pem'), 'utf8'),
};

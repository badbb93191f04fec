/** The test certificate every node serves: clients of storage nodes check none, the onion layer authenticates. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const FOLDER = join('test', 'fakes', 'tls');

/** Read once. Found upwards from here, so that it is found from the built folder too. */
export function nodeCertificate(): { cert: Buffer; key: Buffer } {
  loaded ??= load();
  return loaded;
}

let loaded: { cert: Buffer; key: Buffer } | undefined;

function load(): { cert: Buffer; key: Buffer } {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    const key = join(folder, FOLDER, 'test-only-server.key.pem');
    if (existsSync(key)) {
      return { cert: readFileSync(join(folder, FOLDER, 'test-only-server.cert.pem')), key: readFileSync(key) };
    }
    if (folder === dirname(folder)) throw new Error(`no certificate in ${FOLDER}`);
  }
}

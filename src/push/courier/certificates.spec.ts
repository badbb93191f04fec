/** When the first certificate of a file ends. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstEnd } from './certificates';

const TLS = join(__dirname, '..', '..', '..', 'test', 'fakes', 'tls');
const read = (name: string) => readFileSync(join(TLS, name), 'utf8');

it('is the earliest of all in the file, wherever it stands', () => {
  const [ca, server] = [read('test-only-ca.cert.pem'), read('test-only-server.cert.pem')];
  const ends = [ca, server].map((pem) => firstEnd(pem)?.getTime() as number);
  expect(firstEnd(`${ca}\n${server}`)?.getTime()).toBe(Math.min(...ends));
  expect(firstEnd(`a comment\n${server}${ca}`)?.getTime()).toBe(Math.min(...ends));
});

it('is unknown where no certificate can be read', () => {
  expect(firstEnd('')).toBeUndefined();
  expect(firstEnd('-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----')).toBeUndefined();
});

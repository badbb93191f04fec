/** Agreement with stock minisign 0.11 (recorded with `minisign -G -W` and `minisign -S`), and what is refused. */
import { randomBytes } from 'node:crypto';
import {
  keyIdText,
  newSigningKey,
  publicKeyFile,
  readPublicKey,
  readSecretKey,
  secretKeyFile,
  sign,
  verify,
} from './minisign';

const STOCK_SECRET = `untrusted comment: x
RWQAAEIyAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAxNBcgd8bW16w8MZs1KN0/krwFca/kOiNNnga/EJJ/wgA3nJVWOM5/rxSA99CW6AxBx08GecNV81NNAVgfRD/3Md97VPomh9kAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
`;
const STOCK_PUBLIC = `untrusted comment: minisign public key 5E5B1BDF815CD0C4
RWTE0FyB3xtbXrxSA99CW6AxBx08GecNV81NNAVgfRD/3Md97VPomh9k
`;
const STOCK_SIGNATURE = `untrusted comment: signature from minisign secret key
RUTE0FyB3xtbXmZbObYmcAjsVi9aJ2J1EbFkzSCC1oR0pvJAUBKLUKJWhw3kH7mfIcnyJkcdGzOIBtEmJ0Pv/7FqmsU7Up9XZQY=
trusted comment: quarter=2026-Q1 version=1
dzTGsmUQ0eP7QXzsfS31ngSm7tGM5g3FI7CicSk+b1bFYcne8vjCQSti0mRsDc9Ayx/UjDVb7dg6Qn/rBgnQBQ==
`;
const MESSAGE = Buffer.from('the report');
const COMMENT = 'quarter=2026-Q1 version=1';

describe('minisign', () => {
  it('signs as the stock tool does, byte for byte', () => {
    const key = readSecretKey(STOCK_SECRET);
    expect(publicKeyFile(key)).toBe(STOCK_PUBLIC);
    const own = sign(key, MESSAGE, COMMENT).split('\n').slice(1);
    expect(own).toEqual(STOCK_SIGNATURE.split('\n').slice(1));
  });

  it('verifies what the stock tool signed', () => {
    expect(verify(readPublicKey(STOCK_PUBLIC), MESSAGE, STOCK_SIGNATURE)).toBe(COMMENT);
    expect(verify(readPublicKey(STOCK_PUBLIC), MESSAGE, STOCK_SIGNATURE.replaceAll('\n', '\r\n'))).toBe(COMMENT);
  });

  it('reads the keys it makes', () => {
    const key = newSigningKey(randomBytes(40));
    expect(readSecretKey(secretKeyFile(key))).toEqual(key);
    expect(readPublicKey(publicKeyFile(key)).publicKey).toEqual(key.publicKey);
    expect(publicKeyFile(key)).toContain(keyIdText(key.keyId));
  });

  it('refuses another message, another comment, another key and what is no signature', () => {
    const key = readPublicKey(STOCK_PUBLIC);
    const refused = (message: Buffer, file: string) => () => verify(key, message, file);
    expect(refused(Buffer.from('the reporT'), STOCK_SIGNATURE)).toThrow('does not hold');
    expect(refused(MESSAGE, STOCK_SIGNATURE.replace('version=1', 'version=2'))).toThrow('trusted comment');
    expect(refused(MESSAGE, sign(newSigningKey(randomBytes(40)), MESSAGE, COMMENT))).toThrow('another key');
    expect(refused(MESSAGE, 'nothing')).toThrow('is not a signature');
    expect(refused(MESSAGE, STOCK_SIGNATURE.replace('ZQY=', 'ZQZ='))).toThrow('is not a signature');
    expect(refused(MESSAGE, STOCK_SIGNATURE.replace('untrusted', 'unrusted'))).toThrow('is not a signature');
    expect(() => readSecretKey(STOCK_PUBLIC)).toThrow('is not a secret key');
  });
});

/** The provider token: what is signed, and when it is renewed. */
import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { ProviderToken, readProviderKey } from './provider-token';

const MINUTE = 60_000;
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

function tokenAt(start: number) {
  const clock = { now: start };
  const token = new ProviderToken({ key: privateKey, keyId: 'KEY1234567', teamId: 'TEAM123456' }, () => clock.now);
  return { token, clock };
}

describe('the provider token', () => {
  it('is an ES256 JWT that names key, team and time of issue, and nothing else', () => {
    const { token } = tokenAt(Date.UTC(2026, 10, 23, 12, 0, 0, 999));
    const [head = '', claims = '', signature = ''] = token.current.split('.');
    const read = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());
    expect(read(head)).toEqual({ alg: 'ES256', kid: 'KEY1234567' });
    expect(read(claims)).toEqual({ iss: 'TEAM123456', iat: Date.UTC(2026, 10, 23, 12, 0, 0) / 1000 });
    const key = { key: createPublicKey(privateKey), dsaEncoding: 'ieee-p1363' } as const;
    expect(verify('sha256', Buffer.from(`${head}.${claims}`), key, Buffer.from(signature, 'base64url'))).toBe(true);
  });

  it('expires between twenty minutes and an hour', () => {
    const { token, clock } = tokenAt(0);
    clock.now = 20 * MINUTE;
    expect(token.isExpired()).toBe(false);
    clock.now = 50 * MINUTE;
    expect(token.isExpired()).toBe(true);
    token.regenerate(0);
    expect(token.isExpired()).toBe(false);
    expect(token.generation).toBe(1);
  });

  it('is renewed once for all who saw the same one refused', () => {
    const { token, clock } = tokenAt(0);
    clock.now = 30 * MINUTE;
    token.regenerate(0);
    const renewed = token.current;
    token.regenerate(0);
    expect(token.current).toBe(renewed);
  });

  it('is replaced at most once in twenty minutes, as Apple refuses faster teams; only the first may be younger', () => {
    const { token, clock } = tokenAt(0);
    const generations = [1, 2, 3, 21, 22, 43].map((minute) => {
      clock.now = minute * MINUTE;
      token.regenerate(token.generation);
      return token.generation;
    });
    expect(generations).toEqual([1, 1, 1, 2, 2, 3]);
  });
});

describe('the .p8 file', () => {
  it('is read', () => expect(readProviderKey(pem).asymmetricKeyType).toBe('ec'));

  it.each([
    ['', 'not a private key in PEM form'],
    ['/etc/passwd', 'not a private key in PEM form'],
    [pem.slice(0, 80), 'not a private key in PEM form'],
    [key('rsa', { modulusLength: 2048 }), 'not an EC key on P-256'],
    [key('ec', { namedCurve: 'P-384' }), 'not an EC key on P-256'],
    [key('ed25519', {}), 'not an EC key on P-256'],
  ])('is refused without being quoted %#', (text, fault) => {
    expect(() => readProviderKey(text)).toThrow(fault);
    expect(() => readProviderKey(text)).not.toThrow(text.slice(0, 30) || 'BEGIN');
  });
});

function key(type: 'rsa' | 'ec' | 'ed25519', options: object): string {
  const make = generateKeyPairSync as (type: string, options: object) => ReturnType<typeof generateKeyPairSync>;
  return make(type, options).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** Retry-After in all its forms, and what may be said of a link that failed. */
import { errorCode, linkLost, retryAfterMs } from './vendor-answers';

describe('Retry-After', () => {
  const now = Date.UTC(2026, 10, 23, 12, 0, 0);

  it.each([
    ['0', 0],
    ['30', 30_000],
    [' 7 ', 7_000],
    ['Mon, 23 Nov 2026 12:00:20 GMT', 20_000],
    ['Mon, 23 Nov 2026 11:59:00 GMT', 0],
    // Nobody is believed for longer than a day.
    ['999999999', 86_400_000],
    ['Fri, 01 Jan 2100 00:00:00 GMT', 86_400_000],
  ])('reads %j', (header, expected) => expect(retryAfterMs(header, now)).toBe(expected));

  it.each([undefined, '', '-5', '1.5', 'soon', '1e3', '99999999999', 'Mon, 99 Nov 2026 12:00:20 GMT', '2026-11-23'])(
    'finds nothing in %j',
    (header) => expect(retryAfterMs(header, now)).toBeUndefined(),
  );
});

describe('a lost link', () => {
  it('names the code and nothing else of the error', () => {
    const error = Object.assign(new Error('connect ECONNREFUSED 192.0.2.7:443'), { code: 'ECONNREFUSED' });
    expect(linkLost(error)).toEqual({ kind: 'later', reason: 'the connection was lost (ECONNREFUSED)' });
  });

  it.each([
    'SELF_SIGNED_CERT_IN_CHAIN',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'CERT_HAS_EXPIRED',
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ])('says that the certificate is not trusted: %s', (code) => {
    const reason = `the service's certificate is not trusted (${code})`;
    expect(linkLost(Object.assign(new Error(), { code }))).toEqual({ kind: 'later', reason });
  });

  it.each([
    undefined,
    null,
    'text',
    7,
    new Error('x'),
    { code: 12 },
    { code: 'has blanks 192.0.2.7' },
    { code: 'lower' },
  ])('prints no code it does not know the form of: %j', (error) => expect(errorCode(error)).toBe('unknown'));
});

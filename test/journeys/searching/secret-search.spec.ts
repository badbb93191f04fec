/** A search that finds nothing proves something only when it finds what was planted. */
import { randomBytes } from 'node:crypto';
import { SecretSearch } from './secret-search';

const secret = randomBytes(33);
const hash = randomBytes(32).toString('base64').slice(0, 43);
const search = new SecretSearch()
  .keep('account', secret)
  .keep('hash', Buffer.from(hash))
  .keepWhole('address', '127.0.2.77')
  .keep('message', randomBytes(70_000));

/** What was found of `planted` amid noise. */
function foundIn(planted: Buffer | string): string[] {
  const heap = Buffer.concat([randomBytes(1_000), Buffer.from(planted as Buffer), randomBytes(1_000)]);
  return [...new Set(search.find({ place: 'a heap', bytes: heap }).map((each) => `${each.secret} as ${each.form}`))];
}

describe('the search for secrets', () => {
  it('finds nothing where nothing is', () => {
    expect(search.find({ place: 'noise', bytes: randomBytes(2_000_000) })).toEqual([]);
    expect(foundIn(`${randomBytes(100).toString('base64')} 127.0.2.7 127.0.0.1`)).toEqual([]);
  });

  it('finds bytes', () => expect(foundIn(secret)).toEqual(['account as raw']));

  it('finds bytes that went through a text', () => {
    expect(foundIn(Buffer.from(secret.toString('latin1'), 'utf8'))).toContain('account as latin1 as UTF-8');
  });

  it('finds both cases of hex', () => {
    expect(foundIn(secret.toString('hex'))).toEqual(['account as hex']);
    expect(foundIn(secret.toString('hex').toUpperCase())).toEqual(['account as HEX']);
  });

  it.each([0, 1, 2, 3, 4, 5])('finds base64, also of more than the secret: %d bytes before it', (before) => {
    const whole = Buffer.concat([randomBytes(before), secret, randomBytes(7)]);
    expect(foundIn(whole.toString('base64'))).toContain('account as base64');
    expect(foundIn(whole.toString('base64url')).join()).toMatch(/account as base64(url)?/);
  });

  it('finds what JSON makes of a Buffer, and of an array that is printed', () => {
    expect(foundIn(JSON.stringify(secret))).toEqual(['account as decimals']);
    expect(foundIn([...secret].join(', '))).toEqual(['account as decimals']);
  });

  it('finds texts, and texts that were encoded once more', () => {
    expect(foundIn(hash)).toEqual(['hash as raw']);
    expect(foundIn(Buffer.from(`{"h":"${hash}"}`).toString('base64'))).toEqual(['hash as base64']);
    expect(foundIn(Buffer.from(`{"h":"${hash}"}`).toString('hex'))).toEqual(['hash as hex']);
    expect(foundIn('::ffff:127.0.2.77')).toEqual(['address as raw']);
    expect(foundIn(Buffer.from('from 127.0.2.77').toString('base64'))).toEqual(['address as base64']);
  });

  it('finds a beginning, an end and a middle part', () => {
    const hex = secret.toString('hex');
    for (const part of [hex.slice(0, 16), hex.slice(-16), hex.slice(7, 7 + 31)]) {
      expect(foundIn(`${part}…`)).toEqual(['account as hex']);
    }
  });

  it('says where it found what', () => {
    expect(search.find({ place: 'the log', bytes: Buffer.concat([Buffer.from('12345'), secret]) })[0]).toEqual({
      secret: 'account',
      form: 'raw',
      place: 'the log',
      at: 5,
    });
  });

  it('refuses what is too short to mean anything', () => {
    expect(() => new SecretSearch().keep('short', Buffer.alloc(7))).toThrow(/too short/);
    expect(() => new SecretSearch().keepWhole('short', '1.2.3')).toThrow(/too short/);
  });
});

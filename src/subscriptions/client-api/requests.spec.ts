/** Requests wrong in every way: each gives the documented code, says nothing of the input, and never throws. */
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { crypto_sign_ed25519_pk_to_curve25519, crypto_sign_seed_keypair } from 'sodium-native';
import { Fault } from './fault';
import {
  type Elements,
  MAX_BODY,
  MAX_ELEMENTS,
  readDelegationKey,
  readElements,
  readSubscribe,
  readUnsubscribe,
  type SubscribeRequest,
} from './requests';

function ed25519Key(seed = randomBytes(32)): Buffer {
  const publicKey = Buffer.alloc(32);
  crypto_sign_seed_keypair(publicKey, Buffer.alloc(64), seed);
  return publicKey;
}

function sessionId(ed25519: Buffer): Buffer {
  const x25519 = Buffer.alloc(32);
  crypto_sign_ed25519_pk_to_curve25519(x25519, ed25519);
  return Buffer.concat([Buffer.of(5), x25519]);
}

const key = ed25519Key();
const groupKey = ed25519Key();

/** Every field there is, right in shape. */
const whole = {
  pubkey: sessionId(key).toString('hex'),
  session_ed25519: key.toString('hex'),
  subaccount: randomBytes(36).toString('hex'),
  subaccount_sig: randomBytes(64).toString('base64'),
  namespaces: [-400, 0, 11],
  data: true,
  sig_ts: 1_795_403_999,
  signature: randomBytes(64).toString('base64'),
  service: 'apns',
  service_info: { token: randomBytes(32).toString('hex') },
  enc_key: randomBytes(32).toString('hex'),
  delegation: { token: randomBytes(36).toString('hex'), signature: randomBytes(64).toString('base64') },
};
type Field = keyof typeof whole;

const OPTIONAL: readonly Field[] = ['enc_key', 'delegation'];

const NOT_BYTES = [0, 1.5, true, [], {}, '', ' ', 'zz', 'ä', '\u0000'];

/** What no reader may take, by field. Null and absence have their own test. */
const wrong: Readonly<Record<Field, readonly unknown[]>> = {
  pubkey: [
    ...NOT_BYTES,
    ...wrongLengths(33),
    `15${whole.pubkey.slice(2)}`,
    `00${whole.pubkey.slice(2)}`,
    whole.pubkey.replace(/.$/, 'g'),
    ` ${whole.pubkey}`,
  ],
  session_ed25519: [...NOT_BYTES, ...wrongLengths(32)],
  subaccount: [...NOT_BYTES, ...wrongLengths(36)],
  subaccount_sig: [...NOT_BYTES, ...wrongLengths(64)],
  namespaces: [
    [],
    {},
    0,
    '0',
    true,
    [0, 0],
    [1, 0],
    [-1, -2],
    [0, 1, 1],
    [0.5],
    ['0'],
    [true],
    [null],
    [[0]],
    [32_768],
    [-32_769],
    [70_000],
    [1e300],
    [0, null],
  ],
  data: [0, 1, 'true', '1', '', [], {}],
  sig_ts: [1.5, '1795403999', true, [], {}, 1e300, 2 ** 53, -(2 ** 53)],
  signature: [...NOT_BYTES, ...wrongLengths(64)],
  service: [0, 3, true, [], {}, ['apns']],
  service_info: [],
  enc_key: [...NOT_BYTES, ...wrongLengths(32)],
  delegation: [
    0,
    true,
    'x',
    [],
    {},
    { token: whole.delegation.token },
    { signature: whole.delegation.signature },
    { ...whole.delegation, token: null },
    { ...whole.delegation, token: 'zz' },
    { ...whole.delegation, token: randomBytes(35).toString('hex') },
    { ...whole.delegation, signature: 5 },
    { ...whole.delegation, signature: randomBytes(65).toString('base64') },
  ],
};

function wrongLengths(length: number): string[] {
  return [length - 1, length + 1, 2 * length].flatMap((wrongLength) => {
    const bytes = randomBytes(wrongLength);
    return [bytes.toString('hex'), bytes.toString('base64')];
  });
}

function without(field: Field): Record<string, unknown> {
  const { [field]: _left, ...rest } = whole as Record<string, unknown>;
  return rest;
}

function expectShapeFault(read: unknown, input?: unknown): void {
  expect(read).toBeInstanceOf(Fault);
  const { code, message } = read as Fault;
  expect(code).toBe(1);
  if (typeof input === 'string' && input.length > 8) expect(message).not.toContain(input);
}

describe('a request to subscribe', () => {
  it('is read with every field', () => {
    const request = readSubscribe(whole) as SubscribeRequest;
    expect(request.account.hex).toBe(whole.pubkey);
    expect(request).toMatchObject({
      sessionEd25519: key,
      namespaces: [-400, 0, 11],
      withData: true,
      signedAt: whole.sig_ts,
      signature: Buffer.from(whole.signature, 'base64'),
      service: 'apns',
      serviceInfo: whole.service_info,
      delegation: {
        token: Buffer.from(whole.delegation.token, 'hex'),
        signature: Buffer.from(whole.delegation.signature, 'base64'),
      },
    });
    expect(request.subaccount?.token.bytes.toString('hex')).toBe(whole.subaccount);
    expect(request).not.toHaveProperty('enc_key');
  });

  it('may have its bytes in hex of either case and in base64, padded or not', () => {
    const bytes: readonly (readonly [Field, Buffer])[] = [
      ['pubkey', Buffer.from(whole.pubkey, 'hex')],
      ['session_ed25519', key],
      ['subaccount', Buffer.from(whole.subaccount, 'hex')],
      ['subaccount_sig', Buffer.from(whole.subaccount_sig, 'base64')],
      ['signature', Buffer.from(whole.signature, 'base64')],
      ['enc_key', Buffer.from(whole.enc_key, 'hex')],
    ];
    for (const [field, value] of bytes) {
      const padded = value.toString('base64');
      for (const text of [value.toString('hex').toUpperCase(), padded, padded.replace(/=+$/, '')]) {
        expect(readSubscribe({ ...whole, [field]: text })).not.toBeInstanceOf(Fault);
      }
    }
  });

  it('of a group needs no session key, and takes none but the group’s own', () => {
    const group = { ...without('session_ed25519'), pubkey: Buffer.concat([Buffer.of(3), groupKey]).toString('hex') };
    const read = readSubscribe(group) as SubscribeRequest;
    expect(read.sessionEd25519).toBeUndefined();
    expect(readSubscribe({ ...group, session_ed25519: null })).not.toBeInstanceOf(Fault);
    expect(readSubscribe({ ...group, session_ed25519: groupKey.toString('hex') })).not.toBeInstanceOf(Fault);
    expectShapeFault(readSubscribe({ ...group, session_ed25519: key.toString('hex') }));
    expectShapeFault(readSubscribe({ ...group, session_ed25519: 'zz' }));
  });

  it.each(Object.keys(whole) as Field[])('is refused when %s is wrong', (field) => {
    for (const value of wrong[field]) expectShapeFault(readSubscribe({ ...whole, [field]: value }), value);
  });

  it.each(Object.keys(whole) as Field[])('treats %s: null as absent', (field) => {
    const absent = readSubscribe(without(field));
    const none = readSubscribe({ ...whole, [field]: null });
    if (OPTIONAL.includes(field)) {
      expect(absent).not.toBeInstanceOf(Fault);
      expect(none).not.toBeInstanceOf(Fault);
    } else {
      expectShapeFault(absent);
      expect(none).toEqual(absent);
    }
  });

  it('may do without both halves of a subaccount', () => {
    const { subaccount: _token, subaccount_sig: _signature, ...rest } = whole;
    for (const request of [rest, { ...rest, subaccount: null }, { ...rest, subaccount: null, subaccount_sig: null }]) {
      const read = readSubscribe(request) as SubscribeRequest;
      expect(read.subaccount).toBeUndefined();
    }
  });

  it('takes fields nobody knows, and no fields from a prototype', () => {
    expect(readSubscribe({ ...whole, extra: { x: [1] }, another: null })).not.toBeInstanceOf(Fault);
    expectShapeFault(readSubscribe(JSON.parse(`{"__proto__":${JSON.stringify(whole)}}`)));
    expectShapeFault(readSubscribe(Object.create(whole)));
  });

  it('never makes a reader throw, whatever it is', () => {
    const anything = fc.oneof(fc.jsonValue(), fc.anything());
    fc.assert(
      fc.property(anything, (value) => {
        for (const read of [readSubscribe, readUnsubscribe, readDelegationKey]) expectShapeFault(read(value));
      }),
      { numRuns: 2_000 },
    );
  });

  it('never makes a reader throw, whatever one of its fields is', () => {
    const field = fc.constantFrom(...(Object.keys(whole) as Field[]));
    fc.assert(
      fc.property(field, fc.oneof(fc.jsonValue(), fc.string({ maxLength: 140 }), fc.anything()), (name, value) => {
        for (const read of [readSubscribe, readUnsubscribe]) {
          const result = read({ ...whole, [name]: value });
          if (result instanceof Fault) expect(result.code).toBe(1);
        }
      }),
      { numRuns: 5_000 },
    );
  });
});

describe('a request to unsubscribe', () => {
  const { namespaces: _n, data: _d, enc_key: _e, delegation: _g, ...ending } = whole;

  it('needs no namespaces, data or delegation, and does not look at them', () => {
    expect(readUnsubscribe(ending)).toMatchObject({ signedAt: whole.sig_ts, service: 'apns' });
    expect(readUnsubscribe({ ...ending, namespaces: 'x', data: 5, enc_key: 1, delegation: 7 })).not.toBeInstanceOf(
      Fault,
    );
  });

  it.each(Object.keys(ending) as (keyof typeof ending)[])('is refused when %s is wrong or missing', (field) => {
    for (const value of [...wrong[field], null])
      expectShapeFault(readUnsubscribe({ ...ending, [field]: value }), value);
    const { [field]: _left, ...rest } = ending as Record<string, unknown>;
    expectShapeFault(readUnsubscribe(rest));
  });
});

describe('a request for a delegate key', () => {
  it('is an account and nothing else', () => {
    const account = readDelegationKey({ pubkey: whole.pubkey, whatever: 1 });
    expect(account).not.toBeInstanceOf(Fault);
    for (const value of [...wrong.pubkey, null, undefined]) expectShapeFault(readDelegationKey({ pubkey: value }));
  });
});

describe('a body', () => {
  const read = (text: string | Buffer) => readElements(Buffer.from(text as string));

  it('is one object or an array, in order', () => {
    expect(read('{"a":1}')).toEqual({ elements: [{ a: 1 }], single: true });
    expect(read('[]')).toEqual({ elements: [], single: false });
    expect(read('[{"a":1},2,null,[]]')).toEqual({ elements: [{ a: 1 }, 2, null, []], single: false });
  });

  it.each(['', ' ', '{', '{not json', 'null', 'true', '5', '"x"', '\ufeff{}', '{}{}', '[1', 'NaN', "{'a':1}"])(
    'that reads %j is refused',
    (text) => expectShapeFault(read(text)),
  );

  it('may spell whole numbers in any way of JSON, and repeat a key: the last one counts', () => {
    const text = JSON.stringify({ ...whole, sig_ts: 0, namespaces: [0] })
      .replace('"sig_ts":0', '"sig_ts":5,"sig_ts":1.795403999e9')
      .replace('"namespaces":[0]', '"namespaces":[-0.0,1E1,11.0]');
    const { elements } = read(text) as Elements;
    expect(readSubscribe(elements[0])).toMatchObject({ signedAt: 1_795_403_999, namespaces: [0, 10, 11] });
  });

  it('is refused when it is not UTF-8, too deep, too long or of too many parts', () => {
    expectShapeFault(read(Buffer.from('7b2261223a22fffe227d', 'hex')));
    expectShapeFault(read('['.repeat(100) + ']'.repeat(100)));
    expectShapeFault(read(`"${'x'.repeat(MAX_BODY)}"`));
    expectShapeFault(read(`[${'{},'.repeat(MAX_ELEMENTS)}{}]`));
    expectShapeFault(read(`[${'1,'.repeat(120_000)}1]`));
    expect(read(`[${'{},'.repeat(MAX_ELEMENTS - 1)}{}]`)).toMatchObject({ single: false });
  });

  it('never makes the reader throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 64 }), fc.json().map(Buffer.from)), (bytes) => {
        const result = readElements(Buffer.from(bytes));
        if (result instanceof Fault) expect(result.code).toBe(1);
      }),
      { numRuns: 2_000 },
    );
  });
});

/** Thousands of requests, each right or wrong in several ways at once: the code is the one that the protocol page says. */
import fc from 'fast-check';
import { crypto_sign_seed_keypair } from 'sodium-native';
import { x25519OfEd25519 } from '../../protocol/account-id';
import { MOST_NAMESPACES } from '../../protocol/namespaces';
import { signEd25519, verifyEd25519 } from '../../protocol/signed-messages';
import { subscribeProof, unsubscribeProof } from './authority';
import type { Claim, Proof } from './claims';
import { Fault } from './fault';
import { readElements, readSubscribe, readUnsubscribe } from './requests';

const DAY = 86_400;
const NOW = 1_795_403_999;

function keysOf(seed: number) {
  const publicKey = Buffer.alloc(32);
  const secretKey = Buffer.alloc(64);
  crypto_sign_seed_keypair(publicKey, secretKey, Buffer.alloc(32, seed));
  return { publicKey, secretKey };
}

const owner = keysOf(1);
const member = keysOf(2);
const stranger = keysOf(3);
const SIGNERS = { owner, member, stranger } as const;

/** Ways to write bytes; the last two are none. */
const SPELLINGS = {
  hex: (bytes: Buffer) => bytes.toString('hex'),
  HEX: (bytes: Buffer) => bytes.toString('hex').toUpperCase(),
  base64: (bytes: Buffer) => bytes.toString('base64'),
  unpadded: (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, ''),
  spaced: (bytes: Buffer) => `${bytes.toString('base64')} `,
  prefixed: (bytes: Buffer) => `0x${bytes.toString('hex')}`,
} as const;
const GOOD_SPELLINGS = ['hex', 'HEX', 'base64', 'unpadded'];

const GOOD_NAMESPACES = [[0], [-32_768, -1, 0, 11, 32_767], Array.from({ length: MOST_NAMESPACES }, (_, at) => at)];
const BAD_NAMESPACES = [
  [],
  [0, 0],
  [11, 0],
  [32_768],
  [-32_769],
  [0.5],
  ['0'],
  [true],
  '0',
  Array.from({ length: MOST_NAMESPACES + 1 }, (_, at) => at),
];

/** Seconds from now. */
const AGES = [-14 * DAY - 1, -14 * DAY, -DAY - 1, -DAY, -1, 0, 1, DAY, DAY + 1, -NOW - 5, 1e12];

const mostly = <T>(usual: T, ...others: readonly T[]) =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(usual, ...others) });

const choices = fc.record({
  prefix: mostly<number>(5, 3, 3, 3, 0x15, 0x25, 0),
  session: mostly<'right' | 'absent' | 'null' | 'wrong' | 'short'>(
    'right',
    'absent',
    'absent',
    'null',
    'wrong',
    'short',
  ),
  lent: mostly<'no' | 'whole' | 'null' | 'token alone' | 'signature alone'>(
    'no',
    'whole',
    'whole',
    'whole',
    'null',
    'token alone',
    'signature alone',
  ),
  flags: mostly<number>(1, 0, 2, 3, 7, 8, 9, 15),
  tokenPrefix: mostly<'same' | 'other'>('same', 'other'),
  lender: mostly<keyof typeof SIGNERS>('owner', 'stranger', 'member'),
  signer: fc.constantFrom<keyof typeof SIGNERS>('owner', 'member', 'member', 'stranger'),
  namespaces: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...GOOD_NAMESPACES) },
    { weight: 1, arbitrary: fc.constantFrom<unknown>(...BAD_NAMESPACES) },
  ),
  age: fc.constantFrom(...AGES),
  time: mostly<'whole' | 'broken' | 'text'>('whole', 'broken', 'text'),
  data: mostly<unknown>(true, false, 1, 'true', undefined),
  dataSigned: mostly<'same' | 'flipped'>('same', 'flipped'),
  spelling: mostly<keyof typeof SPELLINGS>('base64', 'hex', 'HEX', 'unpadded', 'spaced', 'prefixed'),
  encKey: mostly<unknown>(undefined, null, 'ab'.repeat(32), 'ab'.repeat(31), 'zz', 5),
});
type Choices = typeof choices extends fc.Arbitrary<infer T> ? T : never;

const isLent = ({ lent }: Choices) => lent !== 'no' && lent !== 'null';

function accountOf({ prefix }: Choices): Buffer {
  const key = prefix === 3 ? owner.publicKey : x25519OfEd25519(owner.publicKey);
  return Buffer.concat([Buffer.of(prefix), key as Buffer]);
}

function sessionKeyOf({ session }: Choices): Buffer | undefined | null {
  if (session === 'absent') return undefined;
  if (session === 'null') return null;
  if (session === 'short') return owner.publicKey.subarray(1);
  return session === 'wrong' ? stranger.publicKey : owner.publicKey;
}

/** What a phone would send that made these choices. */
function requestOf(made: Choices, what: 'subscribe' | 'unsubscribe'): Record<string, unknown> {
  const write = (bytes: Buffer | null | undefined) => (bytes ? SPELLINGS[made.spelling](bytes) : bytes);
  const account = accountOf(made);
  const signedAt = NOW + made.age;
  const tokenPrefix = made.tokenPrefix === 'same' ? made.prefix : made.prefix ^ 6;
  const token = Buffer.concat([Buffer.of(tokenPrefix, made.flags, 0, 0), member.publicKey]);
  const flag = (made.data === true) === (made.dataSigned === 'same') ? '1' : '0';
  const list = Array.isArray(made.namespaces) ? made.namespaces.join(',') : '';
  const start = what === 'subscribe' ? 'MONITOR' : 'UNSUBSCRIBE';
  const text = `${start}${account.toString('hex')}${signedAt}${what === 'subscribe' ? flag + list : ''}`;
  const lent = made.lent === 'null' ? null : undefined;
  return {
    pubkey: write(account),
    session_ed25519: write(sessionKeyOf(made)),
    subaccount: isLent(made) && made.lent !== 'signature alone' ? write(token) : lent,
    subaccount_sig:
      isLent(made) && made.lent !== 'token alone' ? write(signEd25519(SIGNERS[made.lender].secretKey, token)) : lent,
    namespaces: made.namespaces,
    data: made.data,
    sig_ts: made.time === 'whole' ? signedAt : made.time === 'text' ? String(signedAt) : signedAt + 0.25,
    signature: write(signEd25519(SIGNERS[made.signer].secretKey, Buffer.from(text))),
    service: 'apns',
    service_info: { token: 'ab'.repeat(32) },
    enc_key: made.encKey,
  };
}

/** The protocol page, once more. */
function expectedCode(made: Choices, what: 'subscribe' | 'unsubscribe'): number | undefined {
  const isPerson = made.prefix === 5;
  const isShapely =
    (isPerson || made.prefix === 3) &&
    (made.session === 'right' || (!isPerson && (made.session === 'absent' || made.session === 'null'))) &&
    (!isLent(made) || made.lent === 'whole') &&
    made.time === 'whole' &&
    GOOD_SPELLINGS.includes(made.spelling);
  if (!isShapely) return 1;
  if (what === 'subscribe') {
    const isKeyGood = made.encKey === undefined || made.encKey === null || made.encKey === 'ab'.repeat(32);
    if (typeof made.data !== 'boolean' || !GOOD_NAMESPACES.some((good) => good === made.namespaces) || !isKeyGood)
      return 1;
  }
  const oldest = what === 'subscribe' ? -14 * DAY : -DAY;
  if (made.age < oldest || made.age > DAY) return 4;
  if (what === 'subscribe' && made.dataSigned === 'flipped') return 4;
  if (!isLent(made)) return made.signer === 'owner' ? undefined : 4;
  const mayRead = (made.flags & 1) === 1 && (made.tokenPrefix === 'same' || (made.flags & 8) === 8);
  return mayRead && made.lender === 'owner' && made.signer === 'member' ? undefined : 4;
}

function holds(claim: Claim): boolean {
  if (claim.kind === 'signed') return verifyEd25519(claim.key, claim.message, claim.signature);
  return x25519OfEd25519(claim.key)?.equals(claim.x25519) ?? false;
}

const verdict = ({ claims, fault }: Proof) => claims.find((claim) => !holds(claim))?.otherwise ?? fault;

/** Through JSON, as it comes. */
function faultOf(request: Record<string, unknown>, what: 'subscribe' | 'unsubscribe'): Fault | undefined {
  const read = readElements(Buffer.from(JSON.stringify(request)));
  if (read instanceof Fault) return read;
  if (what === 'subscribe') {
    const asked = readSubscribe(read.elements[0]);
    return asked instanceof Fault ? asked : verdict(subscribeProof(asked, NOW * 1_000));
  }
  const asked = readUnsubscribe(read.elements[0]);
  return asked instanceof Fault ? asked : verdict(unsubscribeProof(asked, NOW * 1_000));
}

it.each(['subscribe', 'unsubscribe'] as const)('has the code that the page says: %s', (what) => {
  const seen = new Map<number | undefined, number>();
  fc.assert(
    fc.property(choices, (made) => {
      const request = requestOf(made, what);
      const expected = expectedCode(made, what);
      const fault = faultOf(request, what);
      expect(fault?.code).toBe(expected);
      for (const value of Object.values(request)) {
        if (typeof value === 'string' && value.length > 8) expect(fault?.message ?? '').not.toContain(value);
      }
      seen.set(expected, (seen.get(expected) ?? 0) + 1);
    }),
    { numRuns: 3_000 },
  );
  // Of each kind enough.
  for (const code of [undefined, 1, 4]) expect(seen.get(code)).toBeGreaterThan(100);
});

/** Who may: owners and those they lent the right to read, within the times the network allows. */
import { randomBytes } from 'node:crypto';
import { crypto_sign_ed25519_pk_to_curve25519, crypto_sign_seed_keypair } from 'sodium-native';
import { AccountId, x25519OfEd25519 } from '../../protocol/account-id';
import { monitorText, signEd25519, unsubscribeText, verifyEd25519 } from '../../protocol/signed-messages';
import { SubaccountToken } from '../../protocol/subaccount';
import { subscribeProof, unsubscribeProof } from './authority';
import type { Claim, Proof } from './claims';
import type { Fault } from './fault';
import type { SubscribeRequest } from './requests';

const DAY = 24 * 60 * 60;
const SIGNED_AT = 1_795_403_999;
const NOW = SIGNED_AT * 1000;

function keyPair() {
  const publicKey = Buffer.alloc(32);
  const secretKey = Buffer.alloc(64);
  crypto_sign_seed_keypair(publicKey, secretKey, randomBytes(32));
  return { publicKey, secretKey };
}

const owner = keyPair();
const member = keyPair();
const stranger = keyPair();

const x25519 = Buffer.alloc(32);
crypto_sign_ed25519_pk_to_curve25519(x25519, owner.publicKey);
const person = AccountId.fromBytes(Buffer.concat([Buffer.of(5), x25519]));
const group = AccountId.fromBytes(Buffer.concat([Buffer.of(3), owner.publicKey]));

function request(change: Partial<SubscribeRequest> = {}, signer = owner): SubscribeRequest {
  const { account = person, signedAt = SIGNED_AT, namespaces = [-4, 0, 11], withData = true } = change;
  return {
    account,
    sessionEd25519: account === person ? owner.publicKey : undefined,
    signedAt,
    namespaces,
    withData,
    signature: signEd25519(signer.secretKey, monitorText(account, signedAt, withData, namespaces)),
    service: 'apns',
    serviceInfo: {},
    ...change,
  };
}

function lent(account: AccountId, flags: number, { prefix = account.prefix, by = owner } = {}) {
  const token = Buffer.concat([Buffer.of(prefix, flags, 0, 0), member.publicKey]);
  return { token: SubaccountToken.parse(token), ownerSignature: signEd25519(by.secretKey, token) };
}

function holds(claim: Claim): boolean {
  if (claim.kind === 'signed') return verifyEd25519(claim.key, claim.message, claim.signature);
  return x25519OfEd25519(claim.key)?.equals(claim.x25519) ?? false;
}

function verdict({ claims, fault }: Proof): Fault | undefined {
  return claims.find((claim) => !holds(claim))?.otherwise ?? fault;
}

const subscribeFault = (asked: SubscribeRequest, now: number) => verdict(subscribeProof(asked, now));
const unsubscribeFault = (asked: SubscribeRequest, now: number) => verdict(unsubscribeProof(asked, now));
const codeOf = (asked: SubscribeRequest, now = NOW) => subscribeFault(asked, now)?.code;

it('takes what the owner signed, for a person and for a group', () => {
  expect(subscribeFault(request(), NOW)).toBeUndefined();
  expect(subscribeFault(request({ account: group }), NOW)).toBeUndefined();
  expect(subscribeFault(request({ withData: false }), NOW)).toBeUndefined();
});

it.each([
  ['by a stranger', request({}, stranger)],
  ['for a group by a stranger', request({ account: group }, stranger)],
  ['with other namespaces', { ...request(), namespaces: [-4, 0] }],
  ['with another data flag', { ...request(), withData: false }],
  ['at another time', { ...request(), signedAt: SIGNED_AT - 1 }],
  ['for another account', { ...request(), account: group, sessionEd25519: undefined }],
  ['with a broken signature', { ...request(), signature: Buffer.alloc(64) }],
])('refuses what was signed %s', (_how, asked) => {
  expect(codeOf(asked)).toBe(4);
});

it.each([
  ['of a stranger', stranger.publicKey],
  ['of small order', Buffer.concat([Buffer.of(1), Buffer.alloc(31)])],
  ['that is no point', Buffer.alloc(32, 0xff)],
])('calls a session key %s a fault of value, whatever the time and the signature', (_what, sessionEd25519) => {
  expect(codeOf({ ...request(), sessionEd25519 })).toBe(1);
  expect(codeOf({ ...request({ signedAt: 5 }), sessionEd25519 })).toBe(1);
  expect(unsubscribeFault({ ...request(), sessionEd25519 }, NOW)?.code).toBe(1);
});

it('takes what a member signed who may read', () => {
  for (const account of [group, person]) {
    for (const flags of [1, 3, 7, 9]) {
      expect(subscribeFault(request({ account, subaccount: lent(account, flags) }, member), NOW)).toBeUndefined();
    }
    const anyPrefix = lent(account, 9, { prefix: 0x15 });
    expect(subscribeFault(request({ account, subaccount: anyPrefix }, member), NOW)).toBeUndefined();
  }
});

it.each([
  ['may not read', request({ account: group, subaccount: lent(group, 6) }, member)],
  [
    'was lent the right for another kind of account',
    request({ account: group, subaccount: lent(group, 3, { prefix: 5 }) }, member),
  ],
  [
    'was lent the right by a stranger',
    request({ account: group, subaccount: lent(group, 3, { by: stranger }) }, member),
  ],
  ['did not sign', request({ account: group, subaccount: lent(group, 3) }, stranger)],
  ['let the owner sign instead', request({ account: group, subaccount: lent(group, 3) }, owner)],
])('refuses a member who %s', (_how, asked) => {
  expect(codeOf(asked)).toBe(4);
});

it.each([
  [-14 * DAY, undefined],
  [-14 * DAY - 1, 4],
  [DAY, undefined],
  [DAY + 1, 4],
])('a subscription signed %i s from now', (offset, code) => {
  expect(codeOf(request({ signedAt: SIGNED_AT + offset }))).toBe(code);
});

it.each([
  [-DAY, undefined],
  [-DAY - 1, 4],
  [DAY, undefined],
  [DAY + 1, 4],
])('an unsubscription signed %i s from now', (offset, code) => {
  const signedAt = SIGNED_AT + offset;
  const signature = signEd25519(owner.secretKey, unsubscribeText(person, signedAt));
  expect(unsubscribeFault({ ...request(), signedAt, signature }, NOW)?.code).toBe(code);
});

it('does not take a subscription’s signature for leaving', () => {
  expect(unsubscribeFault(request(), NOW)?.code).toBe(4);
});

/** Whether a request was signed by somebody who may, and lately enough. */
import type { AccountId } from '../../protocol/account-id';
import { monitorText, unsubscribeText } from '../../protocol/signed-messages';
import { READ } from '../../protocol/subaccount';
import type { Claim, Proof } from './claims';
import { Fault } from './fault';
import type { SignedRequest, SubscribeRequest } from './requests';

const DAY_MS = 24 * 60 * 60 * 1000;

/** How long after it was signed a subscription counts. */
export const SIGNATURE_LIFETIME_MS = 14 * DAY_MS;
const AHEAD_MS = DAY_MS;
const UNSUBSCRIBE_LIFETIME_MS = DAY_MS;

const TOO_FAR_AHEAD = new Fault(4, 'sig_ts is more than a day ahead; set the clock and sign again');
const NOT_SIGNED = new Fault(4, 'The signature does not match; sign this very request again');

const WRONG_KEY = new Fault(1, 'session_ed25519 must be the Ed25519 key that belongs to pubkey');
const MAY_NOT_READ = new Fault(4, 'The subaccount may not read this account; ask its owner for another');
const NOT_LENT = new Fault(4, 'The subaccount was not signed by the owner of the account; ask for another');

/** What must hold for a subscription. `now` in milliseconds. */
export function subscribeProof(request: SubscribeRequest, now: number): Proof {
  const { account, signedAt, withData, namespaces } = request;
  const late = tooOld(request, now, SIGNATURE_LIFETIME_MS, '14 days');
  return proofOf(request, late ?? tooFarAhead(request, now), monitorText(account, signedAt, withData, namespaces));
}

/** What must hold for leaving. `now` in milliseconds. */
export function unsubscribeProof(request: SignedRequest, now: number): Proof {
  const late = tooOld(request, now, UNSUBSCRIBE_LIFETIME_MS, 'a day');
  return proofOf(request, late ?? tooFarAhead(request, now), unsubscribeText(request.account, request.signedAt));
}

/** The Ed25519 key that owns the account: a group is named by its own. */
export function ownerKey(request: { readonly account: AccountId; readonly sessionEd25519?: Buffer }): Buffer {
  return request.sessionEd25519 ?? request.account.key;
}

function proofOf(request: SignedRequest, timeFault: Fault | undefined, text: Buffer): Proof {
  const { account, sessionEd25519, subaccount, signature } = request;
  const owner = ownerKey(request);
  const claims: Claim[] = [];
  if (sessionEd25519) claims.push({ kind: 'converts', key: sessionEd25519, x25519: account.key, otherwise: WRONG_KEY });
  if (timeFault) return { claims, fault: timeFault };
  if (subaccount === undefined) {
    claims.push({ kind: 'signed', key: owner, message: text, signature, otherwise: NOT_SIGNED });
    return { claims };
  }
  const { token, ownerSignature } = subaccount;
  if (!token.grants(account, READ)) return { claims, fault: MAY_NOT_READ };
  claims.push(
    { kind: 'signed', key: owner, message: token.bytes, signature: ownerSignature, otherwise: NOT_LENT },
    { kind: 'signed', key: token.key, message: text, signature, otherwise: NOT_SIGNED },
  );
  return { claims };
}

function tooOld({ signedAt }: SignedRequest, now: number, lifetimeMs: number, words: string): Fault | undefined {
  return now - signedAt * 1000 > lifetimeMs ? new Fault(4, `sig_ts is more than ${words} old; sign again`) : undefined;
}

function tooFarAhead({ signedAt }: SignedRequest, now: number): Fault | undefined {
  return signedAt * 1000 - now > AHEAD_MS ? TOO_FAR_AHEAD : undefined;
}

/** Whether a request was signed by somebody who may, and lately enough. */
import type { AccountId } from '../../protocol/account-id';
import { monitorText, unsubscribeText, verifyEd25519 } from '../../protocol/signed-messages';
import { READ } from '../../protocol/subaccount';
import { Fault } from './fault';
import type { SignedRequest, SubscribeRequest } from './requests';

const DAY_MS = 24 * 60 * 60 * 1000;

/** How long after it was signed a subscription counts. */
export const SIGNATURE_LIFETIME_MS = 14 * DAY_MS;
const AHEAD_MS = DAY_MS;
const UNSUBSCRIBE_LIFETIME_MS = DAY_MS;

const TOO_FAR_AHEAD = new Fault(4, 'sig_ts is more than a day ahead; set the clock and sign again');
const NOT_SIGNED = new Fault(4, 'The signature does not match; sign this very request again');

/** `now` in milliseconds. Undefined when all is well. */
export function subscribeFault(request: SubscribeRequest, now: number): Fault | undefined {
  const age = now - request.signedAt * 1000;
  if (age > SIGNATURE_LIFETIME_MS) return new Fault(4, 'sig_ts is more than 14 days old; sign again');
  if (age < -AHEAD_MS) return TOO_FAR_AHEAD;
  const { account, signedAt, withData, namespaces } = request;
  return signatureFault(request, monitorText(account, signedAt, withData, namespaces));
}

/** `now` in milliseconds. Undefined when all is well. */
export function unsubscribeFault(request: SignedRequest, now: number): Fault | undefined {
  const age = now - request.signedAt * 1000;
  if (age > UNSUBSCRIBE_LIFETIME_MS) return new Fault(4, 'sig_ts is more than a day old; sign again');
  if (age < -AHEAD_MS) return TOO_FAR_AHEAD;
  return signatureFault(request, unsubscribeText(request.account, request.signedAt));
}

/** The Ed25519 key that owns the account: a group is named by its own. */
export function ownerKey(request: { readonly account: AccountId; readonly sessionEd25519?: Buffer }): Buffer {
  return request.sessionEd25519 ?? request.account.key;
}

function signatureFault(request: SignedRequest, text: Buffer): Fault | undefined {
  const { account, subaccount, signature } = request;
  if (subaccount === undefined) return verifyEd25519(ownerKey(request), text, signature) ? undefined : NOT_SIGNED;
  const { token, ownerSignature } = subaccount;
  if (!token.grants(account, READ)) {
    return new Fault(4, 'The subaccount may not read this account; ask its owner for another');
  }
  if (!verifyEd25519(ownerKey(request), token.bytes, ownerSignature)) {
    return new Fault(4, 'The subaccount was not signed by the owner of the account; ask for another');
  }
  return verifyEd25519(token.key, text, signature) ? undefined : NOT_SIGNED;
}

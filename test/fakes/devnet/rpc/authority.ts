/** Whether the signatures of a request give it the right to do what it asks. */
import { crypto_sign_ed25519_pk_to_curve25519, crypto_sign_verify_detached } from 'sodium-native';
import type { NodeContext } from '../node-context';
import { type Params, readAccount, readSignature, readText, readToken, UnreadableRequest } from './rpc-fields';

export const READ = 1;
export const WRITE = 2;
export const DELETE = 4;
const ANY_PREFIX = 8;

/** ms that a signed time stamp may lie from the node's clock. */
const TOLERANCE = 60_000;

export interface Authority {
  /** 66 hex digits. */
  readonly account: string;
  readonly ownerEd25519?: Buffer;
  readonly signature: Buffer;
  readonly token?: Buffer;
  readonly tokenSignature?: Buffer;
}

/** Reads who signs. Throws UnreadableRequest. */
export function readAuthority(params: Params, mayDelegate = true): Authority {
  const account = readAccount(params);
  const signature = readSignature(params, 'signature', 'invalid signature');
  const ownerEd25519 = readOwner(params, account);
  const authority = ownerEd25519 === undefined ? { account, signature } : { account, signature, ownerEd25519 };
  const token = mayDelegate ? readText(params, 'subaccount') : undefined;
  if (token === undefined || token === '') return authority;
  if (readText(params, 'subaccount_sig') === undefined) {
    throw new UnreadableRequest('invalid subaccount: subaccount_sig is required when using subaccount');
  }
  return {
    ...authority,
    token: readToken(token, 'invalid subaccount'),
    tokenSignature: readSignature(params, 'subaccount_sig', 'invalid subaccount signature'),
  };
}

export function isTimely(timestamp: number, node: NodeContext): boolean {
  return Math.abs(timestamp - node.now()) <= TOLERANCE;
}

/** Whether the signer may do `right` (a sum of READ, WRITE, DELETE) and signed this text. */
export function permits(
  authority: Authority,
  text: string | Buffer,
  node: NodeContext,
  needs: { readonly right: number; readonly evenIfRevoked?: boolean },
): boolean {
  const { account, token, tokenSignature } = authority;
  const owner = ownerKey(authority);
  if (owner === undefined) return false;
  if (token === undefined || tokenSignature === undefined) return verifies(owner, text, authority.signature);
  const isRevoked = node.store.revokedTokens(account).includes(token.toString('hex'));
  if (isRevoked && needs.evenIfRevoked !== true) return false;
  const flags = token.readUInt8(1);
  if ((flags & needs.right) !== needs.right) return false;
  if (token.readUInt8(0) !== Number.parseInt(account.slice(0, 2), 16) && (flags & ANY_PREFIX) === 0) return false;
  return verifies(owner, token, tokenSignature) && verifies(token.subarray(4), text, authority.signature);
}

/** A Session ID's Ed25519 key must be named and convert to it; the key of any other account signs for itself. */
function ownerKey({ account, ownerEd25519 }: Authority): Buffer | undefined {
  const key = Buffer.from(account.slice(2), 'hex');
  if (!account.startsWith('05') || ownerEd25519 === undefined) return key;
  const x25519 = Buffer.alloc(32);
  try {
    crypto_sign_ed25519_pk_to_curve25519(x25519, ownerEd25519);
  } catch {
    return undefined;
  }
  return x25519.equals(key) ? ownerEd25519 : undefined;
}

function readOwner(params: Params, account: string): Buffer | undefined {
  const text = readText(params, 'pubkey_ed25519');
  if (text === undefined) return undefined;
  if (!account.startsWith('05')) {
    throw new UnreadableRequest('pubkey_ed25519 is only permitted for 05[...] pubkeys');
  }
  if (text.length !== 64) {
    throw new UnreadableRequest('Invalid pubkey_ed25519: expected 64 hex char or 32 byte pubkey');
  }
  if (!/^[0-9a-fA-F]{64}$/.test(text)) throw new UnreadableRequest('invalid pubkey_ed25519: value is not hex');
  return Buffer.from(text, 'hex');
}

function verifies(key: Buffer, text: string | Buffer, signature: Buffer): boolean {
  return crypto_sign_verify_detached(signature, Buffer.from(text), key);
}

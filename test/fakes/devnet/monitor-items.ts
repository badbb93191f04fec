/** What is asked in a monitor request, and the reasons for which a node refuses it. */
import { crypto_sign_ed25519_pk_to_curve25519, crypto_sign_verify_detached } from 'sodium-native';
import { type BencodeValue, decodeBencode } from '../../../src/protocol/bencode';

export interface AskedItem {
  /** 66 hex digits; undefined when the keys given make none. */
  readonly account: string;
  /** 32 bytes: whoever owns the account. */
  readonly owner: Buffer;
  readonly token?: Buffer;
  readonly ownerSignature?: Buffer;
  readonly withData: boolean;
  readonly namespaces: readonly number[];
  readonly signature: Buffer;
  /** s. */
  readonly signedAt: number;
  /** What was wrong with its shape: a code of refusal. */
  readonly fault?: number;
}

const DAY = 86_400;
const READ = 1;
const ANY_PREFIX = 8;

/** Undefined when the body is no dictionary and no list of dictionaries. */
export function readMonitorItems(body: Buffer): { items: AskedItem[]; isList: boolean } | undefined {
  let value: BencodeValue;
  try {
    value = decodeLong(body);
  } catch {
    return undefined;
  }
  const isList = Array.isArray(value);
  const entries = (isList ? value : [value]) as readonly BencodeValue[];
  if (!entries.every((entry) => entry instanceof Map)) return undefined;
  return { items: entries.map((entry) => itemOf(entry as ReadonlyMap<string, BencodeValue>)), isList };
}

/** The relay's own reader bounds the number of values far below what a node takes: long lists are read in parts. */
function decodeLong(body: Buffer): BencodeValue {
  if (body[0] !== 0x6c) return decodeBencode(body);
  const list: BencodeValue[] = [];
  for (let at = 1; body[at] !== 0x65; ) {
    const end = endOfItem(body, at);
    list.push(decodeBencode(body.subarray(at, end)));
    at = end;
  }
  return list;
}

/** Where the value that begins at `at` ends. Throws where there is none. */
function endOfItem(body: Buffer, at: number): number {
  const first = String.fromCharCode(body[at] ?? 0);
  if (first === 'i') return body.indexOf(0x65, at) + 1;
  if (first === 'l' || first === 'd') {
    let next = at + 1;
    while (body[next] !== 0x65) next = endOfItem(body, next);
    return next + 1;
  }
  const colon = body.indexOf(0x3a, at);
  const length = Number(body.toString('latin1', at, colon));
  if (colon < 0 || !Number.isInteger(length)) throw new Error('not bencode');
  return colon + 1 + length;
}

function itemOf(fields: ReadonlyMap<string, BencodeValue>): AskedItem {
  const bytes = (key: string, length: number) => {
    const value = fields.get(key);
    return Buffer.isBuffer(value) && value.length === length ? value : undefined;
  };
  const ed25519 = bytes('P', 32);
  const group = bytes('p', 33);
  const owner = ed25519 ?? group?.subarray(1);
  const account = ed25519 === undefined ? group : sessionIdOf(ed25519);
  const namespaces = fields.get('n');
  const isAscending = isList(namespaces) && namespaces.every((each, at) => at === 0 || each > namespaces[at - 1]!);
  const signature = bytes('s', 64);
  const signedAt = fields.get('t');
  const token = bytes('T', 36);
  const ownerSignature = bytes('S', 64);
  const fault =
    signature === undefined || typeof signedAt !== 'number' || (token === undefined) !== (ownerSignature === undefined)
      ? 1
      : account === undefined || fields.has('P') === fields.has('p')
        ? 2
        : isAscending && namespaces.length > 0
          ? undefined
          : 3;
  return {
    account: account?.toString('hex') ?? '',
    owner: owner ?? Buffer.alloc(32),
    ...(token === undefined ? {} : { token }),
    ...(ownerSignature === undefined ? {} : { ownerSignature }),
    withData: fields.get('d') === 1,
    namespaces: isList(namespaces) ? namespaces : [],
    signature: signature ?? Buffer.alloc(64),
    signedAt: typeof signedAt === 'number' ? signedAt : 0,
    ...(fault === undefined ? {} : { fault }),
  };
}

function isList(value: BencodeValue | undefined): value is readonly number[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'number' && Math.abs(each) <= 32_768);
}

function sessionIdOf(ed25519: Buffer): Buffer | undefined {
  const x25519 = Buffer.alloc(32);
  try {
    crypto_sign_ed25519_pk_to_curve25519(x25519, ed25519);
    return Buffer.concat([Buffer.of(5), x25519]);
  } catch {
    return undefined;
  }
}

/** Why a node refuses the item, in its numbers; undefined when it takes it. `now`: ms. */
export function refusalOf(item: AskedItem, now: number): { readonly code: number; readonly words: string } | undefined {
  if (item.fault !== undefined) return { code: item.fault, words: 'Invalid arguments' };
  const age = now / 1000 - item.signedAt;
  if (age > 14 * DAY || age < -DAY) return { code: 4, words: 'Signature timestamp is too old or in the future' };
  return isSigned(item) ? undefined : { code: 5, words: 'Signature verification failed' };
}

function isSigned({ account, owner, token, ownerSignature, withData, namespaces, signature, signedAt }: AskedItem) {
  const text = Buffer.from(`MONITOR${account}${signedAt}${withData ? 1 : 0}${namespaces.join(',')}`);
  if (token === undefined || ownerSignature === undefined) return crypto_sign_verify_detached(signature, text, owner);
  const [prefix = 0, flags = 0] = token;
  if ((flags & READ) === 0) return false;
  if (prefix !== Number.parseInt(account.slice(0, 2), 16) && (flags & ANY_PREFIX) === 0) return false;
  return (
    crypto_sign_verify_detached(ownerSignature, token, owner) &&
    crypto_sign_verify_detached(signature, text, token.subarray(4))
  );
}

/** Reads what phones send: unknown JSON becomes a request, or a fault that says what to send instead. */
import { AccountId, SESSION_PREFIX } from '../../protocol/account-id';
import { bytesFromText } from '../../protocol/bytes';
import { isRecord, parseJson } from '../../protocol/json';
import { MOST_NAMESPACES, readNamespaces } from '../../protocol/namespaces';
import { SubaccountToken } from '../../protocol/subaccount';
import { Fault } from './fault';

/** The longest body either door takes, in bytes: a phone with a hundred delegated groups fits in half of it. */
export const MAX_BODY = 256 * 1024;

/** More elements than fit into a body when all are whole; a longer list is made of rubbish and would be costly to answer. */
export const MAX_ELEMENTS = 1_000;

const JSON_LIMITS = { depth: 16, containers: 20_000, commas: 50_000 };

/** What subscribing and unsubscribing have in common. */
export interface SignedRequest {
  readonly account: AccountId;
  /** The Ed25519 key of a Session ID, 32 bytes; absent for groups. */
  readonly sessionEd25519?: Buffer;
  /** By whom it is signed when not by the owner: a group member. */
  readonly subaccount?: { readonly token: SubaccountToken; readonly ownerSignature: Buffer };
  /** Seconds since 1970, by the phone's clock. */
  readonly signedAt: number;
  /** 64 bytes. */
  readonly signature: Buffer;
  /** Wire name of the push service. */
  readonly service: string;
  /** Whatever that service takes for an address; neither undefined nor null. */
  readonly serviceInfo: unknown;
}

export interface SubscribeRequest extends SignedRequest {
  /** Ascending, unique, int16. */
  readonly namespaces: readonly number[];
  readonly withData: boolean;
  /** 36 and 64 bytes. */
  readonly delegation?: { readonly token: Buffer; readonly signature: Buffer };
}

/** A body as a list of elements; `single` when it was one object and not an array. */
export interface Elements {
  readonly elements: readonly unknown[];
  readonly single: boolean;
}

/** What the messages say a field must be. */
const BYTES = (length: number) => `${length} bytes in hex or base64`;
const NAMESPACES = `an ascending list of 1 to ${MOST_NAMESPACES} different whole numbers from -32768 to 32767`;

const NO_JSON = `The request must be JSON in UTF-8, at most ${JSON_LIMITS.depth} levels deep: an object or an array of objects`;

export const TOO_LONG = new Fault(1, `The request is longer than ${MAX_BODY} bytes; send fewer at once`);

export function readElements(body: Buffer): Elements | Fault {
  if (body.length > MAX_BODY) return TOO_LONG;
  return guarded(NO_JSON, () => {
    const value = parseJson(body, JSON_LIMITS);
    if (isRecord(value)) return { elements: [value], single: true };
    if (!Array.isArray(value)) return new Fault(1, 'The request must be an object or an array of objects');
    if (value.length > MAX_ELEMENTS) return new Fault(1, `The array holds more than ${MAX_ELEMENTS} requests`);
    return { elements: value, single: false };
  });
}

export function readSubscribe(value: unknown): SubscribeRequest | Fault {
  return reading(value, (fields) => ({
    ...signedRequest(fields),
    namespaces: fields.required('namespaces', NAMESPACES, readNamespaces),
    withData: fields.required('data', 'true or false', readBoolean),
    delegation: delegationOf(fields),
  }));
}

export function readUnsubscribe(value: unknown): SignedRequest | Fault {
  return reading(value, signedRequest);
}

/** The account a delegate key is asked for. */
export function readDelegationKey(value: unknown): AccountId | Fault {
  return reading(value, accountOf);
}

function accountOf(fields: Fields): AccountId {
  return fields.required('pubkey', `${BYTES(33)} that begin with 05 or 03`, AccountId.parse);
}

function signedRequest(fields: Fields): SignedRequest {
  const account = accountOf(fields);
  return {
    account,
    sessionEd25519: sessionKeyOf(fields, account),
    subaccount: subaccountOf(fields),
    signedAt: fields.required('sig_ts', 'a whole number of seconds', readWholeNumber),
    signature: fields.required('signature', BYTES(64), (text) => bytesFromText(text, 64)),
    service: fields.required('service', 'the name of a push service', readText),
    serviceInfo: fields.required('service_info', 'an object', (info) => info),
  };
}

/** Whether the key belongs to a Session ID is proved later; a group signs with the key it is named by. */
function sessionKeyOf(fields: Fields, account: AccountId): Buffer | undefined {
  const must = 'the 32-byte Ed25519 key that belongs to pubkey, in hex or base64';
  if (account.prefix === SESSION_PREFIX) {
    return fields.required('session_ed25519', must, (text) => bytesFromText(text, 32));
  }
  fields.optional('session_ed25519', must, (text) => {
    if (!bytesFromText(text, 32).equals(account.key)) throw new Error(must);
  });
  return undefined;
}

function subaccountOf(fields: Fields): SignedRequest['subaccount'] {
  const token = fields.optional('subaccount', BYTES(36), (text) => SubaccountToken.parse(bytesFromText(text, 36)));
  const ownerSignature = fields.optional('subaccount_sig', BYTES(64), (text) => bytesFromText(text, 64));
  if (token === undefined && ownerSignature === undefined) return undefined;
  if (token === undefined) throw new Fault(1, 'subaccount_sig comes together with subaccount');
  if (ownerSignature === undefined) throw new Fault(1, 'subaccount comes together with subaccount_sig');
  return { token, ownerSignature };
}

/** `enc_key` is looked at here and nowhere else: it is neither stored nor used. */
function delegationOf(fields: Fields): SubscribeRequest['delegation'] {
  fields.optional('enc_key', BYTES(32), (text) => bytesFromText(text, 32));
  return fields.optional('delegation', 'an object with token and signature', (value) => {
    if (!isRecord(value)) throw new Error('not an object');
    const inner = new Fields(value, 'delegation.');
    return {
      token: inner.required('token', BYTES(36), (text) => bytesFromText(text, 36)),
      signature: inner.required('signature', BYTES(64), (text) => bytesFromText(text, 64)),
    };
  });
}

/** The fields of one object. A reader that throws becomes a fault that names the field and what it must be. */
class Fields {
  constructor(
    private readonly record: Record<string, unknown>,
    private readonly path = '',
  ) {}

  required<T>(name: string, must: string, read: (value: unknown) => T): T {
    const value = this.optional(name, must, read);
    if (value === undefined) throw new Fault(1, `${this.path}${name} is missing; it must be ${must}`);
    return value;
  }

  /** Null means the same as absent. */
  optional<T>(name: string, must: string, read: (value: unknown) => T): T | undefined {
    const value = Object.hasOwn(this.record, name) ? this.record[name] : undefined;
    if (value === undefined || value === null) return undefined;
    try {
      return read(value);
    } catch (error) {
      throw error instanceof Fault ? error : new Fault(1, `${this.path}${name} must be ${must}`);
    }
  }
}

function reading<T>(value: unknown, read: (fields: Fields) => T): T | Fault {
  return guarded('The request must be an object', () => {
    if (!isRecord(value)) return new Fault(1, 'The request must be an object');
    return read(new Fields(value));
  });
}

/** Nothing that a phone sends may throw: what no reader foresaw is a fault of shape too. */
function guarded<T>(otherwise: string, work: () => T | Fault): T | Fault {
  try {
    return work();
  } catch (error) {
    return error instanceof Fault ? error : new Fault(1, otherwise);
  }
}

function readBoolean(value: unknown): boolean {
  if (typeof value !== 'boolean') throw new Error('not a boolean');
  return value;
}

function readWholeNumber(value: unknown): number {
  if (!Number.isSafeInteger(value)) throw new Error('not a whole number');
  return value as number;
}

function readText(value: unknown): string {
  if (typeof value !== 'string') throw new Error('not a text');
  return value;
}

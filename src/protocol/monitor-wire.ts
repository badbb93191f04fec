/** What the relay and a storage node say to each other on a monitor connection, frame by frame. */
import { BencodeReader, type BencodeValue, decodeBencode, encodeBencode } from './bencode';
import { ProtocolError } from './protocol-error';

/** Frames we send first; the node answers `HELLO`. */
export const GREETING: readonly Buffer[] = [Buffer.from('HI')];

/** One signature under which a node may be asked to tell of an account's messages. */
export interface MonitorItem {
  /** 33 bytes. */
  readonly account: Buffer;
  /** 32 bytes: the Ed25519 key of a Session ID; absent for groups. */
  readonly ed25519?: Buffer;
  /** 36 and 64 bytes: the right the owner lent to whoever signed. */
  readonly subaccount?: { readonly token: Buffer; readonly ownerSignature: Buffer };
  /** The data flag that was signed. */
  readonly withData: boolean;
  /** Exactly those that were signed, ascending. */
  readonly namespaces: readonly number[];
  /** 64 bytes. */
  readonly signature: Buffer;
  /** When it was signed, in seconds. */
  readonly signedAt: number;
}

/** What a node says to one item: taken, or one of its reasons. */
export type ItemAnswer = 'taken' | 'bad-request' | 'bad-key' | 'bad-namespaces' | 'bad-time' | 'bad-signature';

/** A stored message, as a node tells of it. Its content was stepped over. */
export interface Notice {
  /** 33 bytes, a view into what came. */
  readonly account: Buffer;
  /** 32 to 99 visible ASCII characters. */
  readonly hash: string;
  readonly namespace: number;
  /** ms since 1970 by the node, as told. */
  readonly storedAt: number;
  /** ms since 1970 by the node, as told. */
  readonly expiresAt: number;
}

export type NodeMessage =
  | { readonly kind: 'hello' }
  | { readonly kind: 'notice'; readonly notice: Notice }
  /** `body`: what was answered, not read yet. */
  | { readonly kind: 'reply'; readonly tag: string; readonly body: Buffer }
  /** `status`: three digits, the rest of the answer is words. */
  | { readonly kind: 'refusal'; readonly tag: string; readonly status: number }
  | { readonly kind: 'forbidden'; readonly tag: string }
  /** `isProbe`: it names the command of the probe. */
  | { readonly kind: 'unknown-command'; readonly isProbe: boolean };

const PROBE = Buffer.from('storage.info');
const SESSION_PREFIX = 0x05;
const ACCOUNT_BYTES = 33;
const SHORTEST_HASH = 32;
const LONGEST_HASH = 99;
const MOST_FRAMES = 4;
const LONGEST_TAG = 32;
const LATEST_TIME = 8.64e15;
const INT16 = { min: -32_768, max: 32_767 };
/** A value of a key we do not know may be nested so deeply. */
const UNKNOWN_DEPTH = 4;
const DICT = 0x64;
const END = 0x65;
const FIRST_VISIBLE = 0x21;
const LAST_VISIBLE = 0x7e;

const ERRORS: ReadonlyMap<unknown, ItemAnswer> = new Map([
  [1, 'bad-request'],
  [2, 'bad-key'],
  [3, 'bad-namespaces'],
  [4, 'bad-time'],
  [5, 'bad-signature'],
]);

/** Frames that ask a node to tell of messages for the next 65 minutes. */
export function monitorRequest(tag: string, body: Buffer): Buffer[] {
  return [Buffer.from('monitor.messages'), Buffer.from(tag), body];
}

/** Frames that ask a node whether it is there. */
export function probeRequest(tag: string): Buffer[] {
  return [PROBE, Buffer.from(tag)];
}

/** The body of a monitor request: one dictionary for one item, a list for any other number. */
export function writeMonitorItems(items: readonly MonitorItem[]): Buffer {
  const [only] = items;
  if (items.length === 1 && only !== undefined) return encodeBencode(dictionaryOf(only));
  return Buffer.concat([Buffer.from('l'), ...items.map((item) => encodeBencode(dictionaryOf(item))), Buffer.from('e')]);
}

function dictionaryOf(item: MonitorItem): Map<string, BencodeValue> {
  const { account, ed25519, subaccount } = item;
  const dictionary = new Map<string, BencodeValue>();
  if (account[0] === SESSION_PREFIX && ed25519 !== undefined) dictionary.set('P', ed25519);
  else dictionary.set('p', account);
  if (subaccount !== undefined) dictionary.set('S', subaccount.ownerSignature).set('T', subaccount.token);
  if (item.withData) dictionary.set('d', 1);
  return dictionary.set('n', item.namespaces).set('s', item.signature).set('t', item.signedAt);
}

/** What was answered to a request of `count` items, in their order. Throws ProtocolError for anything else. */
export function readItemAnswers(body: Buffer, count: number): ItemAnswer[] {
  const value = decodeBencode(body);
  if (Array.isArray(value)) {
    if (value.length !== count) throw new ProtocolError('not as many answers as questions');
    return value.map(answerOf);
  }
  const answer = answerOf(value);
  // A fault of the request as a whole is told once, for all.
  if (count !== 1 && answer === 'taken') throw new ProtocolError('one answer to several questions');
  return Array.from({ length: count }, () => answer);
}

function answerOf(value: BencodeValue): ItemAnswer {
  if (!(value instanceof Map)) throw new ProtocolError('an answer is a dictionary');
  const code: unknown = value.get('errcode');
  if (code === undefined && value.get('success') === 1) return 'taken';
  const answer = ERRORS.get(code);
  if (answer === undefined) throw new ProtocolError('neither success nor a known error');
  return answer;
}

/** Reads one message of a node. Throws ProtocolError for everything a node has no business to say. */
export function readNodeMessage(frames: readonly Buffer[]): NodeMessage {
  if (frames.length === 0 || frames.length > MOST_FRAMES) throw new ProtocolError('an odd number of frames');
  const [command, ...rest] = frames as readonly [Buffer, ...Buffer[]];
  // Long words are none of ours: they are not even made into text.
  const word = command.length <= 16 ? command.toString('latin1') : '';
  if (word === 'notify.message') return { kind: 'notice', notice: readNotice(onlyFrame(rest)) };
  if (word === 'REPLY') return readReply(rest);
  if (word === 'HELLO' && rest.length === 0) return { kind: 'hello' };
  if (word === 'FORBIDDEN') return { kind: 'forbidden', tag: tagOf(rest.at(-1)) };
  if (word === 'UNKNOWNCOMMAND') return { kind: 'unknown-command', isProbe: rest[0]?.equals(PROBE) ?? false };
  throw new ProtocolError('an unknown command');
}

/** An answer may have several parts; of those we ask for, the first says everything. */
function readReply([tagFrame, first = Buffer.alloc(0)]: readonly Buffer[]): NodeMessage {
  const tag = tagOf(tagFrame);
  if (/^[1-9]\d\d$/.test(first.length === 3 ? first.toString('latin1') : '')) {
    return { kind: 'refusal', tag, status: Number(first.toString('latin1')) };
  }
  return { kind: 'reply', tag, body: first };
}

function tagOf(frame: Buffer | undefined): string {
  if (frame === undefined || frame.length === 0 || frame.length > LONGEST_TAG) throw new ProtocolError('a bad tag');
  return frame.toString('latin1');
}

function onlyFrame(frames: readonly Buffer[]): Buffer {
  const [frame] = frames;
  if (frame === undefined || frames.length !== 1) throw new ProtocolError('a notice has one part');
  return frame;
}

/** Throws ProtocolError. Keys this code does not know are stepped over, as is the content of a message. */
export function readNotice(bytes: Buffer): Notice {
  const reader = new BencodeReader(bytes);
  if (!reader.take(DICT)) throw new ProtocolError('a notice is a dictionary');
  const found: Partial<Record<string, BencodeValue>> = {};
  let last: Buffer | undefined;
  while (!reader.take(END)) {
    const key = reader.string();
    if (last !== undefined && key.compare(last) <= 0) throw new ProtocolError('the keys of a notice must ascend');
    last = key;
    // Of unknown keys only the order matters: a long one is not even made into text.
    const name = key.length === 1 ? key.toString('latin1') : '';
    const value = reader.value(UNKNOWN_DEPTH);
    if (name === '@' || name === 'h' || name === 'n' || name === 't' || name === 'z') found[name] = value;
  }
  reader.finish();
  return {
    account: accountOf(found['@']),
    hash: hashOf(found.h),
    namespace: integer(found.n, INT16.min, INT16.max),
    storedAt: integer(found.t, 1, LATEST_TIME),
    expiresAt: integer(found.z, 1, LATEST_TIME),
  };
}

function accountOf(value: BencodeValue | undefined): Buffer {
  if (!Buffer.isBuffer(value) || value.length !== ACCOUNT_BYTES) throw new ProtocolError('a notice names an account');
  return value;
}

function hashOf(value: BencodeValue | undefined): string {
  if (!Buffer.isBuffer(value) || value.length < SHORTEST_HASH || value.length > LONGEST_HASH) {
    throw new ProtocolError('a hash has 32 to 99 characters');
  }
  for (const byte of value) {
    if (byte < FIRST_VISIBLE || byte > LAST_VISIBLE) throw new ProtocolError('a hash has visible characters only');
  }
  return value.toString('latin1');
}

function integer(value: BencodeValue | undefined, least: number, most: number): number {
  if (typeof value !== 'number' || value < least || value > most) throw new ProtocolError('an integer out of range');
  return value;
}

/**
 * How far one account has been read: an anchor per namespace and member, because each member has an order of its own.
 * A million accounts are held at once, so it is one flat string, in memory as in the database (there it is sealed):
 * version, number of names, 16 bytes of each member's name; then per anchor namespace (2), name (1), expiry (6) and hash
 * (43). The last name may be nobody's: 12 zeros, then in seconds when the newest message was stored (4). Whoever does not
 * know of it takes it for a member without anchors. Numbers are big-endian; every character is one byte.
 */
import { MESSAGE_HASH } from '../../protocol/storage-requests';
import type { Anchor } from './anchor';

const VERSION = '\x01';
const HEADER = 2;
const NAME = 16;
/** Begins the name that is nobody's: no key of a member begins like this. */
const HEARD = '\0'.repeat(12);
const HASH = 43;
const ENTRY = 2 + 1 + 6 + HASH;
/** Beyond the size of any swarm, and of what is ever watched of one account. */
const MAX_NAMES = 32;
const MAX_MEMBERS = MAX_NAMES - 1;
const MAX_ANCHORS = 512;
const MAX_EXPIRY = 0xffff_ffff_ffff;
const MAX_SECONDS = 0xffff_ffff;

/** Opaque; kept as it is, compared by value. */
export type Cursors = string & { readonly kind?: 'cursors' };

export const NO_CURSORS: Cursors = `${VERSION}\x00`;

/** A member as cursors name it: the first half of its key. */
export type MemberName = string & { readonly kind?: 'member' };

/** `ed25519`: 64 hex digits. */
export function memberName(ed25519: string): MemberName {
  return Buffer.from(ed25519.slice(0, 2 * NAME), 'hex').toString('latin1');
}

/** The anchor of a namespace at a member, if there is one. */
export function anchorOf(cursors: Cursors, namespace: number, member: MemberName): Anchor | undefined {
  const at = positionOf(cursors, namespace, member);
  return at === -1 ? undefined : readAnchor(cursors, at);
}

/** When the newest message of the account was stored, ms by the network's clock, to the second; 0: nobody knows. */
export function heardAtOf(cursors: Cursors): number {
  const name = heardNameOf(cursors);
  return name === '' ? 0 : 1_000 * Buffer.from(name, 'latin1').readUInt32BE(HEARD.length);
}

/** The same with a newest message that was stored at `at`, ms by the network's clock, if that is later. */
export function withHeard(cursors: Cursors, at: number): Cursors {
  if (at < heardAtOf(cursors) + 1_000) return cursors;
  const first = firstEntry(cursors);
  const names = cursors.slice(HEADER, first - heardNameOf(cursors).length);
  if (names.length > MAX_MEMBERS * NAME) return cursors;
  const seconds = Buffer.alloc(4);
  seconds.writeUInt32BE(Math.min(Math.floor(at / 1_000), MAX_SECONDS));
  return joined(names + HEARD + seconds.toString('latin1'), cursors.slice(first));
}

/**
 * The same with one anchor in place of the older one. Members that are not `present` are forgotten: they left the swarm.
 */
export function withAnchor(
  cursors: Cursors,
  place: { readonly namespace: number; readonly member: MemberName },
  anchor: Anchor,
  present: readonly MemberName[],
): Cursors {
  const names = [place.member];
  const entries = [entryOf(place.namespace, anchor)];
  const replaced = positionOf(cursors, place.namespace, place.member);
  for (let at = firstEntry(cursors); at < cursors.length && entries.length < MAX_ANCHORS; at += ENTRY) {
    const name = nameAt(cursors, cursors.charCodeAt(at + 2));
    if (at === replaced || (name !== place.member && !present.includes(name))) continue;
    if (!names.includes(name)) {
      if (names.length === MAX_MEMBERS) break;
      names.push(name);
    }
    entries.push(cursors.slice(at, at + 2) + byte(names.indexOf(name)) + cursors.slice(at + 3, at + ENTRY));
  }
  return joined(names.join('') + heardNameOf(cursors), entries.join(''));
}

/** The bytes to be sealed. */
export function bytesOfCursors(cursors: Cursors): Buffer {
  return Buffer.from(cursors, 'latin1');
}

/** Cursors out of opened bytes; none when the bytes are not wholly of this form: one bad hash would spoil a batch. */
export function cursorsOfBytes(bytes: Buffer): Cursors {
  const names = bytes[1] ?? 0;
  const cursors = bytes.toString('latin1');
  const first = firstEntry(cursors);
  const isWhole = bytes.length >= first && (bytes.length - first) % ENTRY === 0;
  if (cursors[0] !== VERSION || names > MAX_NAMES || !isWhole) return NO_CURSORS;
  for (let at = first; at < cursors.length; at += ENTRY) {
    if (cursors.charCodeAt(at + 2) >= names || !MESSAGE_HASH.test(readAnchor(cursors, at).hash)) return NO_CURSORS;
  }
  return cursors;
}

function joined(names: string, entries: string): Cursors {
  const pieces = VERSION + byte(names.length / NAME) + names + entries;
  // A string of pieces keeps all the pieces alive; through bytes it becomes one piece.
  return Buffer.from(pieces, 'latin1').toString('latin1');
}

/** The name that is nobody's; empty without. */
function heardNameOf(cursors: Cursors): string {
  const end = firstEntry(cursors);
  return end > HEADER && cursors.startsWith(HEARD, end - NAME) ? cursors.slice(end - NAME, end) : '';
}

function positionOf(cursors: Cursors, namespace: number, name: string): number {
  const high = (namespace >> 8) & 0xff;
  const low = namespace & 0xff;
  for (let at = firstEntry(cursors); at < cursors.length; at += ENTRY) {
    if (cursors.charCodeAt(at) !== high || cursors.charCodeAt(at + 1) !== low) continue;
    if (cursors.startsWith(name, HEADER + cursors.charCodeAt(at + 2) * NAME)) return at;
  }
  return -1;
}

function firstEntry(cursors: Cursors): number {
  return HEADER + cursors.charCodeAt(1) * NAME;
}

function nameAt(cursors: Cursors, index: number): string {
  return cursors.slice(HEADER + index * NAME, HEADER + (index + 1) * NAME);
}

function entryOf(namespace: number, anchor: Anchor): string {
  const head = Buffer.alloc(9);
  head.writeInt16BE(namespace, 0);
  head.writeUIntBE(Math.min(Math.max(anchor.expiresAt, 0), MAX_EXPIRY), 3, 6);
  return head.toString('latin1') + anchor.hash;
}

function readAnchor(cursors: Cursors, at: number): Anchor {
  let expiresAt = 0;
  for (let index = at + 3; index < at + 9; index += 1) expiresAt = expiresAt * 256 + cursors.charCodeAt(index);
  return { hash: cursors.slice(at + 9, at + ENTRY), expiresAt };
}

function byte(value: number): string {
  return String.fromCharCode(value);
}

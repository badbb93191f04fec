/**
 * A paper that came with a case or went out: which files are taken, told by their bytes and not by their names. They
 * are kept and handed out as they are; nothing here opens, unpacks or shows them.
 */
import type { DocumentRole } from './enumerations';

export const MEDIA_TYPES = [
  'application/pdf',
  'image/png',
  'image/jpeg',
  'application/zip',
  'message/rfc822',
  'text/plain',
] as const;
export type MediaType = (typeof MEDIA_TYPES)[number];

export const PAPER_BYTES = 25 * 2 ** 20;
export const PAPERS_AT_ONCE = 20;
const NAME_LENGTH = 150;

export interface NewPaper {
  /** As the sender's machine named it. */
  readonly name: string;
  readonly bytes: Buffer;
  readonly role: DocumentRole;
  readonly direction: 'in' | 'out';
}

/** A paper without its bytes; the name is null once the key of the case is gone. */
export interface StoredPaper {
  readonly sha256: string;
  readonly name: string | null;
  readonly mediaType: MediaType;
  readonly size: number;
  readonly by: string;
  readonly atMs: number;
}

const BEGINNINGS: readonly (readonly [MediaType, Buffer])[] = [
  ['application/pdf', Buffer.from('%PDF-')],
  ['image/png', Buffer.from('89504e470d0a1a0a', 'hex')],
  ['image/jpeg', Buffer.from('ffd8ff', 'hex')],
  // Also docx, xlsx, odt and their like, which are zip files.
  ['application/zip', Buffer.from('504b0304', 'hex')],
];

/** RFC 5322 fields with which a message begins. */
const MAIL = /^(?:Received|Return-Path|Delivered-To|From|To|Date|Subject|Message-ID|MIME-Version|DKIM-Signature):/i;

/** What the bytes are; undefined for what is not taken. */
export function mediaTypeOf(bytes: Buffer): MediaType | undefined {
  const known = BEGINNINGS.find(([, beginning]) => bytes.subarray(0, beginning.length).equals(beginning));
  if (known !== undefined) return known[0];
  const text = textOf(bytes);
  if (text === undefined || text === '') return undefined;
  return MAIL.test(text) ? 'message/rfc822' : 'text/plain';
}

/** Undefined for bytes that are no UTF-8, or hold controls that no text has. */
function textOf(bytes: Buffer): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is these that are looked for
    return /[\x00-\x08\x0e-\x1a\x1c-\x1f]/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

/** Why a file is not taken; undefined when it is. */
export function whyNotPaper(bytes: Buffer): string | undefined {
  if (bytes.length === 0) return 'is empty: choose the file again';
  if (bytes.length > PAPER_BYTES) return 'is larger than 25 MB: send it in parts';
  if (mediaTypeOf(bytes) === undefined) {
    return 'is none of PDF, PNG, JPEG, e-mail, UTF-8 text, or a zip file such as docx and odt: convert it to one of them';
  }
  return undefined;
}

/**
 * The last part of a name, without what would lead elsewhere or mislead: separators, controls, marks that turn the
 * direction of reading.
 */
export function paperName(given: string): string {
  const last = given.normalize('NFC').split(/[\\/]/).at(-1) ?? '';
  const clean = last.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}"<>|:*?;]/gu, '').replace(/^[.\s]+|[.\s]+$/g, '');
  return [...(clean === '' ? 'unnamed' : clean)].slice(0, NAME_LENGTH).join('');
}

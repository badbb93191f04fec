/** Cuts message content out of a storage answer before it is parsed, so that it never becomes a value of ours. */
import { ProtocolError } from './protocol-error';

/** As many objects as an answer may have; more cuts would only cost time before it is refused for its size. */
const MAX_CUTS = 100_000;
const KEY = Buffer.from('"data"', 'latin1');
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;

/**
 * The same JSON text with every `"data":"…"` emptied to `"data":""`; returns the input itself when it has none.
 * Throws ProtocolError when there are more than an answer can have.
 *
 * In valid JSON an unescaped quote before `data` opens a string, never closes one, so a match is a whole token.
 */
export function withoutContent(json: Buffer): Buffer {
  let kept: Buffer | undefined;
  let length = 0;
  let cuts = 0;
  let from = 0;
  let at = json.indexOf(KEY);
  while (at !== -1) {
    const value = stringAfterColon(json, at + KEY.length);
    if (value === -1 || isEscaped(json, at)) {
      at = json.indexOf(KEY, at + KEY.length);
      continue;
    }
    cuts += 1;
    if (cuts > MAX_CUTS) throw new ProtocolError('the answer has too many parts');
    // One buffer for all that is kept: a list of pieces would cost a hostile answer's size many times over.
    kept ??= Buffer.allocUnsafe(json.length);
    length += json.copy(kept, length, from, value + 1);
    from = closingQuote(json, value + 1);
    at = json.indexOf(KEY, from + 1);
  }
  if (kept === undefined) return json;
  length += json.copy(kept, length, from);
  return kept.subarray(0, length);
}

/** Where the string value begins (its quote) if a colon and a string follow; otherwise -1. */
function stringAfterColon(json: Buffer, at: number): number {
  let position = skipSpace(json, at);
  if (json[position] !== COLON) return -1;
  position = skipSpace(json, position + 1);
  return json[position] === QUOTE ? position : -1;
}

function skipSpace(json: Buffer, at: number): number {
  let position = at;
  for (;;) {
    const byte = json[position];
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) return position;
    position += 1;
  }
}

/** Position of the quote that ends the string whose first character is at `at`; the end of the text if none does. */
function closingQuote(json: Buffer, at: number): number {
  let quote = json.indexOf(QUOTE, at);
  while (quote !== -1 && isEscaped(json, quote, at)) quote = json.indexOf(QUOTE, quote + 1);
  return quote === -1 ? json.length : quote;
}

/** Whether an odd number of backslashes stands right before `at`, looking no further back than `floor`. */
function isEscaped(json: Buffer, at: number, floor = 0): boolean {
  let first = at;
  while (first > floor && json[first - 1] === BACKSLASH) first -= 1;
  return (at - first) % 2 === 1;
}

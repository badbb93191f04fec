/** Hex and base64 text to bytes of an exact length; one value has one spelling per alphabet. */
import { ProtocolError } from './protocol-error';

// Buffer.from(text, 'hex') looks only at the low byte of each UTF-16 unit, so the alphabet is checked here.
const HEX = /^[0-9a-fA-F]*$/;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** `length` bytes from exactly 2·`length` hex digits of either case. Throws ProtocolError. */
export function bytesFromHex(text: string, length: number): Buffer {
  if (typeof text !== 'string' || text.length !== 2 * length || !HEX.test(text)) {
    throw new ProtocolError(`expected ${2 * length} hex digits`);
  }
  return Buffer.from(text, 'hex');
}

/** `length` bytes from hex (2·`length` digits) or standard base64, padded or not. Throws ProtocolError. */
export function bytesFromText(text: unknown, length: number): Buffer {
  if (typeof text === 'string') {
    if (text.length === 2 * length && HEX.test(text)) return Buffer.from(text, 'hex');
    const unpadded = Math.ceil((length * 4) / 3);
    const padded = Math.ceil(length / 3) * 4;
    if ((text.length === unpadded || text.length === padded) && BASE64.test(text)) {
      const bytes = Buffer.from(text, 'base64');
      // Stray bits after the last byte, or padding in the wrong place, would give one value two spellings.
      if (bytes.length === length && bytes.toString('base64').slice(0, unpadded) === text.slice(0, unpadded)) {
        return bytes;
      }
    }
  }
  throw new ProtocolError(`expected ${length} bytes in hex or base64`);
}

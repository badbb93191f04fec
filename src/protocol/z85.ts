/** ZeroMQ's text for keys: Z85 (RFC 32 of ZeroMQ), five characters for four bytes. */

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#';
const PLACES = [85 ** 4, 85 ** 3, 85 ** 2, 85, 1];

/** The text of bytes whose number is a multiple of four: 40 characters for a key of 32. */
export function z85(bytes: Buffer): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 4) {
    const word = bytes.readUInt32BE(at);
    for (const place of PLACES) text += DIGITS[Math.floor(word / place) % 85];
  }
  return text;
}

/** One-time codes: the vectors of RFC 6238, one step to each side, and what an app reads. */
import { otpauthUri, secretInWords, stepOfCode } from './totp';

/** RFC 6238, appendix B, SHA-1; the last six of its eight digits. */
const SECRET = Buffer.from('12345678901234567890');
const VECTORS: readonly (readonly [number, string])[] = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
];

it.each(VECTORS)('at %i s is the code %s, and counts half a minute before and after', (seconds, code) => {
  const step = Math.floor(seconds / 30);
  for (const off of [-30, 0, 30]) expect(stepOfCode(SECRET, code, (seconds + off) * 1_000)).toBe(step);
  for (const off of [-60, 60]) expect(stepOfCode(SECRET, code, (seconds + off) * 1_000)).toBeUndefined();
  expect(stepOfCode(SECRET, `${code.slice(0, 3)} ${code.slice(3)}`, seconds * 1_000)).toBe(step);
});

it.each(['', '28708', '2870820', '28708x', '２８７０８２', '-87082', '0x1234', '1e5000'])('refuses %p', (typed) => {
  expect(stepOfCode(SECRET, typed, 59_000)).toBeUndefined();
});

it('shows the secret as apps take it', () => {
  expect(secretInWords(SECRET)).toBe('GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ');
  const uri = new URL(otpauthUri(SECRET, { issuer: 'A console', name: 'olive' }));
  expect(uri.protocol).toBe('otpauth:');
  expect(uri.searchParams.get('secret')).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
  expect(uri.searchParams.get('issuer')).toBe('A console');
});

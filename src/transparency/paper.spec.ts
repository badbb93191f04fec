/** Files are told by their bytes; names lose what would lead elsewhere or mislead. */
import { mediaTypeOf, PAPER_BYTES, paperName, whyNotPaper } from './paper';

it.each([
  ['%PDF-1.7\n', 'application/pdf'],
  [Buffer.from('89504e470d0a1a0a0000', 'hex'), 'image/png'],
  [Buffer.from('ffd8ffe000104a46', 'hex'), 'image/jpeg'],
  [Buffer.from('504b0304140000', 'hex'), 'application/zip'],
  ['From: a@b\r\nTo: c@d\r\n\r\nHello', 'message/rfc822'],
  ['Guten Tag, Müller', 'text/plain'],
  ['<script>alert(1)</script>', 'text/plain'],
  [Buffer.from('4d5a9000', 'hex'), undefined],
  [Buffer.from('7f454c4602', 'hex'), undefined],
  [Buffer.from([0x4d, 0xfc, 0x6c]), undefined],
  ['', undefined],
])('tells what %j is', (bytes, type) => {
  expect(mediaTypeOf(Buffer.from(bytes as string))).toBe(type);
});

it('says what to do with a file that is not taken', () => {
  expect(whyNotPaper(Buffer.from('text'))).toBeUndefined();
  expect(whyNotPaper(Buffer.alloc(0))).toContain('is empty');
  expect(whyNotPaper(Buffer.alloc(PAPER_BYTES + 1, 65))).toContain('larger than 25 MB');
  expect(whyNotPaper(Buffer.of(0, 1, 2))).toContain('is none of PDF');
});

it.each([
  ['order.pdf', 'order.pdf'],
  ['C:\\Users\\x\\order.pdf', 'order.pdf'],
  ['../../etc/passwd', 'passwd'],
  ['a\u202Egpj.exe', 'agpj.exe'],
  ['a\r\nSet-Cookie: x.pdf', 'aSet-Cookie x.pdf'],
  ['  ..hidden. ', 'hidden'],
  ['"<>|', 'unnamed'],
  ['', 'unnamed'],
  ['é'.repeat(300), 'é'.repeat(150)],
])('calls %j %j', (given, name) => {
  expect(paperName(given)).toBe(name);
});

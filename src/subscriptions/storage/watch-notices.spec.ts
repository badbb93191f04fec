/** Notices fit into what Postgres takes and are read as they were meant, or as "everything". */
import fc from 'fast-check';
import { noticePayloads, readNotice } from './watch-notices';

it('every id arrives once, in payloads that are short enough, or all are told to look at everything', () => {
  const ids = fc.array(fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }).map(String), { maxLength: 3_000 });
  fc.assert(
    fc.property(ids, (changed) => {
      const payloads = noticePayloads(changed);
      for (const payload of payloads) expect(Buffer.byteLength(payload)).toBeLessThan(8_000);
      const read = payloads.map(readNotice);
      if (!read.includes('everything')) expect(read.flat()).toEqual([...new Set(changed)]);
    }),
  );
});

it('a flood becomes one notice', () => {
  expect(noticePayloads(Array.from({ length: 20_000 }, (_, id) => `9000000${id}`))).toEqual(['*']);
  expect(readNotice('*')).toBe('everything');
});

it('what nobody of us wrote means everything', () => {
  for (const payload of ['', 'x', '1,', ',1', '1 2', '-1', '1,x', '12345678901234567890']) {
    expect(readNotice(payload)).toBe('everything');
  }
});

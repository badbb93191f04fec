/** The buffer of an answer: all bytes in order, and no more memory than twice what came or the limit. */
import fc from 'fast-check';
import { AnswerBuffer } from './answer-buffer';

describe('AnswerBuffer', () => {
  it('keeps every byte up to its limit and refuses the one beyond', () => {
    const pieces = fc.array(
      fc.uint8Array({ maxLength: 9_000 }).map((bytes) => Buffer.from(bytes)),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(pieces, fc.integer({ min: 0, max: 60_000 }), (parts, limit) => {
        const answer = new AnswerBuffer(limit);
        let expected = Buffer.alloc(0);
        for (const part of parts) {
          const fits = expected.length + part.length <= limit;
          expect(answer.add(part)).toBe(fits);
          if (fits) expected = Buffer.concat([expected, part]);
          expect(answer.take().equals(expected)).toBe(true);
          expect(answer.capacity).toBeLessThanOrEqual(Math.min(limit, Math.max(4_096, 2 * expected.length)));
        }
      }),
    );
  });
});

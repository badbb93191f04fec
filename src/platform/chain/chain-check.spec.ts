/** A chain shows every change of it, and hashes are what they were when the first chains were written. */
import fc from 'fast-check';
import { z } from 'zod';
import { ChainCheck, type StoredLink } from './chain-check';
import { type ChainShape, type Head, linkHash, linksAfter } from './link';

const note = z.strictObject({ seq: z.number().int(), about: z.string(), text: z.string() });
type Note = z.infer<typeof note>;

const shape: ChainShape<Note> = { noun: 'note', entry: note, repeated: ({ about }) => ({ about }) };

const chainOf = (texts: readonly string[]): StoredLink[] =>
  linksAfter(
    shape,
    undefined,
    texts.map((text) => ({ about: 'x', text })),
  ).map((link) => ({ ...link, seq: link.entry.seq, repeated: { about: link.entry.about } }));

function faultOf(links: readonly StoredLink[], known: readonly Head[] = [], after?: Head) {
  const check = new ChainCheck(shape, known, after);
  for (const link of links) {
    const fault = check.next(link);
    if (fault !== undefined) return fault;
  }
  return check.end();
}

const texts = fc.array(fc.string(), { minLength: 2, maxLength: 8 });
const head = ({ seq, hash }: StoredLink): Head => ({ seq, hash });

it('hashes as the first release did', () => {
  const entry = {
    ...{ seq: 1, caseId: null, at: '2026-02-11T09:00:00.000Z', recordedAt: '2026-02-11T09:00:00.000Z', actor: 'clerk' },
    body: { type: 'quarter_declared', quarter: '2025-Q4', received: 3, statement: null, sha256: null },
  };
  const first = linkHash(entry, null);
  expect(first).toBe('d49db56475e7a0bb28696b828c472f1026345268892131a4d2136e96000aad16');
  const next = { ...entry, seq: 2, body: { ...entry.body, quarter: '2025-Q3', received: 0 } };
  expect(linkHash(next, first)).toBe('a40ba530df72e76949aff46d8fea46109dc20dbf61cb0eebc7b47d03f7077490');
});

it('holds as it was written, as a whole and from any link on', () => {
  fc.assert(
    fc.property(texts, fc.nat(), (all, at) => {
      const links = chainOf(all);
      const from = at % links.length;
      expect(faultOf(links, links.map(head))).toBeUndefined();
      expect(faultOf(links.slice(from + 1), [], head(links[from] as StoredLink))).toBeUndefined();
    }),
  );
});

it('names the first link that was changed, taken out or put elsewhere', () => {
  fc.assert(
    fc.property(texts, fc.nat(), (all, at) => {
      const links = chainOf(all);
      const index = at % links.length;
      const link = links[index] as StoredLink;
      const without = links.toSpliced(index, 1);
      const changes: StoredLink[][] = [
        links.with(index, { ...link, entry: { ...(link.entry as Note), text: `${all[index]}!` } }),
        links.with(index, { ...link, repeated: { about: 'y' } }),
        links.with(index, { ...link, prevHash: 'f'.repeat(64) }),
      ];
      for (const changed of changes) expect(faultOf(changed)?.seq).toBe(index + 1);
      expect(faultOf(without, [head(links.at(-1) as StoredLink)])?.seq).toBe(index + 1);
    }),
  );
});

it('shows a chain that was made anew to whoever remembers the old one', () => {
  const remembered = chainOf(['a', 'b', 'c']).map(head);
  const anew = chainOf(['a', 'other', 'c']);
  expect(faultOf(anew)).toBeUndefined();
  expect(faultOf(anew, [remembered[2] as Head])).toMatchObject({ seq: 3 });
  expect(faultOf(anew.slice(2), [], remembered[1])).toMatchObject({ seq: 3 });
  expect(faultOf(anew.slice(0, 2), [remembered[2] as Head])).toMatchObject({ seq: 3 });
});

it('takes no entry of another chain', () => {
  expect(() => linksAfter(shape, undefined, [{ about: 'x' } as Note])).toThrow('text');
  const entry = { seq: 1, about: 'x', text: 'a', more: true };
  const link = { seq: 1, entry, prevHash: null, hash: linkHash(entry, null), repeated: { about: 'x' } };
  expect(faultOf([link])).toEqual({ seq: 1, reason: 'is no note of this log' });
});

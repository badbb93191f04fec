/** The files of an auditor can be checked without us, and open harmlessly in a spreadsheet. */
import { canonicalJson, sha256 } from '../../platform/canonical-json';
import { linksAfter } from '../../platform/chain/link';
import { actEntry } from './act';
import { ACT_FILES } from './act-files';

const acts = linksAfter({ noun: 'act', entry: actEntry, repeated: () => ({}) }, undefined, [
  { at: '2026-02-11T09:00:00.000Z', by: 'ada', kind: 'vendor_paused', reason: '=HYPERLINK("x")', details: { a: '-1' } },
  {
    at: '2026-02-11T09:00:01.000Z',
    by: 'ada',
    kind: 'vendor_resumed',
    subject: '@apns',
    reason: 'two\nlines, "quoted"',
  },
]);

it('writes lines whose hashes anybody can compute', () => {
  const lines = ACT_FILES.ndjson
    .part(acts, true)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  let previous: string | null = null;
  for (const { entry, prevHash, hash } of lines) {
    expect(prevHash).toBe(previous);
    expect(hash).toBe(sha256(canonicalJson({ entry, prevHash })));
    previous = hash;
  }
  expect(lines).toHaveLength(2);
});

it('defuses formulas, and has one header however many parts it is written in', () => {
  const text = ACT_FILES.csv.part(acts.slice(0, 1), true) + ACT_FILES.csv.part(acts.slice(1), false);
  expect(text.split('\r\n')[0]).toBe('seq,at,by,kind,subject,reason,details,prev_hash,hash');
  expect(text.match(/^seq/gm)).toHaveLength(1);
  expect(text).toContain(`"'=HYPERLINK(""x"")"`);
  expect(text).toContain(`,'@apns,"two\nlines, ""quoted""",`);
});

/** The list of kinds is what staff can do: every kind is recorded somewhere, or it says nothing. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACT_KINDS, kindInWords } from './act-kinds';

it('holds no kind that nothing records', () => {
  const room = join(__dirname, '..');
  const files = readdirSync(room, { recursive: true })
    .map(String)
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.spec.ts') && !name.endsWith('act-kinds.ts'));
  const sources = files.map((name) => readFileSync(join(room, name), 'utf8')).join('\n');
  expect(Object.keys(ACT_KINDS).filter((kind) => !sources.includes(`'${kind}'`))).toEqual([]);
});

it('has words for a kind of another release too', () => {
  expect(kindInWords('signed_in')).toBe('signed in');
  expect(kindInWords('coffee_made')).toBe('coffee made');
});

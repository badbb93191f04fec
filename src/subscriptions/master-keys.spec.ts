/** The file of master keys: what it may hold, and that its faults are told without a key. */
import { MasterKeys } from './master-keys';

const key = (fill: string) => fill.repeat(64);

it('names the current key first', () => {
  const keys = MasterKeys.parse(JSON.stringify({ current: '2', keys: { 1: key('a'), 2: key('B') } }));
  expect(keys.current).toBe('2');
  expect(keys.newestFirst).toEqual(['2', '1']);
  expect(keys.keys.get('2')?.toString('hex')).toBe(key('b'));
});

it('can be made new', () => {
  const keys = MasterKeys.parse(MasterKeys.newFile(Buffer.alloc(32, 7)));
  expect(keys.keys.get(keys.current)?.equals(Buffer.alloc(32, 7))).toBe(true);
});

it.each([
  'not json',
  '[]',
  '{}',
  JSON.stringify({ current: '1', keys: {} }),
  JSON.stringify({ current: '2', keys: { 1: key('c') } }),
  JSON.stringify({ current: 1, keys: { 1: key('c') } }),
  JSON.stringify({ current: '1', keys: { 1: key('c').slice(1) } }),
  JSON.stringify({ current: '1', keys: { 1: `${key('c').slice(1)}g` } }),
  JSON.stringify({ current: key('c'), keys: { [key('c')]: '1' } }),
  JSON.stringify({ current: '1', keys: { 1: key('c') }, more: 1 }),
  JSON.stringify({ current: 'toString', keys: { 1: key('c') } }),
])('%s is refused, and no key is quoted', (text) => {
  expect(() => MasterKeys.parse(text)).toThrow(/must hold JSON|is not a file of master keys/);
  try {
    MasterKeys.parse(text);
  } catch (error) {
    expect((error as Error).message).not.toMatch(/c{8}/);
  }
});

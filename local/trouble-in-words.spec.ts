/** Whoever starts it wrongly, or where nothing can be written, is told what to do. */
import { mkdir, mkdtemp } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { troubleInWords } from './trouble-in-words';

const said = async (act: () => unknown) => {
  try {
    await act();
  } catch (error) {
    return troubleInWords(error);
  }
  return 'nothing';
};

it('names the folder that cannot be written, and what it is for', async () => {
  expect(await said(() => mkdir(__filename))).toMatch(
    /trouble-in-words\.spec\.ts cannot be written \(EEXIST\): .*\.data/,
  );
  expect(await said(() => mkdtemp('/nonexistent/relay-'))).toMatch(/\/nonexistent\/.* \(ENOENT\): .*TMPDIR/);
});

it('leads from an unknown option to the known ones', async () => {
  expect(await said(() => parseArgs({ args: ['--twice'], options: {} }))).toMatch(/--twice.*npm start -- --help/);
});

it('leaves every other reason as it is', async () => {
  expect(troubleInWords(new Error('the relay ended'))).toBe('the relay ended');
  expect(troubleInWords('why')).toBe('why');
});

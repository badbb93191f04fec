/** Numbers of cases are written in one way and read in every way that people write them. */
import { caseNumber, readCaseNumber } from './case-number';

it('is written with its year and at least four digits', () => {
  expect(caseNumber({ year: 2026, number: 42 })).toBe('LER-2026-0042');
  expect(caseNumber({ year: 2026, number: 12_345 })).toBe('LER-2026-12345');
});

it.each(['LER-2026-0042', 'ler 2026 42', '2026-42', '2026/042', ' LER2026-42 '])('is read from %j', (text) => {
  expect(readCaseNumber(text)).toEqual({ year: 2026, number: 42 });
});

it.each(['2026', 'LER-26-42', '2026-0', '2026-42a', 'STA 2026/17', '', '2026-1234567890'])('is not %j', (text) => {
  expect(readCaseNumber(text)).toBeUndefined();
});

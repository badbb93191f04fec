/**
 * The number by which staff speak of a case, `LER-2026-0042`: its place among the cases that were written down in the
 * same year. It follows from the order of the log alone, so nobody gives it and none is given twice; it is never public.
 */

export interface CaseNumber {
  readonly year: number;
  readonly number: number;
}

const WRITTEN = /^(?:LER[-\s]?)?(\d{4})[-\s/](\d{1,9})$/i;

export function caseNumber({ year, number }: CaseNumber): string {
  return `LER-${year}-${String(number).padStart(4, '0')}`;
}

/** Also without its letters or its zeros: `2026-42`. Undefined for what is no such number. */
export function readCaseNumber(text: string): CaseNumber | undefined {
  const [, year, number] = WRITTEN.exec(text.trim()) ?? [];
  return year === undefined || Number(number) === 0 ? undefined : { year: Number(year), number: Number(number) };
}

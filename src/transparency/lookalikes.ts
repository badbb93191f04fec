/** Cases that may be the same request, with the reasons in words; what it is, people decide (R1, R4). */
import type { CaseSummary } from './case-summary';

/** How far apart two requests that name the same identifier are still worth a look. */
export const NEAR_DAYS = 30;

export interface Lookalike {
  readonly summary: CaseSummary;
  readonly reasons: readonly string[];
}

interface Common {
  readonly summary: CaseSummary;
  readonly sameReference: boolean;
  readonly sameTarget: boolean;
  readonly sameDocument: boolean;
}

/** Undefined when what they have in common means nothing. */
export function lookalike(
  { summary, ...common }: Common,
  asked: { readonly country: string | null; readonly receivedDate: string },
): Lookalike | undefined {
  const reasons: string[] = [];
  if (common.sameReference && summary.country === asked.country) {
    reasons.push('has the same reference, from the same country');
  }
  if (common.sameDocument) reasons.push('holds the same file, byte for byte');
  const days = daysBetween(summary.receivedDate, asked.receivedDate);
  if (common.sameTarget && Math.abs(days) <= NEAR_DAYS) reasons.push(`names the same identifier, ${inWords(days)}`);
  return reasons.length === 0 ? undefined : { summary, reasons };
}

function daysBetween(one: string, other: string): number {
  return Math.round((Date.parse(other) - Date.parse(one)) / 86_400_000);
}

function inWords(days: number): string {
  if (days === 0) return 'received on the same day';
  const count = Math.abs(days) === 1 ? '1 day' : `${Math.abs(days)} days`;
  return `received ${count} ${days > 0 ? 'earlier' : 'later'}`;
}

/** What a member's answers cost it of its credit: an honest one earns more than it needs, one that floods runs out. */
import type { AccountReading } from './reading';

/** A message to be booked, one that is only skipped, and one more page of the same account. */
const TOLD = 0.5;
const SKIPPED = 0.02;
const PAGE = 20;
/** A member that answers with the longest there is has used up its credit after eight. */
const KIB = 0.25;

export function costOfBytes(bytes: number): number {
  return Math.floor(bytes / 1_024) * KIB;
}

export function costOfReadings(readings: readonly AccountReading[]): number {
  return readings.reduce(
    (sum, { told, skipped, more }) => sum + TOLD * told.length + SKIPPED * skipped + (more ? PAGE : 0),
    0,
  );
}

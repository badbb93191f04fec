/**
 * The advisory locks of the database, each number once. A transaction that needs several takes them in the order in
 * which they stand here; the lock of the acts of staff is the last it takes of anything, rows too.
 */
export const LOCKS = {
  /** One migration at a time, however many processes start at once. */
  migration: 7_300_411,
  /** Whoever holds it is the only one to add to the case log, or to publish. */
  caseLog: 7_300_412,
  /** One process sweeps what ran out at a time. */
  sweep: 7_300_413,
  /** One process notes keys in an empty database at a time. */
  keyChecks: 7_300_414,
  /** One process goes along the chains at a time. */
  chainCheck: 7_300_415,
  /** Whoever holds it is the only one to add an act of staff. */
  staffActs: 7_300_416,
} as const;

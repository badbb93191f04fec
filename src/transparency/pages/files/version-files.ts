/** The files of every version, by the names under which they stay for good. */

export const VERSION_FILES = [
  'report.json',
  'report.json.minisig',
  'report.json.sha256',
  'figures.csv',
  'ledger.csv',
  'ledger.ndjson',
  'changes.json',
  'dsa-member-state-orders.csv',
  'report.pdf',
] as const;

export type VersionFile = (typeof VERSION_FILES)[number];

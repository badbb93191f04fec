/** The files of a draft, for whoever is to approve it: the bytes of which they approve the hash, and its tables. */
import { canonicalJson } from '../platform/canonical-json';
import { figuresCsv } from './pages/files/figures-csv';
import { ledgerCsv } from './pages/files/ledger-csv';
import { ledgerOf, type ReportSubstance } from './reports/report-content';

export interface DraftContents {
  readonly substance: ReportSubstance;
  readonly ledgerNdjson: string;
}

/** `report.json` lacks only what its publication adds: the moment, and the hash of what was published before. */
const MAKERS = {
  'report.json': { type: 'application/json', of: ({ substance }: DraftContents) => canonicalJson(substance) },
  'ledger.ndjson': { type: 'application/x-ndjson', of: ({ ledgerNdjson }: DraftContents) => ledgerNdjson },
  'ledger.csv': {
    type: 'text/csv',
    of: ({ substance, ledgerNdjson }: DraftContents) => ledgerCsv(ledgerOf(ledgerNdjson), substance.rules.id),
  },
  'figures.csv': { type: 'text/csv', of: ({ substance }: DraftContents) => figuresCsv([substance]) },
} as const;

export const DRAFT_FILES = Object.keys(MAKERS) as readonly (keyof typeof MAKERS)[];

/** Undefined for a name that is none of DRAFT_FILES. */
export function draftFile(name: string, contents: DraftContents): { type: string; body: string } | undefined {
  const maker = DRAFT_FILES.find((one) => one === name);
  return maker === undefined ? undefined : { type: MAKERS[maker].type, body: MAKERS[maker].of(contents) };
}

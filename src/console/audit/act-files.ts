/** Acts of staff as files for an auditor: each act with its hash, so that it can be checked without this program. */
import { canonicalJson } from '../../platform/canonical-json';
import { type Cell, csv } from '../../platform/csv';
import type { FoundAct } from './act';

export interface ActFile {
  readonly type: string;
  /** The text of one part of the file. */
  part(acts: readonly FoundAct[], isFirst: boolean): string;
}

const COLUMNS = ['seq', 'at', 'by', 'kind', 'subject', 'reason', 'details', 'prev_hash', 'hash'] as const;

export const ACT_FILES: Readonly<Record<'ndjson' | 'csv', ActFile>> = {
  ndjson: {
    type: 'application/x-ndjson; charset=utf-8',
    part: (acts) => acts.map(({ entry, prevHash, hash }) => `${canonicalJson({ entry, prevHash, hash })}\n`).join(''),
  },
  csv: {
    type: 'text/csv; charset=utf-8',
    part: (acts, isFirst) => csv(COLUMNS, acts.map(rowOf), !isFirst),
  },
};

function rowOf({ entry, prevHash, hash }: FoundAct): Record<(typeof COLUMNS)[number], Cell> {
  const { seq, at, by, kind, subject = null, reason = null, details } = entry;
  const told = details === undefined ? null : canonicalJson(details);
  return { seq, at, by, kind, subject, reason, details: told, prev_hash: prevHash, hash };
}

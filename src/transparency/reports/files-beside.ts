/** Whether the tables beside a report are, byte for byte, what its signed content gives: they carry no signature. */

import { dsaCsv } from '../pages/files/dsa-csv';
import { figuresCsv } from '../pages/files/figures-csv';
import { changesJson } from '../pages/files/json-files';
import { ledgerCsv } from '../pages/files/ledger-csv';
import type { PublishedReport } from '../published-report';
import { ledgerOf } from './report-content';

/** Texts of files as they were found; what is not at hand is undefined. */
export interface TablesFound {
  readonly figuresCsv?: string;
  readonly ledgerCsv?: string;
  readonly changesJson?: string;
  readonly dsaCsv?: string;
  /** Of which the report names the hash. */
  readonly ledgerNdjson?: string;
}

/** `found.ledgerNdjson` must be the one that the report names. Each fault names the first line that differs. */
export function tableFaults(found: TablesFound, report: PublishedReport): string[] {
  const lines = found.ledgerNdjson === undefined ? undefined : ledgerOf(found.ledgerNdjson);
  return [
    ...firstDifference('figures.csv', found.figuresCsv, () => figuresCsv([report])),
    ...firstDifference('changes.json', found.changesJson, () => changesJson(report)),
    ...firstDifference('ledger.csv', found.ledgerCsv, lines && (() => ledgerCsv(lines, report.rules.id))),
    ...firstDifference('dsa-member-state-orders.csv', found.dsaCsv, lines && (() => dsaCsv(report, lines))),
  ];
}

/** `make` is not there where the ledger is missing of which the table is made. */
function firstDifference(name: string, found: string | undefined, make: (() => string) | undefined): string[] {
  if (found === undefined) return [];
  if (make === undefined) {
    return [`${name} cannot be checked: put ledger.ndjson, of which the report names the hash, beside it`];
  }
  const made = make();
  if (found === made) return [];
  const [there, due] = [found.split('\n'), made.split('\n')];
  const at = due.findIndex((line, index) => line !== there[index]);
  const line = at === -1 ? due.length : at;
  return [`${name} line ${line + 1} is ${said(there[line])}; the signed report gives ${said(due[line])}`];
}

/** JSON, so that blanks and line ends show; the end of a line is a line break that is part of no line here. */
function said(line: string | undefined): string {
  return line === undefined || line === '' ? 'nothing' : JSON.stringify(line);
}

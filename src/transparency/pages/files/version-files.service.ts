/** Makes the files of a version; what costs time is made once, for a version never changes. */
import { Injectable, NotFoundException } from '@nestjs/common';
import type { ReportVersion } from '../../published-report';
import type { Answer } from '../page-answer';
import { linesOf } from '../public-ledger';
import { dsaCsv } from './dsa-csv';
import { figuresCsv } from './figures-csv';
import { changesJson } from './json-files';
import { ledgerCsv } from './ledger-csv';
import { reportPdf } from './report-pdf';
import type { VersionFile } from './version-files';

const CSV = 'text/csv';
const JSON_TYPE = 'application/json';

const MAKERS: Readonly<Record<VersionFile, (version: ReportVersion) => Answer | Promise<Answer>>> = {
  'report.json': ({ json }) => ({ body: json, type: JSON_TYPE }),
  'report.json.minisig': ({ signature }) => ({ body: signature, type: 'text/plain' }),
  'report.json.sha256': ({ sha256 }) => ({ body: `${sha256}  report.json\n`, type: 'text/plain' }),
  'figures.csv': ({ report }) => ({ body: figuresCsv([report]), type: CSV }),
  'ledger.csv': ({ ledgerNdjson }) => ({ body: ledgerCsv(linesOf(ledgerNdjson)), type: CSV }),
  'ledger.ndjson': ({ ledgerNdjson }) => ({ body: ledgerNdjson, type: 'application/x-ndjson' }),
  'changes.json': ({ report }) => ({ body: changesJson(report), type: JSON_TYPE }),
  'dsa-member-state-orders.csv': ({ report, ledgerNdjson }) => ({
    body: dsaCsv(report, linesOf(ledgerNdjson)),
    type: CSV,
  }),
  'report.pdf': async (version) => ({ body: await reportPdf('en', version), type: 'application/pdf' }),
};

@Injectable()
export class VersionFiles {
  /** PDFs by the hash of their report: as many as there are versions, some 50 KB each. */
  private readonly pdfs = new Map<string, Promise<Answer>>();

  /** Throws NotFoundException for a name that is none of VERSION_FILES. */
  async file(version: ReportVersion, name: string): Promise<Answer> {
    const maker = Object.hasOwn(MAKERS, name) ? MAKERS[name as VersionFile] : undefined;
    if (maker === undefined) throw new NotFoundException();
    return name === 'report.pdf' ? this.pdf(version) : maker(version);
  }

  private pdf(version: ReportVersion): Promise<Answer> {
    const made = this.pdfs.get(version.sha256) ?? Promise.resolve(MAKERS['report.pdf'](version));
    this.pdfs.set(version.sha256, made);
    made.catch(() => this.pdfs.delete(version.sha256));
    return made;
  }
}

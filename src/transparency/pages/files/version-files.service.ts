/** Makes the files of a version; what costs time is made once, for a version never changes. */
import { Injectable, NotFoundException } from '@nestjs/common';
import type { ReportVersion } from '../../published-report';
import { linesOf } from '../../reports/report-content';
import type { Answer } from '../page-answer';
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
  'ledger.csv': (version) => ({ body: ledgerCsv(linesOf(version), version.report.rules.id), type: CSV }),
  'ledger.ndjson': ({ ledgerNdjson }) => ({ body: ledgerNdjson, type: 'application/x-ndjson' }),
  'changes.json': ({ report }) => ({ body: changesJson(report), type: JSON_TYPE }),
  'dsa-member-state-orders.csv': (version) => ({ body: dsaCsv(version.report, linesOf(version)), type: CSV }),
  'report.pdf': async (version) => ({ body: await reportPdf('en', version), type: 'application/pdf' }),
};

@Injectable()
export class VersionFiles {
  /** Some 50 KB each; they are forgotten with the version they were made of. */
  private readonly pdfs = new WeakMap<ReportVersion, Promise<Answer>>();

  /** Throws NotFoundException for a name that is none of VERSION_FILES. */
  async file(version: ReportVersion, name: string): Promise<Answer> {
    const maker = Object.hasOwn(MAKERS, name) ? MAKERS[name as VersionFile] : undefined;
    if (maker === undefined) throw new NotFoundException();
    return name === 'report.pdf' ? this.pdf(version) : maker(version);
  }

  private pdf(version: ReportVersion): Promise<Answer> {
    const made = this.pdfs.get(version) ?? Promise.resolve(MAKERS['report.pdf'](version));
    this.pdfs.set(version, made);
    made.catch(() => this.pdfs.delete(version));
    return made;
  }
}

/** Every English text of the public pages. */
import { enAuthorities } from './en-authorities';
import { enCodes } from './en-codes';
import { enHeldData } from './en-held-data';
import { enRules } from './en-method';
import { enReports } from './en-reports';
import { enVerify } from './en-verify';

const dates = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
const instants = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'Europe/Zurich' });

const countries = new Intl.DisplayNames('en', { type: 'region', fallback: 'code' });

export const en = {
  /** `CH` → `Switzerland`; what is no code of a country stands as it is. */
  country: (code: string) => (/^[A-Z]{2}$/.test(code) ? (countries.of(code) ?? code) : code),
  /** `2026-03-31` → `31 March 2026` */
  date: (day: string) => dates.format(new Date(`${day}T00:00:00Z`)),
  /** ISO → `10 April 2026 at 09:00`, by the clocks of Zurich. */
  instant: (iso: string) => `${instants.format(new Date(iso))} (Zurich)`,
  /** `2026-Q1` → `Q1 2026` */
  quarter: (label: string) => `${label.slice(5)} ${label.slice(0, 4)}`,
  site: 'Transparency',
  skip: 'Skip to the content',
  menu: 'Pages',
  nav: {
    '/transparency-reports': 'Reports',
    '/ledger': 'Ledger',
    '/what-we-hold': 'What we hold',
    '/method': 'How we count',
    '/verify': 'Verify',
    '/corrections': 'Corrections',
    '/law-enforcement': 'For authorities',
    '/data': 'Data',
  },
  footer: 'No script, no cookie, nothing from anywhere else. Figures and files may be used under CC BY 4.0.',
  feedNews: 'Transparency: publications and corrections',
  feedCorrections: 'Transparency: corrections',
  notFound: {
    title: 'There is nothing at this address',
    text: 'It may be mistyped. What was once published stays at its address for good.',
    back: 'All reports',
  },
  away: {
    title: 'Nothing can be shown at the moment',
    text: 'The database does not answer. Please come back in a few minutes.',
  },
  howCounted: 'how counted',
  unknown: 'unknown',
  notApplicable: 'not applicable',
  none: 'n/a',
  method: {
    title: 'How we count',
    lead: 'Every figure names the rules it was counted by. Every report names the wording of the rules, by its number and SHA-256.',
    changesTitle: 'What changed in the rules',
    changes: [
      [
        'counting-rules-2',
        'Categories of data (R5), the origin over four quarters (R17), and that times end with the first decision (R19) are written down. What was counted before is counted alike.',
      ],
      ['counting-rules-1', 'The first wording.'],
    ],
    contents: 'The rules',
    example: 'Example',
    crosswalkTitle: 'Our words and those of others',
    crosswalkCaption: 'Which figure of ours stands for which figure of other publishers',
    crosswalkColumns: ['Ours', 'Others'],
    crosswalk: [
      ['Received', 'Google: User Data Requests, less informal ones. Apple: Requests Received. Wikimedia: Total.'],
      ['Disclosed in part or in full', 'Apple: Requests Where Data Provided.'],
      ['Identifiers specified', 'Apple: Accounts Specified in Requests. Wikimedia: Potentially affected.'],
      ['Accounts disclosed', 'Wikimedia: Actually affected.'],
    ],
  },
  data: {
    title: 'Data',
    lead: 'Everything on these pages is also a file. Addresses are permanent; a version, once published, never changes.',
    licence: 'Licence: Creative Commons Attribution 4.0 International (CC BY 4.0).',
    allTitle: 'Across all quarters',
    allCaption: 'Files that grow with every publication',
    versionsTitle: 'For every version of every quarter',
    versionsCaption: 'Published versions and their files, the newest quarter first',
    file: 'File',
    holds: 'What it holds',
    version: 'Version',
    files: 'Files',
    nothing: 'Nothing has been published yet.',
    all: {
      '/data/all-figures.csv': 'Every figure of the newest version of every quarter, one per line (CSV, RFC 4180)',
      '/data/schema/report-1.json': 'JSON Schema 2020-12 of report.json',
      '/data/rules/counting-rules-2.json': 'The wording of the counting rules whose SHA-256 reports name under “rules”',
      '/data/rules/counting-rules-1.json': 'Their first wording, which older reports name',
      '/.well-known/transparency.json': 'An index of everything, for programs',
      '/feed.atom': 'Publications, corrections and overdue reports (Atom)',
      '/corrections.atom': 'Corrections only (Atom)',
    },
  },
  authorities: enAuthorities,
  verify: enVerify,
  rules: enRules,
  codes: enCodes,
  reports: enReports,
  held: enHeldData,
};

export type Texts = typeof en;

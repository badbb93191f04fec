/** The languages pages are written in, and the shapes of their longer texts; a key that misses does not compile. */

/** In which everything is written. Add one here and the compiler asks for every text of it. */
export type Language = 'en';

/** In which authorities are spoken to; the first one binds. The compiler asks for every text of each. */
export const AUTHORITY_LANGUAGES = ['en', 'de', 'fr', 'it'] as const;
export type AuthorityLanguage = (typeof AUTHORITY_LANGUAGES)[number];

/** What stands around every page. */
export interface FrameText {
  readonly site: string;
  readonly skip: string;
  /** Names the list of pages to those who do not see it. */
  readonly menu: string;
  readonly nav: Readonly<Record<NavPath, string>>;
  readonly footer: string;
  readonly feedNews: string;
  readonly feedCorrections: string;
}

export type NavPath =
  | '/transparency-reports'
  | '/ledger'
  | '/what-we-hold'
  | '/method'
  | '/verify'
  | '/corrections'
  | '/law-enforcement'
  | '/data';

export interface RuleText {
  /** `R1`; the anchor on the page. */
  readonly id: `R${number}`;
  readonly title: string;
  readonly rule: string;
  readonly example: string;
}

interface Titled {
  readonly title: string;
  readonly text: string;
}

export interface AuthoritiesText {
  readonly title: string;
  readonly lead: string;
  /** Which text decides, and that there are others. */
  readonly binding: string;
  readonly whatExists: string;
  readonly routesTitle: string;
  readonly routes: readonly [Titled, Titled, Titled, Titled, Titled];
  readonly checklistTitle: string;
  readonly checklist: Readonly<Record<ChecklistItem, string>>;
  /** Before an Account ID that nobody has. */
  readonly example: string;
  readonly formTitle: string;
  readonly form: string;
  readonly formLink: string;
  readonly costsTitle: string;
  readonly costs: string;
  readonly languagesTitle: string;
  readonly languages: string;
  readonly noticeTitle: string;
  readonly notice: string;
  readonly countedTitle: string;
  readonly counted: string;
  readonly contactTitle: string;
  readonly contactMissing: string;
}

/** What a request must hold: after Regulation (EU) 2022/2065, Art. 10(2), and the Swiss SPTO, Art. 17(4). */
export const CHECKLIST = [
  'authority',
  'reference',
  'basis',
  'identifiers',
  'categories',
  'period',
  'redress',
  'secrecy',
  'signature',
] as const;
export type ChecklistItem = (typeof CHECKLIST)[number];

export interface VerifyText {
  readonly title: string;
  readonly lead: string;
  readonly stepsTitle: string;
  readonly steps: readonly (Titled & { readonly command: string })[];
  readonly keyTitle: string;
  readonly keyMissing: string;
  readonly chainTitle: string;
  readonly chainEmpty: string;
  readonly chainCaption: string;
  readonly columns: {
    readonly version: string;
    readonly published: string;
    readonly hash: string;
    readonly previous: string;
  };
  readonly failureTitle: string;
  readonly failures: readonly string[];
}

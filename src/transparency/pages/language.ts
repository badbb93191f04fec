/** The languages pages are written in, and the shapes of their longer texts; a key that misses does not compile. */

/** Add a language here and the compiler asks for every text of it. */
export type Language = 'en';

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
  readonly whatExists: string;
  readonly routesTitle: string;
  readonly routes: readonly Titled[];
  readonly checklistTitle: string;
  readonly checklist: readonly string[];
  readonly languagesTitle: string;
  readonly languages: string;
  readonly noticeTitle: string;
  readonly notice: string;
  readonly countedTitle: string;
  readonly counted: string;
  readonly contactTitle: string;
  readonly contactMissing: string;
}

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

/** A template of a reply in versions: what it says in which languages, who wrote it, and whether it may be used. */
import { isSamePerson } from '../../transparency/approval';

/** English is written first; the others may miss. */
export const LANGUAGES = ['en', 'de', 'fr', 'it'] as const;

export type Language = (typeof LANGUAGES)[number];

export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  en: 'English',
  de: 'German',
  fr: 'French',
  it: 'Italian',
};

export type Texts = Readonly<Record<Language, string | null>> & { readonly en: string };

export interface NewVersion {
  readonly title: string;
  readonly texts: Texts;
}

export interface TemplateVersion extends NewVersion {
  readonly replyId: string;
  readonly version: number;
  readonly writtenBy: string;
  readonly writtenAtMs: number;
  readonly decision: 'approved' | 'refused' | null;
  readonly decidedBy: string | null;
  readonly decidedAtMs: number | null;
  readonly note: string | null;
}

export interface Template {
  readonly id: string;
  /** The newest first; never empty. */
  readonly versions: readonly [TemplateVersion, ...TemplateVersion[]];
  /** The newest that a second person approved: only it may be used. */
  readonly usable: TemplateVersion | undefined;
}

/** `versions` are of one template, in any order; undefined when there are none. */
export function templateOf(versions: readonly TemplateVersion[]): Template | undefined {
  const [newest, ...older] = [...versions].sort((a, b) => b.version - a.version);
  if (newest === undefined) return undefined;
  const all = [newest, ...older] as const;
  return { id: newest.replyId, versions: all, usable: all.find((one) => one.decision === 'approved') };
}

/** Why this person may not decide on the version; undefined when they may. A newer one takes the place of what waits. */
export function whyNotDecided({ versions: [newest] }: Template, version: number, person: string): string | undefined {
  if (newest.version !== version) return 'a newer version was written meanwhile: read that one';
  if (newest.decision !== null) return 'it is decided already';
  if (isSamePerson(newest.writtenBy, person)) return 'whoever wrote a version does not approve it';
  return undefined;
}

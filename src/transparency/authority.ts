/** An authority of the directory: an institution, never a person. How to reach it is sealed. */
import { z } from 'zod';
import { countryCode } from './case-event';

export const AUTHORITY_LEVELS = [
  'federal',
  'cantonal',
  'municipal',
  'foreign_national',
  'foreign_regional',
  'international',
] as const;

export const AUTHORITY_TYPES = [
  'police',
  'prosecutor',
  'court',
  'intelligence',
  'ptss',
  'mla_central',
  'regulator',
  'military',
  'other',
] as const;

/** What may be said of it outside; today nothing public names an authority at all. */
export const NAMINGS = ['name_ok', 'type_only'] as const;

export const newAuthority = z.strictObject({
  name: z.string().trim().min(1).max(200),
  level: z.enum(AUTHORITY_LEVELS),
  type: z.enum(AUTHORITY_TYPES),
  /** Null of what belongs to no country. */
  country: countryCode.nullable(),
  naming: z.enum(NAMINGS),
});

export type NewAuthority = z.infer<typeof newAuthority>;

export interface Authority extends NewAuthority {
  readonly id: string;
  /** Whoever changes it says which version they saw. */
  readonly version: number;
  readonly hasContacts: boolean;
}

/** What is to become of the contacts that are kept; undefined leaves them. */
export type ContactsChange = { readonly to: string | null } | undefined;

const FIELDS = ['name', 'level', 'type', 'country', 'naming'] as const;

/** By field, from what to what; of contacts only that they changed. */
export function authorityChanges(
  before: NewAuthority,
  after: NewAuthority,
  contacts: ContactsChange,
): Record<string, string | readonly [string | null, string | null]> {
  const changed = FIELDS.filter((field) => before[field] !== after[field]);
  return {
    ...Object.fromEntries(changed.map((field) => [field, [before[field], after[field]] as const])),
    ...(contacts === undefined ? {} : { contacts: contacts.to === null ? 'removed' : 'replaced' }),
  };
}

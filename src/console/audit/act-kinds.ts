/** Everything staff can do that is recorded beside the events of the request log, each in words; a closed list. */
export const ACT_KINDS = {
  chains_checked: 'had the chains checked',
  acts_exported: 'exported acts of staff',
} as const;

export type ActKind = keyof typeof ACT_KINDS;

/** Also of a kind that this release records no more. */
export function kindInWords(kind: string): string {
  return (ACT_KINDS as Readonly<Record<string, string>>)[kind] ?? kind.replaceAll('_', ' ');
}

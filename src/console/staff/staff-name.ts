/** Names of staff: the handle that stands beside every act, never changed and never used again. */

/** Lower case, so that two people cannot differ by a capital only; short enough for a column. */
const SHAPE = /^[a-z][a-z0-9-]{1,30}[a-z0-9]$/;

/** Names that stand in the log for something else than a person. */
const TAKEN: ReadonlySet<string> = new Set([
  'operator',
  'import',
  'intake',
  'system',
  'relay',
  'nobody',
  'invite',
  'anyone',
  'staff',
]);

/** Why this cannot be the name of a person; undefined when it can. */
export function whyNoName(name: string): string | undefined {
  if (!SHAPE.test(name)) {
    return 'A name has 3 to 32 lower-case letters, digits and hyphens, and begins with a letter';
  }
  return TAKEN.has(name) ? `"${name}" stands for something else in the log; choose another name` : undefined;
}

/** The link of an invitation. */

/** `origin` is the console's address, with or without a slash at its end. */
export function linkOf(origin: string, token: string): string {
  return `${origin.replace(/\/+$/, '')}/enrol/${token}`;
}

/** What was just done, by a word in the address; anything else there says nothing. */
export function noticeOf(notices: Readonly<Record<string, string>>, done: unknown): string | undefined {
  return typeof done === 'string' && Object.hasOwn(notices, done) ? notices[done] : undefined;
}

/** Why a process cannot start, in words that say what to do; quotes no address, user or secret. */

export class StartUpError extends Error {
  override readonly name = 'StartUpError';
}

/** What the errors that end a start mean, by the code of the system or of Postgres. */
const MEANINGS: readonly { readonly codes: RegExp; readonly words: string }[] = [
  { codes: /^42P01$/, words: 'the database has no schema yet: run "npm run relay -- migrate" first' },
  { codes: /^(28P01|28000)$/, words: 'the database refuses the user or password of DATABASE_URL' },
  { codes: /^3D000$/, words: 'the database named in DATABASE_URL does not exist' },
  { codes: /^42501$/, words: 'the role of DATABASE_URL lacks rights: run "npm run relay -- migrate" as the owner' },
  {
    codes: /^(ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|57P03|53300)$/,
    words: 'the database of DATABASE_URL cannot be reached',
  },
];

/** The same error in words, where its code says what is wrong; otherwise the error itself. */
export function inWords(error: unknown): unknown {
  const code = (error as { code?: unknown } | null)?.code;
  const meaning = MEANINGS.find(({ codes }) => typeof code === 'string' && codes.test(code));
  return meaning === undefined ? error : new StartUpError(`${meaning.words} (${String(code)})`);
}

/** For listening: says which setting to change when the port is taken or not ours to take. */
export function portInWords(error: unknown, setting: string): unknown {
  const { code, port } = (error ?? {}) as { code?: unknown; port?: unknown };
  if (code === 'EADDRINUSE') {
    const words = `another program listens on port ${String(port)}: end it, or set ${setting} to another port`;
    return new StartUpError(`${words} (EADDRINUSE)`);
  }
  if (code === 'EACCES') return new StartUpError(`the port of ${setting} needs rights this process lacks (EACCES)`);
  if (code === 'EADDRNOTAVAIL')
    return new StartUpError(`the address for ${setting} is none of this machine (EADDRNOTAVAIL)`);
  return error;
}

/** Why `npm start` ended, in words that say what to do. */

export function troubleInWords(error: unknown): string {
  const { message, syscall, path, ...more } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  if (message === undefined) return String(error);
  // That of a child process is a number.
  const code = String(more.code);
  if (code.startsWith('ERR_PARSE_ARGS_')) return `${message.split('. ')[0]}: "npm start -- --help" says what there is`;
  const isFolder = syscall === 'mkdir' || syscall === 'mkdtemp';
  if (path !== undefined && (isFolder || code === 'EROFS' || code === 'ENOSPC')) {
    return `${path} cannot be written (${code}): what outlives a run is kept in .data, the rest in the folder of TMPDIR; make both writable, or name another`;
  }
  return message;
}

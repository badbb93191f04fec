/** How the scripts talk: on stderr, for stdout belongs to the program that is started. */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Something the user can mend; only its message is shown. */
export class Trouble extends Error {}

export function say(text) {
  process.stderr.write(`${text}\n`);
}

export function seconds(since) {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}

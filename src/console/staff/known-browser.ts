/**
 * What a browser carries after somebody signed in on it: their failures there are counted apart from those of strangers,
 * so that nobody can keep a person waiting who does not sit at their browser. Sealed, so that it cannot be made up.
 */
import { type DataKeys, SealError } from '../../platform/at-rest/data-keys';

const PLACE = 'cookie.known_browser';
const ID_BYTES = 16;

/** A value for a cookie, for this name and these random bytes. */
export function markOfBrowser(keys: DataKeys, name: string, dice: (bytes: number) => Buffer): string {
  return keys.seal(PLACE, Buffer.concat([dice(ID_BYTES), Buffer.from(name)])).toString('base64url');
}

/** What this browser's failures are counted by, if the mark is one of ours and of this name. */
export function knownBrowser(keys: DataKeys, mark: string, name: string): string | undefined {
  const opened = open(keys, mark);
  return opened?.name === name ? opened.id : undefined;
}

/** Whether anybody has signed in on this browser. */
export function isKnownBrowser(keys: DataKeys, mark: string): boolean {
  return open(keys, mark) !== undefined;
}

function open(keys: DataKeys, mark: string): { id: string; name: string } | undefined {
  try {
    const opened = keys.open(PLACE, Buffer.from(mark, 'base64url'));
    return { id: opened.subarray(0, ID_BYTES).toString('hex'), name: opened.subarray(ID_BYTES).toString() };
  } catch (error) {
    if (error instanceof SealError) return undefined;
    throw error;
  }
}

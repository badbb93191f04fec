/** An import file as a history that can be counted without any database. */
import { sha256 } from '../platform/canonical-json';
import type { History } from './case-event';
import { importedEvents } from './importing/imported-events';
import { readImport, refuseContradictions } from './importing/read-import';

export { ImportRefused } from './importing/read-import';

/** Throws ImportRefused with every fault and its place. */
export function historyOfFile(text: string): History {
  const { requests, declared } = readImport(text);
  const events = importedEvents(requests, {
    actor: 'import',
    caseIdOf: (ref) => ref,
    publicIdOf: (ref) => ref,
    hashOf: (_field, text) => sha256(text),
  });
  return { events, declared, isComparable: true };
}

/** How much there is in a file that the log would take. Throws ImportRefused. */
export function measuredFile(text: string): { requests: number; declared: number; remarks: readonly string[] } {
  const { requests, declared, remarks } = readImport(text);
  refuseContradictions(declared);
  return { requests: requests.length, declared: declared.length, remarks };
}

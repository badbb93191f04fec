/** Identifiers as they stand in a letter, one on each line, told apart by their form. */
import { normalisedTarget } from '../../transparency/case-event';
import type { TARGET_TYPES } from '../../transparency/enumerations';

export interface NamedTarget {
  readonly identifier: string;
  readonly type: (typeof TARGET_TYPES)[number];
}

const MOST = 500;
const LONGEST = 500;

const FORMS: readonly (readonly [NamedTarget['type'], RegExp])[] = [
  ['account_id', /^05[0-9a-f]{64}$/],
  ['group_id', /^03[0-9a-f]{64}$/],
  ['blinded_id', /^(15|25)[0-9a-f]{64}$/],
  ['url', /^https?:\/\//],
  ['ip', /^(\d{1,3}\.){3}\d{1,3}$|^[0-9a-f]{0,4}:[0-9a-f:]+$/],
];

/** Each once, however often and in whatever letters it is written (R10). */
export function identifiersOf(text: string): { readonly targets: readonly NamedTarget[]; readonly fault?: string } {
  const lines = text.split(/[\n,;]/).map(normalisedTarget);
  const identifiers = [...new Set(lines.filter((line) => line !== ''))];
  if (identifiers.length > MOST) {
    return { targets: [], fault: `Name at most ${MOST} identifiers here, and add the list as a file` };
  }
  const long = identifiers.find((one) => one.length > LONGEST);
  if (long !== undefined) {
    return { targets: [], fault: `Write one identifier on each line; one of them has ${long.length} letters` };
  }
  return { targets: identifiers.map((identifier) => ({ identifier, type: typeOf(identifier) })) };
}

function typeOf(identifier: string): NamedTarget['type'] {
  return FORMS.find(([, form]) => form.test(identifier))?.[0] ?? 'other';
}

/** Duties that one person may not have on the same case: whoever searches for data approves nothing, and the reverse. */
import { isSamePerson } from './approval';
import type { CaseState } from './case-state';

/** Why this person may not approve anything on the case; undefined when they may. */
export function whyNotApprover({ lookups }: Pick<CaseState, 'lookups'>, person: string): string | undefined {
  if (!lookups.some(({ by }) => isSamePerson(by, person))) return undefined;
  return 'whoever searched for data of a case approves nothing on it';
}

/** Why this person may not search; `approvers` are those who decided on anything of the case. */
export function whyNotSearcher(approvers: readonly string[], person: string): string | undefined {
  if (!approvers.some((one) => isSamePerson(one, person))) return undefined;
  return 'whoever decided on an approval of a case does not search for its data';
}

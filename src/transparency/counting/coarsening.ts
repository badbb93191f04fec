/** R13: what is told only together with others, so that no bucket of that kind holds exactly one. */
import type { Coarsenable } from '../enumerations';
import { UNDISCLOSED } from '../ledger';
import type { CountedRequest } from './requests';

/** The public code of each request in this dimension, by its id; totals stay exact. */
export function publicCodes(requests: readonly CountedRequest[], dimension: Coarsenable): Map<string, string> {
  const codes = new Map(requests.map(({ state }) => [state.id, codeOf(state, dimension)]));
  const hidden = [...codes.values()].filter((code) => code === UNDISCLOSED).length;
  const joining = hidden === 1 ? smallestBucket([...codes.values()]) : undefined;
  for (const [id, code] of codes) if (code === joining) codes.set(id, UNDISCLOSED);
  return codes;
}

function codeOf(state: CountedRequest['state'], dimension: Coarsenable): string {
  if (state.facts.coarsen.includes(dimension)) return UNDISCLOSED;
  return state[dimension] ?? UNDISCLOSED;
}

/** Of the shown ones; of several as small, the first in the order of codes. Undefined when none is shown. */
function smallestBucket(codes: readonly string[]): string | undefined {
  const sizes = new Map<string, number>();
  for (const code of codes) if (code !== UNDISCLOSED) sizes.set(code, (sizes.get(code) ?? 0) + 1);
  return [...sizes].sort(([a, m], [b, n]) => m - n || (a < b ? -1 : 1))[0]?.[0];
}

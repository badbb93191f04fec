/** The verbs of the request log: import, figures, look-ups, reports and their verification. */

import type { Verbs } from '../platform/verb';
import { figuresVerb } from './cli/figures.cli';
import type { CliSurroundings } from './cli/surroundings';

export function transparencyVerbs(surroundings: CliSurroundings): Verbs {
  return { figures: figuresVerb(surroundings) };
}

/** The verbs of the request log: import, figures, look-ups, reports and what verifies them. */
import type { Verbs } from '../platform/verb';
import { figuresVerb } from './cli/figures.cli';
import { keysDestroyYearVerb, keysYearsVerb } from './cli/hash-keys.cli';
import { importVerb, lookupVerb, rebuildVerb } from './cli/requests.cli';
import type { CliSurroundings, Opened } from './cli/surroundings.cli';
import { checkpointVerb, keysReportVerb, logVerifyVerb, reportVerifyVerb } from './cli/verify.cli';

export type { Opened };

export function transparencyVerbs(surroundings: CliSurroundings): Verbs {
  return {
    'requests import': importVerb(surroundings),
    'requests rebuild': rebuildVerb(surroundings),
    figures: figuresVerb(surroundings),
    'report verify': reportVerifyVerb(surroundings),
    'log verify': logVerifyVerb(surroundings),
    'log checkpoint': checkpointVerb(surroundings),
    'lookup run': lookupVerb(surroundings),
    'keys report': keysReportVerb(surroundings),
    'keys years': keysYearsVerb(surroundings),
    'keys destroy-year': keysDestroyYearVerb(surroundings),
  };
}

/** `figures`: what is counted of a quarter at an instant, from the database or from a file alone. */
import { Misuse, type Verb } from '../../platform/verb';
import type { History } from '../case-event';
import { historyOfFile, ImportRefused } from '../import';
import { figuresInWords, printedFigures } from '../printed-figures';
import { isQuarter, type Quarter } from '../quarter';
import { countQuarter } from '../quarter-count';
import { instant, toMs } from '../zurich-time';
import { textOf, withRoom } from './room.cli';
import type { CliSurroundings } from './surroundings.cli';

export function figuresVerb(surroundings: CliSurroundings): Verb {
  return {
    usage: 'figures --quarter 2026-Q1 --as-of INSTANT [--json] [--from FILE]',
    purpose:
      'prints what is counted of a quarter at an instant such as 2026-04-10T09:00:00+02:00, from the database or a file',
    options: {
      quarter: { type: 'string' },
      'as-of': { type: 'string' },
      from: { type: 'string' },
      json: { type: 'boolean' },
    },
    run: async (args, options) => {
      if (args.length > 0) throw new Misuse(`this verb takes no argument "${args[0]}"`);
      const { quarter, asOf } = wanted(options.quarter, options['as-of']);
      const count = countQuarter(await historyFrom(surroundings, options.from), quarter, toMs(asOf));
      surroundings.say(
        options.json ? JSON.stringify(printedFigures(count, asOf), null, 2) : figuresInWords(count, asOf),
      );
    },
  };
}

function wanted(quarter: unknown, asOf: unknown): { quarter: Quarter; asOf: string } {
  const faults: string[] = [];
  if (typeof quarter !== 'string' || !isQuarter(quarter)) faults.push('--quarter must be a quarter such as 2026-Q1');
  if (!instant.safeParse(asOf).success) {
    faults.push('--as-of must be an instant with its offset, such as 2026-04-10T09:00:00+02:00');
  }
  if (faults.length > 0) throw new Misuse(faults.join('\n'));
  return { quarter: quarter as Quarter, asOf: asOf as string };
}

async function historyFrom(surroundings: CliSurroundings, from: unknown): Promise<History> {
  if (typeof from !== 'string') return withRoom(surroundings, ({ log }) => log.history());
  try {
    return historyOfFile(textOf(surroundings, from));
  } catch (error) {
    throw error instanceof ImportRefused ? new Misuse(error.message) : error;
  }
}

/** `figures`: what is counted of a quarter at an instant, from the database or from a file alone. */
import { Misuse, type Verb } from '../../platform/verb';
import type { History } from '../case-event';
import { historyOfFile, ImportRefused } from '../import';
import { figuresInWords, printedFigures } from '../printed-figures';
import { isQuarter, type Quarter } from '../quarter';
import { countQuarter } from '../quarter-count';
import { instant, toMs } from '../zurich-time';
import type { CliSurroundings } from './surroundings';

export function figuresVerb({ readFile, say }: CliSurroundings): Verb {
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
      const history = historyFrom(readFile, String(options.from));
      const count = countQuarter(history, quarter, toMs(asOf));
      say(options.json ? JSON.stringify(printedFigures(count, asOf), null, 2) : figuresInWords(count, asOf));
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

export function historyFrom(readFile: (path: string) => string, path: string): History {
  try {
    return historyOfFile(textOf(readFile, path));
  } catch (error) {
    if (error instanceof ImportRefused) throw new Misuse(error.message);
    throw error;
  }
}

export function textOf(readFile: (path: string) => string, path: string): string {
  try {
    return readFile(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Misuse(`${path} cannot be read (${code ?? 'unreadable'})`);
  }
}

/** `keys years` and `keys destroy-year`: the keys that compare the identifiers of a reporting year, and their end. */
import { Misuse, onlyArgument, type Verb } from '../../platform/verb';
import { NotAllowed } from '../approval';
import type { YearKey } from '../year-key';
import { withRoom } from './room.cli';
import type { CliSurroundings } from './surroundings.cli';

export function keysYearsVerb(surroundings: CliSurroundings): Verb {
  return {
    usage: 'keys years',
    purpose: 'says of each reporting year whether its hash key is there, and why it is still needed',
    run: async (args) => {
      if (args.length > 0) throw new Misuse(`this verb takes no argument "${args[0]}"`);
      const years = await withRoom(surroundings, ({ hashKeys }) => hashKeys.years());
      if (years.length === 0) surroundings.say('There is no hash key yet.');
      for (const year of years) surroundings.say(inWords(year));
    },
  };
}

export function keysDestroyYearVerb(surroundings: CliSurroundings): Verb {
  return {
    usage: 'keys destroy-year YEAR --approval ID --by NAME',
    purpose: 'destroys the hash key of a published year, as a second person approved in the console; for good',
    options: { approval: { type: 'string' }, by: { type: 'string' } },
    run: async (args, { approval, by }) => {
      const text = onlyArgument(args, 'YEAR');
      if (!/^\d{4}$/.test(text)) throw new Misuse('YEAR must be a year such as 2026');
      if (typeof approval !== 'string')
        throw new Misuse('--approval is required: the console asks for it under Reports');
      if (typeof by !== 'string' || by.trim() === '') throw new Misuse('--by is required: who destroys it');
      try {
        await withRoom(surroundings, ({ hashKeys }) => hashKeys.destroy(Number(text), approval, by.trim()));
      } catch (error) {
        throw error instanceof NotAllowed ? new Misuse(error.message) : error;
      }
      surroundings.say(`The hash key of ${text} is destroyed. Delete the back-ups that still hold it.`);
    },
  };
}

function inWords({ year, destroyedAt, reasons }: YearKey): string {
  if (destroyedAt !== undefined) return `${year}: destroyed on ${destroyedAt.toISOString()}`;
  if (reasons.length === 0) return `${year}: may be destroyed`;
  return [`${year}: still needed`, ...reasons.map((reason) => `  - ${reason}`)].join('\n');
}

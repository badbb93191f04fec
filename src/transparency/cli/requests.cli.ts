/** `requests import`, `requests rebuild` and `lookup run`: what is done with the log by hand. */
import { Misuse, onlyArgument, type Verb, type VerbOptions } from '../../platform/verb';
import { NotAllowed } from '../approval';
import { CaseChanged } from '../case-changed';
import { ImportRefused, measuredFile } from '../import';
import { textOf, withRoom } from './room.cli';
import type { CliSurroundings } from './surroundings.cli';

export function importVerb(surroundings: CliSurroundings): Verb {
  return {
    usage: 'requests import FILE [--dry-run] [--by NAME]',
    purpose: 'brings requests of a file (format requests/1) into the log: whole, or not at all with every fault told',
    options: { 'dry-run': { type: 'boolean' }, by: { type: 'string' } },
    run: async (args, options) => {
      const text = textOf(surroundings, onlyArgument(args, 'FILE'));
      try {
        if (options['dry-run']) {
          const { requests, declared, remarks } = measuredFile(text);
          for (const remark of remarks) surroundings.say(`Remark: ${remark}`);
          return surroundings.say(
            `The file is good: ${requests} requests, ${declared} declared quarters. Nothing was imported.`,
          );
        }
        const by = typeof options.by === 'string' && options.by.trim() !== '' ? options.by.trim() : 'operator';
        const done = await withRoom(surroundings, ({ imports }) => imports.import(text, by));
        for (const remark of done.remarks) surroundings.say(`Remark: ${remark}`);
        surroundings.say(
          `Imported ${done.requests} requests with ${done.events} events, and ${done.declared} declared quarters.`,
        );
      } catch (error) {
        throw error instanceof ImportRefused ? new Misuse(error.message) : error;
      }
    },
  };
}

export function rebuildVerb(surroundings: CliSurroundings): Verb {
  return {
    usage: 'requests rebuild',
    purpose: 'makes the list of cases anew from the events, and says whether it was another one before',
    run: async (args) => {
      if (args.length > 0) throw new Misuse(`this verb takes no argument "${args[0]}"`);
      const differed = await withRoom(surroundings, ({ board }) => board.rebuild());
      surroundings.say(differed ? 'The list of cases was not what the events say; now it is.' : 'The list was right.');
    },
  };
}

export function lookupVerb(surroundings: CliSurroundings): Verb {
  return {
    usage: 'lookup run CASE --query NAME --approval ID --by NAME',
    purpose: 'searches, within the scope a second person approved, for what a request asks for; the search is recorded',
    options: { query: { type: 'string' }, approval: { type: 'string' }, by: { type: 'string' } },
    run: async (args, options) => {
      const caseId = onlyArgument(args, 'CASE');
      const [query, approvalId, by] = ['query', 'approval', 'by'].map((name) => required(options, name));
      try {
        await withRoom(surroundings, async ({ log, lookups }) => {
          const { version } = await log.state(caseId);
          const found = await lookups.run({
            caseId,
            version,
            approvalId: approvalId as string,
            query: query as string,
            by: by as string,
          });
          surroundings.say(JSON.stringify({ rows: found.rows, resultSha256: found.resultHash }, null, 2));
        });
      } catch (error) {
        const expected = error instanceof NotAllowed || error instanceof CaseChanged;
        throw expected ? new Misuse(error.message) : error;
      }
    },
  };
}

function required(options: VerbOptions, name: string): string {
  const value = options[name];
  if (typeof value !== 'string' || value.trim() === '') throw new Misuse(`--${name} is required`);
  return value.trim();
}

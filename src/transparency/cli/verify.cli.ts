/** `report verify` and `log verify`: what finds tampering and names it; and what a later check compares with. */

import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { Misuse, onlyArgument, type Verb } from '../../platform/verb';
import { type CheckpointBody, CheckpointError, readCheckpoints } from '../checkpoint';
import { newSigningKeyFile, PUBLIC_KEY_FILE, publicHalf, SIGNING_KEY_FILE } from '../report-key-files';
import { MinisignError, readPublicKey, type VerifyingKey } from '../reports/minisign';
import { pdfFault } from '../reports/pdf-beside';
import { type FoundReport, type ReportFault, verifyReports } from '../reports/verify-reports';
import { bytesIfThere, textIfThere, textOf, withCheckpoints, withRoom } from './room.cli';
import type { CliSurroundings } from './surroundings.cli';

/** Told on standard error, and the program ends with a failure. */
class Tampered extends Misuse {}

export function reportVerifyVerb(surroundings: CliSurroundings): Verb {
  return {
    usage: 'report verify [FILE…] [--key PUBLIC_KEY_FILE]',
    purpose:
      'checks report.json files, with the signature, ledger, tables and PDF beside them, or every report in the database',
    options: { key: { type: 'string' } },
    run: async (args, options) => {
      const key = keyOf(surroundings, options.key);
      const files = args.map((path) => foundAt(surroundings, path));
      const { count, faults } =
        files.length > 0
          ? { count: files.length, faults: [...verifyReports(files, key), ...(await pdfFaults(surroundings, files))] }
          : await withRoom(surroundings, ({ verification }) => verification.published([], key));
      if (faults.length > 0) throw new Tampered(inWords(faults));
      const signatures = key === undefined ? 'signatures not checked: name the public key with --key' : 'signed';
      surroundings.say(`${count === 1 ? '1 report holds' : `${count} reports hold`} (${signatures}).`);
      for (const file of files) {
        const missing = [
          ...Object.entries(BESIDE).flatMap(([field, name]) => (Object.hasOwn(file, field) ? [] : [name])),
          ...(pdfBeside(surroundings, file) === undefined ? [PDF] : []),
        ];
        if (missing.length > 0) surroundings.say(`${file.name}: not checked, for not beside it: ${missing.join(', ')}`);
      }
    },
  };
}

export function logVerifyVerb(surroundings: CliSurroundings): Verb {
  return {
    usage: 'log verify [--checkpoint FILE] [--key PUBLIC_KEY_FILE]',
    purpose: 'goes along the events, the acts of staff and the reports, and names the first that does not hold',
    options: { checkpoint: { type: 'string' }, key: { type: 'string' } },
    run: async (args, options) => {
      if (args.length > 0) throw new Misuse(`this verb takes no argument "${args[0]}"`);
      const key = keyOf(surroundings, options.key);
      const checkpoints = checkpointsOf(surroundings, options.checkpoint, key);
      await withRoom(surroundings, async ({ verification }) => {
        const { fault, head } = await verification.chain(checkpoints);
        if (fault !== undefined) throw new Tampered(`event ${fault.seq}: ${fault.reason}`);
        const acts = await verification.acts(checkpoints);
        if (acts.fault !== undefined) throw new Tampered(`act ${acts.fault.seq}: ${acts.fault.reason}`);
        const { count, faults } = await verification.published(checkpoints, key);
        if (faults.length > 0) throw new Tampered(inWords(faults));
        const compared =
          checkpoints.length === 0 ? 'no checkpoint to compare with' : `${checkpoints.length} checkpoints`;
        const counts = `${head?.seq ?? 0} events, ${acts.head?.seq ?? 0} acts of staff and ${count} reports`;
        surroundings.say(`${counts} hold (${compared}).`);
        if (head !== undefined) surroundings.say(`head: ${head.hash}`);
        if (acts.head !== undefined) surroundings.say(`last act: ${acts.head.hash}`);
      });
    },
  };
}

export function checkpointVerb(surroundings: CliSurroundings): Verb {
  return {
    usage: 'log checkpoint',
    purpose: 'adds the signed heads of the chains to the file of REPORT_CHECKPOINTS_PATH now',
    run: async () => {
      const body = await withCheckpoints(surroundings, (checkpoints) => checkpoints.write());
      if (body === undefined) return surroundings.say('There is no event yet, and no act of staff.');
      surroundings.say(`${body.events} events, head ${body.head ?? 'none'}`);
      surroundings.say(`${body.acts} acts of staff, last ${body.lastAct ?? 'none'}`);
    },
  };
}

export function keysReportVerb(surroundings: CliSurroundings): Verb {
  return {
    usage: 'keys report DIRECTORY',
    purpose:
      'writes a new report-signing-key and its public half, both as minisign reads them; never over existing files',
    run: async (args) => {
      const directory = onlyArgument(args, 'DIRECTORY');
      const signingKey = newSigningKeyFile(randomBytes(40));
      for (const [name, text] of [
        [SIGNING_KEY_FILE, signingKey],
        [PUBLIC_KEY_FILE, publicHalf(signingKey)],
      ] as const) {
        surroundings.writeNewFile(join(directory, name), text);
        surroundings.say(`wrote ${join(directory, name)}`);
      }
    },
  };
}

/** What is checked with a report, by the names of the public site; the first two are named after the report itself. */
const BESIDE = {
  signature: '.minisig',
  sha256File: '.sha256',
  ledgerNdjson: 'ledger.ndjson',
  figuresCsv: 'figures.csv',
  ledgerCsv: 'ledger.csv',
  changesJson: 'changes.json',
  dsaCsv: 'dsa-member-state-orders.csv',
} as const satisfies Partial<Record<keyof FoundReport, string>>;

/** Made anew of the report and compared, unlike what is signed or hashed. */
const PDF = 'report.pdf';

function pdfBeside(surroundings: CliSurroundings, { name }: FoundReport): Buffer | undefined {
  return bytesIfThere(surroundings, join(dirname(name), PDF));
}

async function pdfFaults(surroundings: CliSurroundings, files: readonly FoundReport[]): Promise<ReportFault[]> {
  const faults: ReportFault[] = [];
  for (const file of files) {
    const pdf = pdfBeside(surroundings, file);
    const message = pdf === undefined ? undefined : await pdfFault(file.json, pdf);
    if (message !== undefined) faults.push({ name: file.name, message });
  }
  return faults;
}

/** A report with what lies beside it; a missing file is not checked. */
function foundAt(surroundings: CliSurroundings, path: string): FoundReport {
  const beside = Object.entries(BESIDE).flatMap(([field, name]) => {
    const place = name.startsWith('.') ? `${path}${name}` : join(dirname(path), name);
    const text = textIfThere(surroundings, place);
    return text === undefined ? [] : [[field, text]];
  });
  return { name: path, json: Buffer.from(textOf(surroundings, path)), ...Object.fromEntries(beside) };
}

function keyOf(surroundings: CliSurroundings, path: unknown): VerifyingKey | undefined {
  if (typeof path !== 'string') return undefined;
  try {
    return readPublicKey(textOf(surroundings, path));
  } catch (error) {
    throw error instanceof MinisignError ? new Misuse(`${path} ${error.message}`) : error;
  }
}

function checkpointsOf(
  surroundings: CliSurroundings,
  path: unknown,
  key: VerifyingKey | undefined,
): readonly CheckpointBody[] {
  if (typeof path !== 'string') return [];
  try {
    return readCheckpoints(textOf(surroundings, path), key);
  } catch (error) {
    throw error instanceof CheckpointError ? new Misuse(`${path}: ${error.message}`) : error;
  }
}

function inWords(faults: readonly ReportFault[]): string {
  return faults.map(({ name, message }) => `${name}: ${message}`).join('\n');
}

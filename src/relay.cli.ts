/** `npm run relay -- <verb>`: what an operator does by hand. */
import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { DataSource } from 'typeorm';
import { applyMigrations } from '../migrations/apply';
import { grantToService } from '../migrations/grants';
import { consoleVerbs } from './console/console.cli';
import { StaffActs } from './console/staff-acts.repository';
import { DataKeys } from './platform/at-rest/data-keys';
import { outliveReader } from './platform/closed-output';
import { configExample } from './platform/config/config-example';
import { Settings, SettingsError } from './platform/config/settings';
import { Database } from './platform/database/database.service';
import { databaseSettings } from './platform/database/database-settings';
import { StartUpError } from './platform/start-up-error';
import { Health } from './platform/telemetry/health.service';
import { Misuse, onlyArgument, type Verb, type VerbOptions, type Verbs } from './platform/verb';
import { x25519KeyPair } from './protocol/x25519';
import { ALL_SECTIONS, atRestSettings } from './roles';
import { AccountRecords } from './subscriptions/account-records.service';
import { MasterKeys } from './subscriptions/master-keys';
import { Rotation } from './subscriptions/rotation.service';
import { type Opened, transparencyVerbs } from './transparency/transparency.cli';

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Strictly: what is no UTF-8 is no text, and must not become another one. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const readFile = (path: string) => utf8.decode(readFileSync(path));
const settings = (...sections: Parameters<typeof Settings.read>[1]) =>
  Settings.read(process.env, sections, ALL_SECTIONS, readFile);

const VERBS: Verbs = {
  migrate: {
    usage: 'migrate',
    purpose: 'brings the database of DATABASE_MIGRATE_URL (or DATABASE_URL) up to date',
    run: migrateDatabase,
  },
  'config:example': {
    usage: 'config:example',
    purpose: 'prints every setting with its purpose and default, as a file to start from',
    run: async () => say(configExample(ALL_SECTIONS)),
  },
  'keys new': {
    usage: 'keys new DIRECTORY',
    purpose: 'writes new data-keys.json, master-keys.json and onion-key; never over existing files',
    run: async (args) => newKeys(onlyArgument(args, 'DIRECTORY')),
  },
  'keys onion': {
    usage: 'keys onion FILE',
    purpose: 'prints the public half of an ONION_KEY_FILE, which phones need',
    run: async (args) => printOnionKey(onlyArgument(args, 'FILE')),
  },
  'keys reseal': {
    usage: 'keys reseal',
    purpose: 'seals every stored value under the current data key; the relay may run meanwhile',
    run: reseal,
  },
  'keys rotate-lookup': {
    usage: 'keys rotate-lookup OLD_DATA_KEYS_FILE',
    purpose:
      'rewrites every lookup from the old file’s lookup key to that of DATA_KEYS_FILE; the relay must be stopped',
    run: async (args) => rotateLookups(onlyArgument(args, 'OLD_DATA_KEYS_FILE')),
  },
  'keys use': {
    usage: 'keys use',
    purpose: 'counts living delegations by master key: a key with none may leave the file',
    run: masterKeyUse,
  },
  ...transparencyVerbs({ settings, readFile, readBytes: readFileSync, writeNewFile, say, open: openAsService }),
  ...consoleVerbs({ settings, say, open: openAsService }),
};

async function migrateDatabase(): Promise<void> {
  const { DATABASE_URL, DATABASE_MIGRATE_URL } = settings(databaseSettings).get(databaseSettings);
  const owner = DATABASE_MIGRATE_URL ?? DATABASE_URL;
  const { applied } = await applyMigrations(owner);
  await grantToService(owner, DATABASE_URL);
  for (const name of applied) say(`applied ${name}`);
  say(applied.length === 0 ? 'The database is up to date.' : 'The database is now up to date.');
}

async function newKeys(directory: string): Promise<void> {
  const files = {
    'data-keys.json': DataKeys.newFile(randomBytes(64)),
    'master-keys.json': MasterKeys.newFile(randomBytes(32)),
    'onion-key': `${randomBytes(32).toString('hex')}\n`,
  };
  for (const [name, content] of Object.entries(files)) {
    const path = join(directory, name);
    writeNewFile(path, content);
    say(`wrote ${path}`);
  }
}

/** Never over an existing file. */
function writeNewFile(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    writeFileSync(path, content, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new Misuse(`${path} is there already and was left as it is; choose an empty directory`);
  }
}

async function printOnionKey(path: string): Promise<void> {
  const text = readFile(path).trim();
  if (!/^[0-9a-fA-F]{64}$/.test(text)) throw new Misuse('the file must hold 64 hexadecimal characters');
  say(x25519KeyPair(Buffer.from(text, 'hex')).publicKey.toString('hex'));
}

async function reseal(): Promise<void> {
  await withRotation(async (rotation, keys) => {
    const results = await rotation.resealAll(keys);
    for (const { column, resealed, unreadable } of results) {
      say(`${column}: ${resealed} sealed anew${unreadable > 0 ? `, ${unreadable} open under no key at hand` : ''}`);
    }
    const isDone = results.every(({ unreadable }) => unreadable === 0);
    say(isDone ? 'Older data keys may leave the file.' : 'Keep the older data keys in the file.');
  });
}

async function rotateLookups(oldFile: string): Promise<void> {
  const before = DataKeys.parse(readFile(oldFile));
  await withRotation(async (rotation, after) => {
    const { rewritten } = await rotation.rotateLookups(before, after);
    say(`${rewritten} lookups rewritten; start the relay with the new file.`);
  });
}

async function masterKeyUse(): Promise<void> {
  await withRotation(async (rotation, keys) => {
    const use = await rotation.masterKeyUse(keys);
    for (const [id, count] of use) say(`master key ${id}: ${count} living delegations`);
    if (use.size === 0) say('There is no living delegation.');
  });
}

async function withRotation(work: (rotation: Rotation, keys: DataKeys) => Promise<void>): Promise<void> {
  const read = settings(databaseSettings, atRestSettings);
  const { DATABASE_URL, DATABASE_MIGRATE_URL } = read.get(databaseSettings);
  await withDatabase(DATABASE_MIGRATE_URL ?? DATABASE_URL, (database) =>
    work(new Rotation(database), read.get(atRestSettings).DATA_KEYS_FILE),
  );
}

/** As the service's own role: what it may not do, no verb of the request log and of the console may. */
async function openAsService<T>(work: (opened: Opened) => Promise<T>): Promise<T> {
  const read = settings(databaseSettings, atRestSettings);
  const keys = read.get(atRestSettings).DATA_KEYS_FILE;
  return withDatabase(read.get(databaseSettings).DATABASE_URL, (database) => {
    const responsiveData = new AccountRecords(database, keys);
    return work({ database, keys, responsiveData, staffActs: new StaffActs() });
  });
}

async function withDatabase<T>(url: string, work: (database: Database) => Promise<T>): Promise<T> {
  const dataSource = new DataSource({ type: 'postgres', url });
  await dataSource.initialize();
  try {
    return await work(new Database(dataSource, new Health()));
  } finally {
    await dataSource.destroy();
  }
}

/** Of all verbs, or of those that begin with `word` if there are any. */
function usage(word = ''): string {
  const all = Object.values(VERBS);
  const group = all.filter((verb) => verb.usage.startsWith(`${word} `));
  const shown = group.length > 0 ? group : all;
  const width = Math.max(...shown.map((verb) => verb.usage.length));
  const lines = shown.map((verb) => `  ${verb.usage.padEnd(width)}  ${verb.purpose}`);
  return `npm run relay -- <verb>\n\n${lines.join('\n')}`;
}

function isGroup(word: string): boolean {
  return Object.keys(VERBS).some((name) => name.startsWith(`${word} `));
}

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  const firstOption = args.findIndex((arg) => arg.startsWith('-'));
  const words = firstOption === -1 ? args : args.slice(0, firstOption);
  const two = words.slice(0, 2).join(' ');
  const name = VERBS[two] === undefined ? (words[0] ?? '') : two;
  const verb = VERBS[name];
  if (verb === undefined) {
    const isHelp = args.slice(words.length).every((arg) => arg === '--help' || arg === '-h');
    if (isHelp && words.length === 0) return say(usage());
    if (isHelp && words.length === 1 && args.length > 1 && isGroup(name)) return say(usage(name));
    throw new Misuse(`there is no verb "${two}"\n\n${usage(words[0])}`);
  }
  const { positionals, values } = argumentsOf(verb, args.slice(name.split(' ').length));
  if (values.help) return say(`npm run relay -- ${verb.usage}\n\n  ${verb.purpose}`);
  await verb.run(positionals, values);
}

function argumentsOf(verb: Verb, args: string[]): { positionals: string[]; values: VerbOptions } {
  const options = { ...verb.options, help: { type: 'boolean', short: 'h' } } as const;
  try {
    const { positionals, values } = parseArgs({ args, allowPositionals: true, options });
    return { positionals, values: values as VerbOptions };
  } catch (error) {
    throw new Misuse(`${(error as Error).message}\n\nnpm run relay -- ${verb.usage}`);
  }
}

for (const output of [process.stdout, process.stderr]) outliveReader(output);
main().catch((error) => {
  const expected = [Misuse, SettingsError, StartUpError].some((kind) => error instanceof kind);
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${expected ? message : `This did not work: ${message}`}\n`);
  process.exitCode = 1;
});

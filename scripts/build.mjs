/** Compiles the programs and what they import to dist/, unless dist/ was made from exactly these sources. */
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { root, say, seconds, Trouble } from './console.mjs';
import { runNode } from './node-program.mjs';

/** `nest build` makes the same files, but from nothing each time: three times slower after a small change. */
const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const dist = join(root, 'dist');
/** What dist/ was last made from: the names of the files, and a mark that any change to them changes. */
const stampFile = join(dist, '.built-from.json');
const sources = ['src', 'migrations', 'local', 'test', 'bench'];
const settings = ['tsconfig.json', 'tsconfig.build.json', 'nest-cli.json', 'package-lock.json'];
/** Tests are no part of any program: a fault in one must not keep `npm start` from working. */
const isTest = /\.(spec|e2e)\.ts$/;
/** Runs in the browser as it stands: the compiler leaves it alone. */
const isBrowserScript = /\.browser\.js$/;

export function isBuilt() {
  return readStamp()?.mark !== undefined;
}

/** @returns {Promise<boolean>} whether dist/ now is what the sources say */
export async function build() {
  const before = readStamp();
  if (!existsSync(compiler)) {
    if (isBuilt()) return true;
    throw new Trouble('There is neither a built program in dist/ nor the compiler to make one: run "npm ci" first.');
  }
  const now = stampOf();
  if (before?.mark === now.mark) return true;
  // The output of a source that is gone would live on.
  const gone = before?.files.some((file) => !now.files.includes(file)) ?? true;
  if (gone) rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });
  writeFileSync(stampFile, JSON.stringify({ files: now.files }));
  const started = performance.now();
  const code = await runNode([compiler, '-p', 'tsconfig.build.json'], { stdio: ['ignore', 2, 2] });
  if (code !== 0) {
    say('The build failed.');
    return false;
  }
  for (const file of now.files.filter((name) => isBrowserScript.test(name))) {
    mkdirSync(dirname(join(dist, file)), { recursive: true });
    copyFileSync(join(root, file), join(dist, file));
  }
  writeFileSync(stampFile, JSON.stringify(now));
  say(`Built in ${seconds(started)}.`);
  return true;
}

function readStamp() {
  try {
    return JSON.parse(readFileSync(stampFile, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Sizes and times of change tell enough, and cost milliseconds. */
function stampOf() {
  const hash = createHash('sha256');
  const files = [];
  for (const name of [...sources.flatMap(listed), ...settings]) {
    const { size, mtimeMs } = statSync(join(root, name), { throwIfNoEntry: false }) ?? { size: 0, mtimeMs: 0 };
    hash.update(`${name} ${size} ${mtimeMs}\n`);
    files.push(name);
  }
  return { mark: hash.digest('hex'), files };
}

function listed(folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true })
    .filter((name) => (/\.(tsx?|json)$/.test(name) && !isTest.test(name)) || isBrowserScript.test(name))
    .map((name) => join(folder, name))
    .sort();
}

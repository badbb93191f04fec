/** Brings node_modules to exactly what package-lock.json says, and only when it is not so already. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isBuilt } from './build.mjs';
import { runChild } from './child.mjs';
import { root, say, seconds, Trouble } from './console.mjs';

const lockFile = join(root, 'package-lock.json');
/** Which lockfile the last `npm ci` here went by: what it left out then, it would leave out again. */
const markFile = join(root, 'node_modules', '.installed-from');

/** @param {{ production: boolean }} options a production machine has the built program and no tools to build it */
export async function ensureInstalled({ production }) {
  const lock = readFileSync(lockFile, 'utf8');
  const missing = firstMissing(JSON.parse(lock).packages, {
    withTools: !(production && isBuilt()),
    mark: markOf(lock),
  });
  if (missing === undefined) return;
  say(`Installing packages (${missing}) …`);
  const started = performance.now();
  // npm that started us, else the one on PATH. No package of ours needs its install scripts.
  const npm = process.env.npm_execpath?.endsWith('npm-cli.js') ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const args = [
    ...npm.slice(1),
    'ci',
    '--ignore-scripts',
    '--include=dev',
    '--include=optional',
    '--no-progress',
    '--loglevel=error',
  ];
  let code;
  try {
    code = await runChild(npm[0], args, { stdio: ['ignore', 2, 2] });
  } catch (error) {
    throw new Trouble(`npm could not be started (${error.message}): install npm, or run "npm ci" by hand.`);
  }
  if (code > 128) throw new Trouble('Interrupted while installing; start again to finish.');
  if (code !== 0) {
    throw new Trouble(
      '"npm ci" failed; its own words stand above. Usual reasons: no way to the package registry, ' +
        'a full disk, or a node_modules folder that belongs to another user.',
    );
  }
  writeFileSync(markFile, markOf(lock));
  say(`Packages installed in ${seconds(started)}.`);
}

/** Says what is wrong with node_modules; undefined when nothing is. */
function firstMissing(packages, { withTools, mark }) {
  const hidden = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(hidden)) return 'there are none';
  const installed = JSON.parse(readFileSync(hidden, 'utf8')).packages;
  const settled = existsSync(markFile) && readFileSync(markFile, 'utf8') === mark;
  for (const [path, wanted] of Object.entries(packages)) {
    if (path === '' || wanted.link || (wanted.dev && !withTools)) continue;
    const optional = wanted.optional || wanted.devOptional;
    if (optional && (settled || !isForThisMachine(wanted))) continue;
    if (installed[path]?.version !== wanted.version) return `${nameOf(path)} ${wanted.version} is missing`;
    if (!existsSync(join(root, path, 'package.json'))) return `${nameOf(path)} is incomplete`;
  }
  return undefined;
}

/** A program made for this machine. Other optional packages npm leaves out for reasons of its own, such as engines. */
function isForThisMachine({ os, cpu, libc }) {
  if ((os ?? cpu) === undefined || libc !== undefined) return false;
  return allows(os, process.platform) && allows(cpu, process.arch);
}

function allows(list, value) {
  if (list === undefined) return true;
  const entries = [list].flat();
  if (entries.includes(`!${value}`)) return false;
  return entries.includes(value) || entries.every((entry) => entry.startsWith('!'));
}

function markOf(lock) {
  return createHash('sha256').update(lock).digest('hex');
}

function nameOf(path) {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

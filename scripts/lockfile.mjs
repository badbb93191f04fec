/** Checks that package-lock.json installs everywhere: whole for every platform, and bound to no registry. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './console.mjs';

/** @returns {string[]} what is wrong, one line each */
export function lockfileFaults() {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const faults = [];
  for (const [path, entry] of Object.entries(packages)) {
    const name = path || 'the project';
    for (const needed of Object.keys({ ...entry.dependencies, ...entry.optionalDependencies })) {
      if (!resolves(packages, path, needed))
        faults.push(`${name} needs ${needed}, which has no entry: npm ci would fail`);
    }
    if (entry.resolved !== undefined && !entry.link) faults.push(`${name} is bound to an address (${entry.resolved})`);
    if (path !== '' && !entry.link && !entry.inBundle && entry.integrity === undefined)
      faults.push(`${name} has no integrity`);
  }
  return faults;
}

/** As Node looks for it: in the package's own node_modules, then in those of the folders above. */
function resolves(packages, path, name) {
  for (let from = path; ; from = from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/')))) {
    if (packages[`${from === '' ? '' : `${from}/`}node_modules/${name}`] !== undefined) return true;
    if (from === '') return false;
    if (!from.includes('/node_modules/')) from = '';
  }
}

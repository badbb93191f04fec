/**
 * Where every npm script begins: under any Node from 20.19 on and with nothing installed. Brings what is missing,
 * builds what is stale, then hands over to the right program under the right Node.
 */
import { build } from './build.mjs';
import { check } from './check.mjs';
import { say, Trouble } from './console.mjs';
import { ensureInstalled } from './install.mjs';
import { runNode } from './node-program.mjs';
import { test } from './test.mjs';

const programs = {
  start: 'dist/local/start.js',
  serve: 'dist/src/main.js',
  relay: 'dist/src/relay.cli.js',
  bench: 'dist/bench/main.js',
};

/** Verbs that a production machine runs too: built beforehand, without the tools for development. */
const inProduction = new Set(['serve', 'relay']);

async function main([verb, ...rest]) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Trouble(`Node ${process.versions.node} is too old to begin with: 20.19 or newer is needed.`);
  }
  if (process.platform === 'win32') throw new Trouble('Windows is not supported by itself: use WSL 2.');
  const known = ['test', 'check', 'build', ...Object.keys(programs)];
  if (!known.includes(verb)) throw new Trouble(`usage: node scripts/run.mjs ${known.join('|')} [arguments]`);

  await ensureInstalled({ production: inProduction.has(verb) });
  if (verb === 'check') return (await check()).failures.length === 0 ? 0 : 1;
  if (verb === 'test') return test(rest);
  if (!(await build())) return 1;
  return verb === 'build' ? 0 : runNode([programs[verb], ...rest]);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Trouble)) throw error;
  say(error.message);
  process.exitCode = 1;
}

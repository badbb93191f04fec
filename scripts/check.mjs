/** Everything that can be checked without running the program; every step runs, whatever the others say. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root, say, seconds } from './console.mjs';
import { lockfileFaults } from './lockfile.mjs';
import { runNode } from './node-program.mjs';

const bin = (...path) => join(root, 'node_modules', ...path);
const folders = ['src', 'migrations', 'local', 'bench', 'test'];

const steps = [
  { name: 'types', args: () => [bin('typescript', 'bin', 'tsc'), '--noEmit', '-p', 'tsconfig.json'] },
  {
    name: 'imports',
    args: () => [
      bin('dependency-cruiser', 'bin', 'dependency-cruiser.mjs'),
      ...['--config', '.dependency-cruiser.cjs', '--output-type', 'err'],
      ...folders.filter((folder) => existsSync(join(root, folder))),
    ],
  },
  { name: 'dead code', args: () => [bin('knip', 'bin', 'knip.js'), '--no-progress'] },
  {
    name: 'format and lint',
    args: () => [bin('@biomejs', 'biome', 'bin', 'biome'), 'check', '--error-on-warnings', '.'],
  },
  {
    name: 'lockfile',
    run: async () => {
      const faults = lockfileFaults();
      return { ok: faults.length === 0, output: faults.join('\n') };
    },
  },
];

/** @returns {Promise<{ passed: number, failures: string[] }>} how many steps held, and the names of the others */
export async function check() {
  const waiting = [...steps];
  const outcome = { passed: 0, failures: [] };
  const work = async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const started = performance.now();
      const { ok, output } = await (step.run?.() ?? runTool(step.args()));
      if (ok) outcome.passed += 1;
      else outcome.failures.push(`check: ${step.name}`);
      say(`${ok ? 'ok  ' : 'FAIL'} ${step.name} (${seconds(started)})${ok ? '' : `\n${output.trimEnd()}\n`}`);
    }
  };
  await Promise.all([work(), work()]);
  return outcome;
}

async function runTool(args) {
  const chunks = [];
  const code = await runNode(args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    onSpawn: (child) => {
      child.stdout.on('data', (chunk) => chunks.push(chunk));
      child.stderr.on('data', (chunk) => chunks.push(chunk));
    },
  });
  return { ok: code === 0, output: Buffer.concat(chunks).toString() };
}

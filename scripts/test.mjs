/** Every check and every test, and a last line that a machine can read: `N passed, N failed`. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './build.mjs';
import { check } from './check.mjs';
import { root, say } from './console.mjs';
import { runNode } from './node-program.mjs';

/** How long Jest may take to leave once its results are written: more means that a test left something open. */
const leaveWithinMs = 30_000;

/** @param {string[]} args what to narrow Jest to: paths, or options of its own */
export async function test(args) {
  const [checks, built] = await Promise.all([check(), build()]);
  const jest = await runJest(args);
  const failures = [...checks.failures, ...(built ? [] : ['the build']), ...jest.failures];
  for (const name of jest.skipped) say(`skipped: ${name}`);
  if (process.env.CI === 'true')
    failures.push(...jest.skipped.map((name) => `${name} (skipped, which CI does not allow)`));
  for (const name of failures) say(`failed: ${name}`);
  process.stdout.write(`${checks.passed + (built ? 1 : 0) + jest.passed} passed, ${failures.length} failed\n`);
  return failures.length === 0 ? 0 : 1;
}

async function runJest(args) {
  const folder = mkdtempSync(join(tmpdir(), 'fast-mode-relay-results-'));
  const file = join(folder, 'results.json');
  const program = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  let watch;
  try {
    const code = await runNode([...program, jest, '--json', `--outputFile=${file}`, ...args], {
      stdio: ['inherit', 2, 2],
      onSpawn: (child) => {
        watch = setInterval(() => hurry(child, file), 1_000);
      },
    });
    return counted(file, code);
  } finally {
    clearInterval(watch);
    rmSync(folder, { recursive: true, force: true });
  }
}

const written = new Map();

function hurry(child, file) {
  if (results(file) === undefined) return;
  const since = written.get(child) ?? performance.now();
  written.set(child, since);
  if (performance.now() - since > leaveWithinMs) child.kill('SIGKILL');
}

function counted(file, code) {
  const found = results(file);
  if (found === undefined) return { passed: 0, skipped: [], failures: ['Jest ended without results'] };
  const tests = found.testResults.flatMap((suite) =>
    suite.assertionResults.map((one) => ({ status: one.status, name: `${relative(suite.name)} › ${one.fullName}` })),
  );
  const failures = tests.filter((one) => one.status === 'failed').map((one) => one.name);
  for (const suite of found.testResults) {
    if (suite.status === 'failed' && suite.assertionResults.every((one) => one.status !== 'failed')) {
      failures.push(`${relative(suite.name)} could not run`);
    }
  }
  // Results without a fault and still a bad end: killed because it did not leave, a failed tear-down, nothing found.
  if (code !== 0 && failures.length === 0) failures.push(`Jest ended with ${code} although no test failed`);
  return {
    passed: tests.filter((one) => one.status === 'passed').length,
    skipped: tests.filter((one) => !['passed', 'failed'].includes(one.status)).map((one) => one.name),
    failures,
  };
}

function results(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function relative(path) {
  return path.startsWith(root) ? path.slice(root.length + 1) : path;
}

/** Whoever is ended takes all its children along, those too that it bears at that very moment. */
import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { until } from '../test/support/until';
import { descendantsOf } from './process-identity';
import { endServer } from './server-process';

/** Bears one child after the other for about a second; nobody waits for them once it is gone. */
const PROLIFIC = 'n=0; while [ "$n" -lt 400 ]; do sleep "$1" & n=$((n + 1)); done; wait';

async function sleepers(mark: string): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-axo', 'args='], { maxBuffer: 1 << 26 });
  return stdout.split('\n').filter((line) => line.trim() === `sleep ${mark}`).length;
}

it.each([
  ['killed', 'SIGKILL', 0],
  ['asked in vain, then killed', 'SIGCONT', 50],
] as const)('takes every child along when it is %s while it bears more', async (_how, signal, patienceMs) => {
  // No two processes of the machine sleep for this long.
  const mark = `60.${process.pid}${Date.now()}`;
  const parent = spawn('/bin/sh', ['-c', PROLIFIC, 'prolific', mark], { stdio: 'ignore', detached: true });
  const pid = parent.pid as number;
  await until(async () => (await descendantsOf(pid)).length > 20);
  await endServer(pid, signal, patienceMs);
  expect(await sleepers(mark)).toBe(0);
});

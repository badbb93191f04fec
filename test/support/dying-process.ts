/** A process of our own code that a test can kill without warning. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const dist = join(__dirname, '..', '..', 'dist');

export interface DyingProcess {
  /** What the code handed to `tell()`. */
  readonly told: unknown;
  readonly child: ChildProcess;
  /** kill -9; returns when it is gone. */
  die(): Promise<void>;
}

/**
 * Runs CommonJS `code` in a fresh Node; `require` starts where our code lies built (`require('./local/…')`). Returns
 * once the code has called `tell(value)`, value being JSON.
 */
export async function startDyingProcess(code: string): Promise<DyingProcess> {
  const wrapped = `
    const require_ = require('node:module').createRequire(${JSON.stringify(join(dist, 'code'))});
    const tell = (value) => console.log('told ' + JSON.stringify(value));
    setInterval(() => {}, 1 << 30);
    (async (require) => { ${code} })(require_).catch((error) => { console.error(error); process.exit(1); });`;
  const child = spawn(process.execPath, ['-e', wrapped], { stdio: ['ignore', 'pipe', 'inherit'], cwd: dist });
  const exit = once(child, 'exit');
  const die = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exit;
  };
  for await (const line of createInterface(child.stdout)) {
    if (line.startsWith('told ')) return { told: JSON.parse(line.slice(5)), child, die };
  }
  throw new Error('the process ended without telling anything');
}

/** A process of our own code that a test can kill without warning. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(__dirname, '..', '..');

export interface DyingProcess {
  /** What the code handed to `tell()`. */
  readonly told: unknown;
  readonly child: ChildProcess;
  /** kill -9; returns when it is gone. */
  die(): Promise<void>;
}

/**
 * Runs CommonJS `code` in a fresh Node that understands our TypeScript; `require` starts at the project's root
 * (`require('./local/embedded-postgres')`). Returns once the code has called `tell(value)`, value being JSON.
 */
export async function startDyingProcess(code: string): Promise<DyingProcess> {
  const wrapped = `
    const require_ = require('node:module').createRequire(${JSON.stringify(join(root, 'package.json'))});
    const tell = (value) => console.log('told ' + JSON.stringify(value));
    setInterval(() => {}, 1 << 30);
    (async (require) => { ${code} })(require_).catch((error) => { console.error(error); process.exit(1); });`;
  const hook = join(__dirname, 'typescript-hook.cjs');
  const child = spawn(process.execPath, ['-r', hook, '-e', wrapped], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: root,
  });
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

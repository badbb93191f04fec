/** Runs the program that opens the console, and hands on what it tells. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import type { OpeningNews, OpeningOrder } from './console-opening';
import { COMPILE_CACHE } from './relay-process';

const PROGRAM = join(__dirname, 'console-opening.js');
/** Whatever else this machine does comes first. */
const NICENESS = 10;

export class OpeningProcess {
  private constructor(private readonly child: ChildProcess) {}

  static start(
    settings: Readonly<Record<string, string>>,
    order: OpeningOrder,
    onNews: (news: OpeningNews) => void,
  ): OpeningProcess {
    const child = fork(PROGRAM, [JSON.stringify(order)], {
      env: { PATH: process.env.PATH ?? '', NODE_COMPILE_CACHE: COMPILE_CACHE, ...settings },
      // Its log is the relay's business, and says nothing that its messages do not.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      detached: true,
    });
    child.on('message', (news) => onNews(news as OpeningNews));
    child.on('error', () => undefined);
    try {
      setPriority(child.pid ?? 0, NICENESS);
    } catch {
      // It ended already, or this system has no priorities.
    }
    return new OpeningProcess(child);
  }

  /** Resolves when it has ended. */
  async ended(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
  }

  /** What it had not written down by then is not there; nothing is half there. */
  async stop(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended();
  }
}

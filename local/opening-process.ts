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
  /** Whether it said the last it had to say: the links, or why there are none. */
  private isTold = false;

  private constructor(
    private readonly child: ChildProcess,
    private readonly onNews: (news: OpeningNews) => void,
  ) {
    child.on('message', (news) => this.hear(news as OpeningNews));
    child.on('error', () => undefined);
  }

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
    try {
      setPriority(child.pid ?? 0, NICENESS);
    } catch {
      // It ended already, or this system has no priorities.
    }
    return new OpeningProcess(child, onNews);
  }

  /** Resolves when it has ended. */
  async ended(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'close');
    if (this.isTold || this.child.killed) return;
    this.onNews({ kind: 'no links', reason: 'the program that makes them ended before it had' });
  }

  /** What it had not written down by then is not there; nothing is half there. */
  async stop(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended();
  }

  private hear(news: OpeningNews): void {
    this.isTold ||= news.kind !== 'invented';
    this.onNews(news);
  }
}

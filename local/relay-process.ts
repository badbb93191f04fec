/** One process of the relay as a child: started with given settings, ready when it says so, stopped or killed at will. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeLastWill } from './last-will';

export interface RelayProcessOptions {
  /** The whole environment of the child but for PATH and where Node keeps what it compiled: nothing of ours slips in. */
  readonly settings: Readonly<Record<string, string>>;
  /** Called with each line it logs. */
  readonly onLine?: (line: LogLine, text: string) => void;
}

export interface LogLine {
  readonly level?: string;
  readonly msg?: string;
  readonly [fact: string]: unknown;
}

/** The relay ended before it was ready; the message holds its reason or, where it gave none, all it said. */
export class RelayDidNotStart extends Error {
  override readonly name = 'RelayDidNotStart';
}

const PROJECT = projectRoot(__dirname);
/** The built relay, whether this file runs built or straight from its source. */
const MAIN = join(PROJECT, 'dist', 'src', 'main.js');
/** So that a process starts in three quarters of the time. */
export const COMPILE_CACHE = join(PROJECT, 'node_modules', '.cache', 'compiled');

export class RelayProcess {
  private text = '';
  private readonly chunks: Buffer[] = [];
  private ready: LogLine = {};
  /** Why it could not start, in its own words. */
  private reason: string | undefined;

  private constructor(
    private readonly child: ChildProcess,
    private readonly onLine: RelayProcessOptions['onLine'],
  ) {
    child.stdout?.on('data', (chunk: Buffer) => this.hear(chunk));
    child.stderr?.on('data', (chunk: Buffer) => this.hear(chunk));
  }

  /** Resolves when the relay is ready; throws RelayDidNotStart with what it said otherwise. */
  static async start(options: RelayProcessOptions): Promise<RelayProcess> {
    const child = spawn(process.execPath, [MAIN], {
      env: { PATH: process.env.PATH ?? '', NODE_COMPILE_CACHE: COMPILE_CACHE, ...options.settings },
      stdio: ['ignore', 'pipe', 'pipe'],
      // Ctrl-C in a terminal reaches us first: we decide in which order things close.
      detached: true,
    });
    // A relay survives being killed: nobody waits for its farewell.
    if (child.pid !== undefined) child.once('exit', writeLastWill(child.pid, { signal: 'KILL' }));
    const relay = new RelayProcess(child, options.onLine);
    await relay.whenReady();
    return relay;
  }

  /** Where the client API listens; undefined for roles without one. */
  get publicUrl(): string | undefined {
    return this.ready.public as string | undefined;
  }

  /** Where the console listens; undefined for roles without one. */
  get consoleUrl(): string | undefined {
    return this.ready.console as string | undefined;
  }

  /** Where health and metrics are. */
  get opsUrl(): string {
    return this.ready.ops as string;
  }

  /** Every byte it wrote so far. */
  get output(): Buffer {
    return Buffer.concat(this.chunks);
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** SIGSTOP: it answers nobody, and its connections stay as they are. Whoever freezes it thaws it. */
  freeze(): void {
    this.child.kill('SIGSTOP');
  }

  /** SIGCONT: it goes on as if nothing had been. */
  thaw(): void {
    this.child.kill('SIGCONT');
  }

  /** SIGTERM, and waits for the end; answers the exit code. */
  async stop(): Promise<number | null> {
    if (this.running) {
      const ended = once(this.child, 'exit');
      this.child.kill('SIGTERM');
      await ended;
    }
    return this.child.exitCode;
  }

  /** SIGKILL, and waits for the end. */
  async kill(): Promise<void> {
    if (!this.running) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }

  private async whenReady(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const check = () => {
        if (this.ready.ops !== undefined) resolve();
      };
      this.child.stdout?.on('data', check);
      this.child.once('error', reject);
      this.child.once('exit', (code) => {
        const said = this.reason ?? `it ended with code ${code} before it was ready, having said:\n${this.output}`;
        reject(new RelayDidNotStart(`the relay could not start: ${said}`));
      });
    });
  }

  private hear(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.text += chunk.toString();
    const lines = this.text.split('\n');
    this.text = lines.pop() ?? '';
    for (const text of lines) {
      const line = parsed(text);
      if (line.msg === 'the relay is ready') this.ready = line;
      if (line.msg === 'the relay could not start') this.reason = line.reason as string | undefined;
      this.onLine?.(line, text);
    }
  }
}

function parsed(text: string): LogLine {
  try {
    return JSON.parse(text) as LogLine;
  } catch {
    return { msg: text };
  }
}

function projectRoot(from: string): string {
  return existsSync(join(from, 'package.json')) ? from : projectRoot(dirname(from));
}

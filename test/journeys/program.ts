/** A program of ours as a child process: what it says, how it ends, and what it leaves behind. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { descendantsOf, identityOf, isAlive, type ProcessIdentity, pidOf } from '../../local/process-identity';
import { COMPILE_CACHE } from '../../local/relay-process';
import { until } from '../support/until';

export const PROJECT = projectRoot(__dirname);
export const RELAY = join(PROJECT, 'dist', 'src', 'main.js');

/** For a machine that is busy with much else. */
const PATIENCE_MS = 60_000;

export class Program {
  private static readonly all = new Set<Program>();
  /** All it wrote so far, to either stream. */
  output = '';
  readonly startedAt = Date.now();
  private endedAt: number | undefined;

  private constructor(private readonly child: ChildProcess) {
    Program.all.add(this);
    child.stdout?.on('data', (chunk: Buffer) => this.hear(chunk));
    child.stderr?.on('data', (chunk: Buffer) => this.hear(chunk));
    child.once('exit', () => {
      this.endedAt = Date.now();
    });
  }

  /** `environment` is the whole of it but for PATH and where Node keeps what it compiled. */
  static start(command: string, args: readonly string[], environment: Readonly<Record<string, string>>): Program {
    const child = spawn(command, args, {
      cwd: PROJECT,
      env: { PATH: process.env.PATH ?? '', NODE_COMPILE_CACHE: COMPILE_CACHE, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, as a terminal gives it, and nothing that hits it hits us.
      detached: true,
    });
    return new Program(child);
  }

  /** The relay with these settings. */
  static relay(settings: Readonly<Record<string, string>>): Program {
    return Program.start(process.execPath, [RELAY], settings);
  }

  /** Kills whatever is left of every program, and of its children. */
  static async killAll(): Promise<void> {
    for (const program of Program.all) {
      const left = await program.family();
      if (program.isRunning) program.child.kill('SIGKILL');
      for (const identity of left) if (await isAlive(identity)) process.kill(pidOf(identity), 'SIGKILL');
    }
    Program.all.clear();
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** ms from start to end. */
  get lastedMs(): number {
    return (this.endedAt ?? Date.now()) - this.startedAt;
  }

  /** Resolves with what matched; throws with its output when it ends before or says nothing of the kind. */
  says(what: RegExp): Promise<RegExpExecArray> {
    return until(() => {
      const found = what.exec(this.output);
      if (found === null && !this.isRunning) throw new Error(`it ended without saying ${what}:\n${this.output}`);
      return found ?? undefined;
    }, PATIENCE_MS);
  }

  /** Resolves with its exit code; throws when it goes on. */
  async ends(withinMs = PATIENCE_MS): Promise<number | null> {
    await until(() => !this.isRunning, withinMs).catch(() => {
      throw new Error(`it goes on after ${withinMs} ms, having said:\n${this.output}`);
    });
    // The last words may still be on their way.
    if (this.child.stdout?.readableEnded === false) await once(this.child, 'close');
    return this.child.exitCode;
  }

  /** To it alone, as a supervisor does. */
  terminate(): void {
    this.child.kill('SIGTERM');
  }

  /** To its whole group, as Ctrl-C in a terminal does. */
  interrupt(): void {
    process.kill(-(this.child.pid as number), 'SIGINT');
  }

  /** Every process below it just now. */
  async family(): Promise<ProcessIdentity[]> {
    const pids = this.child.pid === undefined ? [] : await descendantsOf(this.child.pid);
    const identities = await Promise.all(pids.map((pid) => identityOf(pid)));
    return identities.filter((identity) => identity !== undefined);
  }

  private hear(chunk: Buffer): void {
    this.output += chunk.toString();
  }
}

function projectRoot(from: string): string {
  return existsSync(join(from, 'package.json')) ? from : projectRoot(dirname(from));
}

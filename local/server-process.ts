/** One server program as a child: out of the terminal's reach, ended with us whatever happens to us. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { writeLastWill } from './last-will';
import { descendantsOf, identityOf } from './process-identity';
import type { ServerAccount } from './server-account';

export interface ServerCommand {
  readonly program: string;
  readonly args: readonly string[];
  /** The whole environment: nothing of ours, which holds secrets, is passed on. */
  readonly environment: Readonly<Record<string, string>>;
  readonly account: ServerAccount | undefined;
  readonly workingDirectory: string;
  readonly logFile: string;
  /** Removed with the server should we die without being able to; undefined for data that stay. */
  readonly throwAway: string | undefined;
  /** Where the identity of the running server is kept, for a successor who must find it. */
  readonly identityFile: string;
}

/** The server ended before it was ready; the message carries the end of its log. */
export class ServerDidNotStart extends Error {
  override readonly name = 'ServerDidNotStart';
}

export class ServerProcess {
  private constructor(
    private readonly child: ChildProcess,
    private readonly command: ServerCommand,
  ) {}

  /** Starts the program and waits until `isReady` says so; `isReady` is asked every few milliseconds. */
  static async start(
    command: ServerCommand,
    isReady: (pid: number) => Promise<boolean>,
    withinMs: number,
  ): Promise<ServerProcess> {
    const log = await open(command.logFile, 'a', 0o600);
    const child = spawn(command.program, command.args, {
      cwd: command.workingDirectory,
      env: command.environment,
      stdio: ['ignore', log.fd, log.fd],
      // A session of its own: Ctrl-C in a terminal must end us first, who still need the server to finish cleanly.
      detached: true,
      ...command.account,
    });
    try {
      await once(child, 'spawn');
    } finally {
      await log.close();
    }
    child.unref();
    child.once('exit', writeLastWill(child.pid ?? 0, command.throwAway));
    const server = new ServerProcess(child, command);
    await writeFile(command.identityFile, (await identityOf(server.pid)) ?? '', { mode: 0o600 });
    for (const deadline = Date.now() + withinMs; !(await isReady(server.pid)); await pause(10)) {
      if (server.running && Date.now() < deadline) continue;
      const why = server.running ? `was not ready within ${withinMs} ms` : 'ended at once';
      await server.end('SIGKILL', 0);
      throw new ServerDidNotStart(`${command.program} ${why}:\n${await server.logTail()}`);
    }
    return server;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Asks with `signal`, and kills with all its children whoever has not obeyed after `patienceMs`. */
  async end(signal: NodeJS.Signals, patienceMs: number): Promise<void> {
    if (this.running) {
      this.child.ref();
      const gone = once(this.child, 'exit');
      await endServer(this.pid, signal, patienceMs);
      await gone;
    }
    await rm(this.command.identityFile, { force: true });
  }

  private async logTail(): Promise<string> {
    const text = await readFile(this.command.logFile, 'utf8').catch(() => '');
    return text.trimEnd().split('\n').slice(-8).join('\n');
  }
}

/** Ends a process and everything below it; returns when all of them are gone. */
export async function endServer(pid: number, signal: NodeJS.Signals, patienceMs: number): Promise<void> {
  const all = await Promise.all([pid, ...(await descendantsOf(pid))].map(identityOf));
  const left = new Set(all.filter((identity) => identity !== undefined));
  const parent = all[0];
  if (signal === 'SIGKILL') for (const identity of left) send(identity, 'SIGKILL');
  else if (parent !== undefined) send(parent, signal);
  for (let killAt = Date.now() + patienceMs; left.size > 0; await pause(5)) {
    for (const identity of left)
      if ((await identityOf(Number.parseInt(identity, 10))) !== identity) left.delete(identity);
    if (Date.now() < killAt) continue;
    for (const identity of left) send(identity, 'SIGKILL');
    killAt = Number.POSITIVE_INFINITY;
  }
}

function send(identity: string, signal: NodeJS.Signals): void {
  try {
    process.kill(Number.parseInt(identity, 10), signal);
  } catch {
    // It ended by itself in between.
  }
}

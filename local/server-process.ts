/** One server program as a child: out of the terminal's reach, ended with us whatever happens to us. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { writeLastWill } from './last-will';
import { descendantsOf, identityOf, isAlive, isFrozen, type ProcessIdentity, pidOf } from './process-identity';
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
    child.once('exit', writeLastWill(child.pid ?? 0, { signal: 'QUIT', directory: command.throwAway }));
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
  const family = await familyOf(pid);
  const [parent] = family;
  if (signal !== 'SIGKILL' && parent !== undefined) {
    send(parent, signal);
    if (await allGone(family, patienceMs)) return;
  }
  await killFamily(pid, family);
}

/**
 * Kills the parent and all its children. Frozen first, it bears no more of them: one that we did not know of would
 * outlive it, wait for ever for what another held when it was killed, and keep the server's memory from the next one.
 */
async function killFamily(pid: number, known: readonly ProcessIdentity[]): Promise<void> {
  const [parent] = known;
  if (parent !== undefined && (await isAlive(parent))) {
    send(parent, 'SIGSTOP');
    while ((await isAlive(parent)) && !(await isFrozen(pid))) await pause(1);
  }
  const family = new Set([...known, ...(await familyOf(pid))]);
  for (const identity of family) if (await isAlive(identity)) send(identity, 'SIGKILL');
  await allGone([...family], Number.POSITIVE_INFINITY);
}

/** The process itself, first, and every one below it. */
async function familyOf(pid: number): Promise<ProcessIdentity[]> {
  const parent = await identityOf(pid);
  if (parent === undefined) return [];
  const below = await Promise.all((await descendantsOf(pid)).map(identityOf));
  return [parent, ...below.filter((identity) => identity !== undefined)];
}

async function allGone(family: readonly ProcessIdentity[], withinMs: number): Promise<boolean> {
  for (const deadline = Date.now() + withinMs; ; await pause(5)) {
    const alive = await Promise.all(family.map(isAlive));
    if (!alive.includes(true)) return true;
    if (Date.now() > deadline) return false;
  }
}

function send(identity: ProcessIdentity, signal: NodeJS.Signals): void {
  try {
    process.kill(pidOf(identity), signal);
  } catch {
    // It ended by itself in between.
  }
}

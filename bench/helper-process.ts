/** A process of its own for the other side of a bench, so that its work is not counted as the relay's. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** What a helper can be asked, by name: one argument, one answer; both are copied between the processes. */
// biome-ignore lint/suspicious/noExplicitAny: each helper names the types of its own calls
export type Calls = { readonly [name: string]: (input: any) => unknown };

export interface Helper<C extends Calls> {
  /** Rejects with the helper's own error, or when the helper has ended. */
  ask<Name extends keyof C & string>(name: Name, input: Parameters<C[Name]>[0]): Promise<Awaited<ReturnType<C[Name]>>>;
  /** Ends the process. May be called twice. */
  stop(): Promise<void>;
}

interface Question {
  readonly id: number;
  readonly name: string;
  readonly input: unknown;
}

interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

/** Starts this very program again as the helper of that name. */
export function startHelper<C extends Calls>(name: string): Helper<C> {
  const child = fork(process.argv[1] ?? '', ['--helper', name], {
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 2, 'ipc'],
  });
  const open = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let asked = 0;
  child.on('message', (answer: Answer) => {
    const question = open.get(answer.id);
    open.delete(answer.id);
    if (answer.error === undefined) question?.resolve(answer.value);
    else question?.reject(new Error(`${name}: ${answer.error}`));
  });
  child.on('exit', (code) => {
    for (const question of open.values()) question.reject(new Error(`${name} ended with code ${code}`));
    open.clear();
  });
  return {
    ask: (call, input) =>
      new Promise((resolve, reject) => {
        asked += 1;
        open.set(asked, { resolve: resolve as (value: unknown) => void, reject });
        child.send({ id: asked, name: call, input } satisfies Question);
      }),
    stop: () => end(child),
  };
}

/** Inside the helper: answers until the other process has gone. */
export function serveCalls(calls: Calls): void {
  process.on('message', async ({ id, name, input }: Question) => {
    try {
      process.send?.({ id, value: await calls[name]?.(input) } satisfies Answer);
    } catch (error) {
      process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  });
  process.on('disconnect', () => process.exit(0));
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

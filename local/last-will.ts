/** A watcher beside each child of ours that ends it when we die without being able to: kill -9, a crash, a closed window. */
import { spawn } from 'node:child_process';

/** Reads from a pipe whose other end only we hold: a word means all is well, the end of it means that we are gone. */
const script = `
read -r word && exit 0
kill "-$3" "$1" 2>/dev/null
tries=0
while kill -0 "$1" 2>/dev/null && [ "$tries" -lt 100 ]; do
  # Dead, but not yet fetched by whoever inherited it.
  case "$(cat "/proc/$1/stat" 2>/dev/null)" in *') Z '*) break ;; esac
  sleep 0.1
  tries=$((tries + 1))
done
kill -KILL "$1" 2>/dev/null
if [ -n "$2" ]; then rm -rf -- "$2"; fi
`;

export interface LastWill {
  /** How to ask for the end; whoever has not obeyed after ten seconds is killed. */
  readonly signal: 'QUIT' | 'KILL';
  /** Removed after the end. */
  readonly directory?: string;
}

/** Returns what to call once the child has ended by itself. */
export function writeLastWill(pid: number, { signal, directory = '' }: LastWill): () => void {
  const watcher = spawn('/bin/sh', ['-c', script, 'last-will', String(pid), directory, signal], {
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { PATH: '/usr/bin:/bin' },
    detached: true,
  });
  // Without it the next start sweeps up: no reason to fail.
  watcher.on('error', () => undefined);
  watcher.stdin.on('error', () => undefined);
  watcher.unref();
  return () => watcher.stdin.end('ended\n');
}

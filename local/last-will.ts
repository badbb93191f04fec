/** A watcher beside each local server that ends it when we die without being able to: kill -9, a crash, a closed window. */
import { spawn } from 'node:child_process';

/** Reads from a pipe whose other end only we hold: a word means all is well, the end of it means that we are gone. */
const script = `
read -r word && exit 0
kill -QUIT "$1" 2>/dev/null
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

/** Returns what to call once the server has ended by itself. `directory`, when given, is removed after the server's end. */
export function writeLastWill(serverPid: number, directory: string | undefined): () => void {
  const watcher = spawn('/bin/sh', ['-c', script, 'last-will', String(serverPid), directory ?? ''], {
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

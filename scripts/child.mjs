/** Runs a program in our place: it gets every signal once, its exit code becomes ours, and it never outlives us. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { root } from './console.mjs';

/**
 * @param {string} program
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, stdio?: import('node:child_process').StdioOptions, onSpawn?: (child: import('node:child_process').ChildProcess) => void }} [options]
 * @returns {Promise<number>} its exit code; 128 + n after signal n
 */
export function runChild(program, args, { env = process.env, stdio = 'inherit', onSpawn } = {}) {
  // A session of its own: Ctrl-C reaches us twice, from the terminal and from npm, and must reach the child once.
  const child = spawn(program, args, { cwd: root, env, stdio, detached: true });
  const stopForwarding = forwardSignals(child);
  const forgetWatcher = child.pid === undefined ? () => {} : watchOverUs(child.pid);
  onSpawn?.(child);
  return new Promise((resolve, reject) => {
    const finish = (settle) => {
      stopForwarding();
      forgetWatcher();
      settle();
    };
    child.once('error', (error) => finish(() => reject(error)));
    child.once('exit', (code, signal) => finish(() => resolve(code ?? 128 + constants.signals[signal])));
  });
}

/** The first signal asks the child to finish, a second one insists, a third one kills. */
function forwardSignals(child) {
  let last = 0;
  let sent = 0;
  const forward = (signal) => {
    if (performance.now() - last < 500 && sent > 0) return;
    last = performance.now();
    sent += 1;
    if (sent >= 3) kill(-child.pid, 'SIGKILL');
    else child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, forward);

  const stopWatching =
    process.env.npm_lifecycle_event === undefined ? () => {} : watchNpm(() => sent === 0 && forward('SIGTERM'));

  return () => {
    stopWatching();
    for (const signal of signals) process.off(signal, forward);
  };
}

/** npm killed with -9 tells nobody, but its child, or the shell between it and us, then has another parent. */
function watchNpm(gone) {
  const before = ancestors();
  const timer = setInterval(() => ancestors() !== before && gone(), 1_000);
  timer.unref();
  return () => clearInterval(timer);
}

function ancestors() {
  const parent = process.ppid;
  try {
    const [, name, rest] = /^\d+ \((.*)\) . (\d+)/s.exec(readFileSync(`/proc/${parent}/stat`, 'utf8'));
    return /^(sh|dash|bash|ash|busybox)$/.test(name) ? `${parent} ${rest}` : `${parent}`;
  } catch {
    return `${parent}`;
  }
}

/** A shell that notices, by the end of its input, that we were killed, and then ends the child. */
function watchOverUs(pid) {
  const watcher = spawn('/bin/sh', ['-c', 'read -r word && exit 0; kill -TERM "$1"', 'watcher', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  watcher.on('error', () => {});
  watcher.stdin.on('error', () => {});
  watcher.unref();
  return () => watcher.stdin.end('ended\n');
}

function kill(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself in between.
  }
}

/** Finds the Node the relay runs under: the one npm installed beside it, else the running one when it is right. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { runChild } from './child.mjs';
import { root, Trouble } from './console.mjs';

let found;

/** Path of a Node from 24.15 on and below 26. Throws Trouble when there is none. */
export function nodeProgram() {
  found ??= find();
  return found;
}

/** Where Node keeps what it compiled, so that a program starts in three quarters of the time from its second start on. */
const compileCache = join(root, 'node_modules', '.cache', 'compiled');

/** The environment in which children of children find the same Node. */
export function nodeEnvironment() {
  return {
    NODE_COMPILE_CACHE: compileCache,
    ...process.env,
    PATH: `${dirname(nodeProgram())}${delimiter}${process.env.PATH ?? ''}`,
  };
}

/** Runs a script of the project under that Node; resolves to its exit code. */
export function runNode(args, options = {}) {
  const env = { ...nodeEnvironment(), ...options.env };
  return runChild(nodeProgram(), ['--enable-source-maps', ...args], { ...options, env });
}

function find() {
  const brought = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (existsSync(brought) && isRight(versionOf(brought))) return brought;
  if (isRight(process.versions.node)) return process.execPath;
  throw new Trouble(
    `Node 24.15 or newer (below 26) is needed. None came with the packages for ${process.platform}-${process.arch}, ` +
      `and the running one is ${process.versions.node}: install Node 24 and start again with it.`,
  );
}

function versionOf(program) {
  try {
    return execFileSync(program, ['--version'], { encoding: 'utf8' }).trim().slice(1);
  } catch {
    // Built for another system, as on a Linux with musl.
    return '0.0.0';
  }
}

function isRight(version) {
  const [major, minor] = version.split('.').map(Number);
  return (major === 24 && minor >= 15) || major === 25;
}

/** Tells one process from a later one that was given the same number, so that nothing but our own is ever signalled. */
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** `<pid>-<birth>`; made of digits and one dash, so it can stand in a file name. */
export type ProcessIdentity = string;

/** Identity of a living process; undefined when there is none under that number (a zombie counts as none). */
export async function identityOf(pid: number): Promise<ProcessIdentity | undefined> {
  const birth = process.platform === 'linux' ? await linuxBirth(pid) : await psBirth(pid);
  return birth === undefined ? undefined : `${pid}-${birth}`;
}

export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  return (await identityOf(pidOf(identity))) === identity;
}

/** Whether a SIGSTOP has reached it: it does nothing any more until a SIGCONT. */
export async function isFrozen(pid: number): Promise<boolean> {
  const state = process.platform === 'linux' ? (await linuxStat(pid))?.[0] : (await psOf(pid))[0];
  return state?.startsWith('T') ?? false;
}

export function pidOf(identity: ProcessIdentity): number {
  return Number.parseInt(identity, 10);
}

/** Every process below this one, at any depth. They are asked of the system: servers put theirs into own sessions. */
export async function descendantsOf(pid: number): Promise<number[]> {
  const children = new Map<number, number[]>();
  for (const [child, parent] of await parents()) children.set(parent, [...(children.get(parent) ?? []), child]);
  const found: number[] = [];
  const open = [pid];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const below = children.get(next) ?? [];
    found.push(...below);
    open.push(...below);
  }
  return found;
}

/** The fields of /proc/<pid>/stat after the command, which may itself hold spaces and brackets. */
async function linuxStat(pid: number): Promise<string[] | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return text?.slice(text.lastIndexOf(')') + 2).split(' ');
}

async function linuxBirth(pid: number): Promise<string | undefined> {
  const stat = await linuxStat(pid);
  return stat === undefined || stat[0] === 'Z' || stat[0] === 'X' ? undefined : stat[19];
}

async function psBirth(pid: number): Promise<string | undefined> {
  const [state, ...start] = await psOf(pid);
  const birth = Date.parse(start.join(' '));
  return !state || state.startsWith('Z') || Number.isNaN(birth) ? undefined : String(birth / 1000);
}

/** Its state, and the words of its time of birth. */
async function psOf(pid: number): Promise<string[]> {
  const { stdout } = await run('ps', ['-o', 'stat=,lstart=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return stdout.trim().split(/\s+/);
}

async function parents(): Promise<[child: number, parent: number][]> {
  if (process.platform !== 'linux') {
    const { stdout } = await run('ps', ['-axo', 'pid=,ppid=']);
    const rows = stdout.trim().split('\n');
    return rows.map((row) => row.trim().split(/\s+/).map(Number) as [number, number]);
  }
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const rows = await Promise.all(
    pids.map(async (pid): Promise<[number, number][]> => {
      const stat = await linuxStat(pid);
      return stat === undefined ? [] : [[pid, Number(stat[1])]];
    }),
  );
  return rows.flat();
}

/** Finds a Redis or Valkey server on this machine, or brings one where that is possible without touching the system. */
import { execFile } from 'node:child_process';
import { access, chmod, constants, readdir, readFile, rename, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { hasApt, unpackDebianPackage } from './debian-packages';
import { identityOf } from './process-identity';
import type { ServerAccount } from './server-account';
import { cacheDirectory } from './server-directory';

export interface RedisProgram {
  readonly path: string;
  /** Where its libraries lie, when that is not where the system looks. */
  readonly libraries: readonly string[];
}

/** There is no Redis here; `command` is the one that would provide it on this system. */
export class RedisUnavailable extends Error {
  override readonly name = 'RedisUnavailable';

  constructor(
    readonly command: string,
    reason: string,
  ) {
    super(`no Redis or Valkey server: ${reason}. Provide one with: ${command} (or set REDIS_URL)`);
  }
}

export async function redisProgram(account: ServerAccount | undefined): Promise<RedisProgram> {
  const places = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/bin', '/opt/homebrew/bin'];
  for (const name of ['valkey-server', 'redis-server']) {
    for (const place of places) {
      const path = join(place, name);
      if (place !== '' && (await runs({ path, libraries: [] }))) return { path, libraries: [] };
    }
  }
  if (!(await hasApt())) throw new RedisUnavailable(await commandForThisSystem(), 'none on PATH');
  return unpackedProgram(account);
}

/** Debian and Ubuntu: unpacked once into the cache, beside everything it needs. */
async function unpackedProgram(account: ServerAccount | undefined): Promise<RedisProgram> {
  const home = join(await cacheDirectory(account), `redis-${process.arch}`);
  const found = await programIn(home);
  if (found !== undefined) return found;
  const partial = `${home}.${await identityOf(process.pid)}`;
  let reason = 'the packages hold none that runs here';
  try {
    await unpackDebianPackage(['redis-server', 'valkey-server'], partial);
    await chmod(partial, 0o755);
    for (const part of ['lists', 'archives']) await rm(join(partial, part), { recursive: true, force: true });
    if ((await programIn(partial)) !== undefined) {
      await rm(home, { recursive: true, force: true });
      // When another process was quicker, its copy is as good as ours.
      await rename(partial, home).catch(() => undefined);
    }
  } catch (error) {
    reason = `apt could not download it (${firstLine(error)})`;
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  const unpacked = await programIn(home);
  if (unpacked === undefined) throw new RedisUnavailable(await commandForThisSystem(), reason);
  return unpacked;
}

async function programIn(home: string): Promise<RedisProgram | undefined> {
  const roots = [join(home, 'usr', 'lib'), join(home, 'lib')];
  const below = await Promise.all(
    roots.map(async (root) => (await readdir(root).catch(() => [])).map((name) => join(root, name))),
  );
  const libraries = [...roots, ...below.flat()];
  for (const name of ['valkey-server', 'redis-server']) {
    const program = { path: join(home, 'usr', 'bin', name), libraries };
    if (await runs(program)) return program;
  }
  return undefined;
}

/** The whole environment of the server. */
export function environmentOf({ libraries }: RedisProgram): Record<string, string> {
  return { PATH: '/usr/bin:/bin', LC_ALL: 'C', ...(libraries.length > 0 && { LD_LIBRARY_PATH: libraries.join(':') }) };
}

async function runs(program: RedisProgram): Promise<boolean> {
  try {
    await access(program.path, constants.X_OK);
    await promisify(execFile)(program.path, ['--version'], { env: environmentOf(program), timeout: 10_000 });
    return true;
  } catch {
    return false;
  }
}

async function commandForThisSystem(): Promise<string> {
  if (process.platform === 'darwin') return 'brew install valkey';
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const names = [...release.matchAll(/^ID(?:_LIKE)?="?([^"\n]*)"?$/gm)].flatMap((match) => (match[1] ?? '').split(' '));
  if (names.includes('debian')) return 'apt-get install -y redis-server';
  if (names.includes('alpine')) return 'apk add valkey';
  if (names.includes('fedora') || names.includes('rhel')) return 'dnf install -y valkey';
  if (names.includes('arch')) return 'pacman -S --noconfirm valkey';
  if (names.includes('suse') || names.includes('opensuse')) return 'zypper install -y valkey';
  return 'your package manager, package valkey or redis';
}

function firstLine(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message?: string };
  const lines = (stderr || message || String(error)).trim().split('\n');
  return lines.find((line) => line.startsWith('E:')) ?? lines[0] ?? 'no reason given';
}

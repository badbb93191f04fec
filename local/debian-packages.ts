/** Unpacks Debian packages into a directory of ours: no root needed, and the system stays as it is. */
import { execFile } from 'node:child_process';
import { access, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export async function hasApt(): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  const tools = ['/usr/bin/apt-get', '/usr/bin/apt-cache', '/usr/bin/dpkg-deb', '/usr/bin/dpkg-query'];
  const missing = await Promise.all(
    tools.map((tool) =>
      access(tool).then(
        () => false,
        () => true,
      ),
    ),
  );
  return !missing.includes(true);
}

/**
 * Unpacks the first of `wanted` that the system's package lists know, with what it depends on and the system lacks,
 * below `home`. apt checks the signatures. Throws with apt's own words when the packages cannot be had.
 */
export async function unpackDebianPackage(wanted: readonly string[], home: string): Promise<void> {
  try {
    await unpack(wanted, home, []);
  } catch {
    // The system's lists are empty, as in most container images, or too old. Lists of our own need no root.
    const lists = join(home, 'lists');
    await mkdir(join(lists, 'partial'), { recursive: true });
    const options = ['-o', `Dir::State::Lists=${lists}`, '-o', `Dir::Cache=${home}`, '-o', 'APT::Sandbox::User='];
    await apt('apt-get', [...options, '-o', 'APT::Update::Error-Mode=any', 'update'], home);
    await unpack(wanted, home, options);
  }
}

async function unpack(wanted: readonly string[], home: string, options: readonly string[]): Promise<void> {
  const archives = join(home, 'archives');
  await mkdir(join(archives, 'partial'), { recursive: true });
  const installed = await installedPackages();
  let failure: unknown;
  for (const name of wanted) {
    try {
      const missing = await withMissingDependencies(name, installed, options);
      await apt('apt-get', [...options, '-o', 'APT::Sandbox::User=', 'download', ...missing], archives);
      for (const file of await readdir(archives)) {
        if (file.endsWith('.deb')) await run('dpkg-deb', ['-x', join(archives, file), home]);
      }
      return;
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

async function installedPackages(): Promise<Set<string>> {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg's own placeholders
  const { stdout } = await run('dpkg-query', ['-W', '-f', '${db:Status-Status} ${Package}\\n'], { maxBuffer: 1 << 26 });
  const rows = stdout.split('\n').map((row) => row.split(' '));
  return new Set(rows.filter(([status]) => status === 'installed').map(([, name]) => name ?? ''));
}

/** The package and, at any depth, the libraries and programs of its own that it needs. */
async function withMissingDependencies(
  name: string,
  installed: Set<string>,
  options: readonly string[],
): Promise<string[]> {
  const found = new Set([name]);
  for (const next of found) {
    const text = await apt('apt-cache', [...options, 'show', '--no-all-versions', next], '/');
    const depends = /^Depends: (.*)$/m.exec(text)?.[1] ?? '';
    for (const alternatives of depends.split(',')) {
      const names = alternatives.split('|').map((one) => one.trim().split(/[\s:(]/)[0] ?? '');
      const [first = ''] = names;
      // Only files matter here: what set-up scripts need (users, init) is not called.
      const holdsPrograms = /^lib|^lua-|redis|valkey/.test(first);
      if (holdsPrograms && !names.some((one) => installed.has(one))) found.add(first);
    }
  }
  return [...found];
}

async function apt(
  program: 'apt-get' | 'apt-cache',
  args: readonly string[],
  workingDirectory: string,
): Promise<string> {
  const env = { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' };
  const { stdout } = await run(program, args, { cwd: workingDirectory, env, maxBuffer: 1 << 26, timeout: 180_000 });
  return stdout;
}

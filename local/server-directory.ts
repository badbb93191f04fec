/** The directories of local servers: a cache for programs, throw-away ones that never outlive their owner, lasting ones. */
import {
  chmod,
  chown,
  link,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  symlink,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { identityOf, isAlive, type ProcessIdentity, pidOf } from './process-identity';
import { canReach, type ServerAccount } from './server-account';
import { endServer } from './server-process';

const ours = 'fast-mode-relay';

/** Where a server's identity stands inside its directory while it runs. */
export const serverFile = 'server.pid';

/** A directory that server accounts can read and only we can write, kept from run to run. */
export async function cacheDirectory(account: ServerAccount | undefined): Promise<string> {
  const home = account === undefined ? (process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache')) : '/var/cache';
  const candidates = [
    join(home, ours),
    join(tmpdir(), `${ours}-cache-${process.getuid?.()}`),
    `/tmp/${ours}-cache-${process.getuid?.()}`,
  ];
  for (const path of candidates) {
    try {
      await mkdir(path, { recursive: true });
      const { uid, mode } = await lstat(path);
      // Programs are started from here: a directory that somebody else made or may write to is not taken.
      if (uid !== process.getuid?.() || (mode & 0o022) !== 0) continue;
      await chmod(path, 0o755);
      if (await canReach(path, account)) return path;
    } catch {
      // Read-only, or not ours: the next candidate.
    }
  }
  throw new Error(`no place to keep programs: none of ${candidates.join(', ')} can be written by us alone`);
}

/** A fresh directory named after this process, so that a later run can tell that its owner has gone. */
export async function throwAwayDirectory(kind: string, account: ServerAccount | undefined): Promise<string> {
  const me = await identityOf(process.pid);
  for (const base of [tmpdir(), '/tmp', '/var/tmp']) {
    if (!(await canReach(base, account).catch(() => false))) continue;
    const path = await mkdtemp(join(base, `${ours}-${kind}-${me}-`));
    await chmod(path, account === undefined ? 0o700 : 0o711);
    return path;
  }
  throw new Error('no directory for temporary files that a server which is not root can reach');
}

/**
 * Ends the servers and removes the directories of this kind whose owner died without doing so.
 * Returns how many there were.
 */
export async function sweepAbandoned(kind: string): Promise<number> {
  const form = new RegExp(`^${ours}-${kind}-(\\d+-\\d+)-\\w{6}$`);
  let swept = 0;
  for (const base of new Set([tmpdir(), '/tmp', '/var/tmp'])) {
    for (const name of await readdir(base).catch(() => [])) {
      const owner = form.exec(name)?.[1];
      if (owner === undefined || (await isAlive(owner))) continue;
      const path = join(base, name);
      const { uid } = await lstat(path).catch(() => ({ uid: undefined }));
      if (uid !== process.getuid?.()) continue;
      await endAbandonedServer(path);
      await rm(path, { recursive: true, force: true });
      swept++;
    }
  }
  return swept;
}

/** Ends the server that an owner who died left running in this directory, if there is one. */
export async function endAbandonedServer(directory: string): Promise<void> {
  const server: ProcessIdentity = (await readFile(join(directory, serverFile), 'utf8').catch(() => '')).trim();
  if (server !== '' && (await isAlive(server))) await endServer(pidOf(server), 'SIGQUIT', 5_000);
}

/**
 * Makes or opens a lasting directory at `path`. When the server's account cannot walk there (a checkout below /root),
 * `path` becomes a link to a directory in /var/lib: removing the link still means starting afresh.
 */
export async function lastingDirectory(path: string, account: ServerAccount | undefined): Promise<string> {
  const found = await realpath(path).catch(() => undefined);
  if (found !== undefined) {
    if (await canReach(found, account)) return found;
    throw new Error(`${path} cannot be reached by the user that runs local servers; move it away or choose another`);
  }
  await unlink(path).catch(() => undefined);
  await mkdir(dirname(path), { recursive: true });
  if (await canReach(await realpath(dirname(path)), account)) {
    await mkdir(path);
    await chmod(path, account === undefined ? 0o700 : 0o711);
    return realpath(path);
  }
  await mkdir(`/var/lib/${ours}`, { recursive: true });
  const elsewhere = await mkdtemp(`/var/lib/${ours}/data-`);
  await chmod(elsewhere, 0o711);
  await symlink(elsewhere, path);
  return elsewhere;
}

/** Another process has this directory open. */
export class DirectoryInUse extends Error {
  override readonly name = 'DirectoryInUse';
}

/**
 * Takes a lasting directory for this process, ending the server that a dead owner left in it. Returns what gives it
 * back. Throws DirectoryInUse while the other owner lives.
 */
export async function claimDirectory(directory: string): Promise<() => Promise<void>> {
  const me = (await identityOf(process.pid)) ?? '';
  const claim = join(directory, 'owner.pid');
  const mine = `${claim}.${me}`;
  await writeFile(mine, me, { mode: 0o600 });
  try {
    for (;;) {
      const taken = await link(mine, claim).then(
        () => true,
        () => false,
      );
      if (taken) break;
      const owner = (await readFile(claim, 'utf8').catch(() => '')).trim();
      if (owner !== '' && (await isAlive(owner))) {
        throw new DirectoryInUse(`${directory} is in use by process ${pidOf(owner)}; stop that one first`);
      }
      // Only one of several successors can rename it; and if a quicker one put its own there meanwhile, it goes back.
      const stale = `${mine}.stale`;
      await rename(claim, stale).catch(() => undefined);
      const removed = (await readFile(stale, 'utf8').catch(() => owner)).trim();
      if (removed !== owner) await link(stale, claim).catch(() => undefined);
      await rm(stale, { force: true });
    }
  } finally {
    await rm(mine, { force: true });
  }
  await endAbandonedServer(directory);
  return () => rm(claim, { force: true });
}

/** A directory inside that belongs to the server alone. */
export async function innerDirectory(path: string, account: ServerAccount | undefined): Promise<string> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  if (account !== undefined) await chown(path, account.uid, account.gid);
  return path;
}

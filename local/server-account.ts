/** Decides as whom a local server runs: as ourselves, or as somebody powerless when we are root. */
import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

export interface ServerAccount {
  readonly uid: number;
  readonly gid: number;
}

/** Root, but nobody else to run a server as (a user namespace that maps root alone, for instance). */
export class NoServerAccount extends Error {
  override readonly name = 'NoServerAccount';
}

/**
 * The account for local servers; undefined means our own. Postgres refuses to run as root, and a Redis that runs as
 * root is a way to become root for whoever reaches it.
 */
export async function serverAccount(): Promise<ServerAccount | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const mapped = await mappedIds();
  const known = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n').map((line) => line.split(':'));
  for (const name of ['postgres', 'nobody']) {
    const entry = known.find((fields) => fields[0] === name);
    const account = { uid: Number(entry?.[2]), gid: Number(entry?.[3]) };
    if (account.uid > 0 && account.gid > 0 && mapped(account.uid)) return account;
  }
  if (mapped(65534)) return { uid: 65534, gid: 65534 };
  throw new NoServerAccount(
    'local servers do not run as root, and this container knows no other user: start as an ordinary user, ' +
      'or set DATABASE_URL and REDIS_URL to servers of your own',
  );
}

/** In a user namespace most ids do not exist; changing to one that is not mapped fails. */
async function mappedIds(): Promise<(id: number) => boolean> {
  const text = await readFile('/proc/self/uid_map', 'utf8').catch(() => '0 0 4294967295');
  const ranges = text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  return (id) => ranges.some(([first = 0, , count = 0]) => id >= first && id < first + count);
}

/** Whether that account may walk into the directory (undefined: we, who made it). */
export async function canReach(directory: string, account: ServerAccount | undefined): Promise<boolean> {
  if (account === undefined) return true;
  for (let path = directory; ; path = dirname(path)) {
    const { mode, uid, gid } = await stat(path);
    const execute = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & execute) === 0) return false;
    if (path === dirname(path)) return true;
  }
}

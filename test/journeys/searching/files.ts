/** Files as heaps of bytes. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Heap } from './secret-search';

/** All files in a folder and below; those that vanish meanwhile are left out. */
export async function filesIn(folder: string, kind: string): Promise<Heap[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const heaps: Heap[] = [];
  for (const entry of entries.filter((each) => each.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
    if (bytes !== undefined) heaps.push({ place: `${kind} ${path}`, bytes });
  }
  return heaps;
}

/** Finds a loopback port for a server that cannot be told to choose one itself. */
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Ports below the range from which systems take outgoing ports: a client that keeps reconnecting while the server is
 * down could otherwise be given the server's port, or even connect to itself.
 */
const lowest = 15_000;
const highest = 32_000;

/** A port nobody listens on at this moment. Another process may take it first: start again with another one then. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = randomInt(lowest, highest);
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port between ${lowest} and ${highest} on 127.0.0.1`);
}

export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

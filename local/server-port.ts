/** The port of a server of ours: found at its first start, and its own over restarts. */
import { setTimeout as pause } from 'node:timers/promises';
import { freePort, isFree } from './free-port';
import { ServerDidNotStart } from './server-process';

const attempts = 5;
const longestWaitMs = 5_000;

/** Another process may take the port between our look and the server's: it then tries another one. Throws as `launch`. */
export async function startOnFreePort(launch: (port: number) => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await launch(await freePort());
    } catch (error) {
      const isTaken = error instanceof ServerDidNotStart && /Address already in use/.test(error.message);
      if (attempt === attempts || !isTaken) throw error;
    }
  }
}

/** The system may hold on to the port of a server that has just ended. Whoever starts after a long wait is told the reason. */
export async function untilFree(port: number): Promise<void> {
  for (const giveUpAt = Date.now() + longestWaitMs; !(await isFree(port)) && Date.now() < giveUpAt; ) await pause(10);
}

/** Waiting for a condition instead of sleeping. */
import { setTimeout as pause } from 'node:timers/promises';

const SHORTEST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 40;

/** Asks again, less often after a while, until the answer is neither false nor undefined; throws after `withinMs`. */
export async function until<T>(
  ask: () => Promise<T | false | undefined> | T | false | undefined,
  withinMs = 20_000,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (let pauseMs = SHORTEST_PAUSE_MS; ; pauseMs = Math.min(1.3 * pauseMs, LONGEST_PAUSE_MS)) {
    const answer = await ask();
    if (answer !== false && answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`not so within ${withinMs} ms: ${ask}`);
    await pause(pauseMs);
  }
}

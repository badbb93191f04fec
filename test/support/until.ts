/** Waiting for a condition instead of sleeping. */
import { setTimeout as pause } from 'node:timers/promises';

/** Asks again until the answer is neither false nor undefined, and returns it; throws after `withinMs`. */
export async function until<T>(
  ask: () => Promise<T | false | undefined> | T | false | undefined,
  withinMs = 20_000,
): Promise<T> {
  for (const deadline = Date.now() + withinMs; ; await pause(10)) {
    const answer = await ask();
    if (answer !== false && answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`not so within ${withinMs} ms: ${ask}`);
  }
}

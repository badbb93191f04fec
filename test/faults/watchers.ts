/** Which of the running relays watch, and how much. */
import type { RelayProcess } from '../../local/relay-process';
import { Figures } from './figures';
import type { Scene } from './scene';

/** How many swarms a watcher has; undefined for a process that is none, or says nothing. */
export async function swarmsOf(process: RelayProcess): Promise<number | undefined> {
  const figures = await Figures.of(process).catch(() => undefined);
  return figures?.value('relay_watcher_swarms');
}

/** The two watchers once both have a part; undefined until then. */
export async function watchersThatShare(scene: Scene): Promise<[RelayProcess, RelayProcess] | undefined> {
  const watching: RelayProcess[] = [];
  for (const process of scene.running) if (((await swarmsOf(process)) ?? 0) > 0) watching.push(process);
  const [first, second] = watching;
  return first && second && [first, second];
}

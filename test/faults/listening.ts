/** Since when somebody who lives listens for phones that are monitored: what the nodes know of the connections. */
import type { StorageNode } from '../fakes/devnet/storage-node';
import { until } from '../support/until';
import type { Entry } from './ledger';
import type { Scene } from './scene';

export class Listening {
  readonly #old = new Set<string>();
  readonly #since = new Map<Entry, number>();

  private constructor(
    private readonly scene: Scene,
    private readonly entries: readonly Entry[],
  ) {
    for (const node of scene.world.devnet.nodes) for (const each of node.monitor.connections) this.#old.add(each);
  }

  /** Resolves when all members of their swarms were asked for all of these phones. */
  static async everywhere(scene: Scene, entries: readonly Entry[]): Promise<void> {
    const isAsked = (entry: Entry) => membersOf(scene, entry).every((node) => connectionsFor(node, entry).length > 0);
    await until(() => entries.every(isAsked));
  }

  /** Connections that were made before do not count: the nodes go on telling whoever has died. */
  static anew(scene: Scene, entries: readonly Entry[]): Listening {
    return new Listening(scene, entries);
  }

  /** Resolves when so many of the phones are listened for over connections made since `anew`. */
  async takenOver(count: number): Promise<void> {
    await until(() => {
      for (const entry of this.entries) if (!this.#since.has(entry) && this.#isHeard(entry)) this.#note(entry);
      return this.#since.size >= count;
    });
  }

  /** ms since 1970; undefined for a phone that nobody had to take over. */
  since(entry: Entry): number | undefined {
    return this.#since.get(entry);
  }

  #isHeard(entry: Entry): boolean {
    const members = membersOf(this.scene, entry);
    return members.some((node) => connectionsFor(node, entry).some((each) => !this.#old.has(each)));
  }

  #note(entry: Entry): void {
    this.#since.set(entry, Date.now());
    this.scene.chronicle.note(`somebody listens for phone ${entry.number} again`);
  }
}

function membersOf(scene: Scene, entry: Entry): readonly StorageNode[] {
  return scene.world.devnet.swarmOf(entry.phone.account).members;
}

function connectionsFor(node: StorageNode, entry: Entry): string[] {
  const ours = node.monitor.monitors.filter(({ account }) => account === entry.phone.account.hex);
  return ours.map(({ connection }) => connection);
}

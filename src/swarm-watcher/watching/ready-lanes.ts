/** Lanes that are due, gathered by swarm until there is room to poll them: the busier we are, the fuller the batches. */

import type { Lane } from './poll-schedule';
import type { PlacedSwarm, WatchedAccount } from './watched-account';

export interface ReadyGroup {
  readonly swarm: PlacedSwarm;
  readonly lane: Lane;
  readonly accounts: WatchedAccount[];
}

export class ReadyLanes {
  /** In the order in which their first account became due. */
  private readonly groups = new Map<string, ReadyGroup>();

  add(swarm: PlacedSwarm, lane: Lane, account: WatchedAccount): void {
    const key = keyOf(swarm, lane);
    const group = this.groups.get(key);
    if (group === undefined) this.groups.set(key, { swarm, lane, accounts: [account] });
    else group.accounts.push(account);
  }

  /** Takes the group that has waited longest. */
  shift(): ReadyGroup | undefined {
    for (const [key, group] of this.groups) {
      this.groups.delete(key);
      return group;
    }
    return undefined;
  }

  /** Puts what is left of a group behind the others. */
  putBack(group: ReadyGroup): void {
    if (group.accounts.length === 0) return;
    const key = keyOf(group.swarm, group.lane);
    const later = this.groups.get(key);
    if (later === undefined) this.groups.set(key, group);
    else later.accounts.unshift(...group.accounts);
  }
}

function keyOf(swarm: PlacedSwarm, lane: Lane): string {
  return `${swarm.id}/${lane}`;
}

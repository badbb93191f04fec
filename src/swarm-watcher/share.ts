/** Which swarms this process watches: several watchers share them. */

/** Immutable: when another watcher comes or goes there is a new share. */
export interface Share {
  /** Whether this process watches the swarm; asked for any id (hex without leading zeros), also of swarms yet unknown. */
  owns(swarmId: string): boolean;
}

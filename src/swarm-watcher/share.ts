/** Which swarms are for this process to watch. */

export interface Share {
  /** Whether the swarm (its id in hex without leading zeros) is watched by this process at the moment. */
  owns(swarmId: string): boolean;
}

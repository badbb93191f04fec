/**
 * A network in which most swarms have one member only. Two members tell everything twice, which would hide that the
 * relay forgot what the first one told.
 */
import type { Devnet } from '../fakes/devnet/devnet';

export const LONELY_SWARMS = { swarms: 8, nodesPerSwarm: 1 };

/** Gives some of the swarms a second member all the same. */
export async function someInPairs(devnet: Devnet): Promise<void> {
  const swarms = devnet.nodes.map(({ swarm }) => swarm);
  for (const swarm of swarms.slice(0, 3)) await devnet.addNode(swarm);
}

/** Addresses that no node of a public network has: a node that claims one would make us knock at our own doors. */
import type { ServiceNode } from '../../protocol/service-node';

const PRIVATE = [
  /^10\./,
  /^127\./,
  /^169\.254\./,
  /^192\.168\./,
  /^172\.(1[6-9]|2\d|3[01])\./,
  /^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./,
];

export function isPrivateIpv4(ip: string): boolean {
  return PRIVATE.some((block) => block.test(ip));
}

/** Whether the seeds (https URLs) belong to a network of one's own, where private addresses are right. */
export function isPrivateNetwork(seeds: readonly string[]): boolean {
  return seeds.some((seed) => {
    const host = new URL(seed).hostname;
    return isPrivateIpv4(host) || host === '[::1]' || !host.includes('.');
  });
}

export function withoutPrivate(nodes: readonly ServiceNode[]): ServiceNode[] {
  return nodes.filter((node) => !isPrivateIpv4(node.ip));
}

/** Why no node is left: of `lists`, as the sources gave them, `read` remained. */
export function whyNobody(
  lists: readonly (readonly ServiceNode[])[],
  read: readonly (readonly ServiceNode[])[],
): string {
  const isEmpty = (list: readonly ServiceNode[]) => list.length === 0;
  if (lists.every(isEmpty)) return 'the sources name no node that can be used';
  if (read.every(isEmpty))
    return 'all nodes have private addresses; name the seeds by theirs if the network is your own';
  return 'the sources do not agree on a single node';
}

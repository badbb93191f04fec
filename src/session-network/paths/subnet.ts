/** Which nodes stand under one roof: two of one /24 may well belong to one operator. */
import type { ServiceNode } from '../../protocol/service-node';

/** The first three numbers of the IPv4 address. */
export function subnetOf(node: ServiceNode): string {
  return node.ip.slice(0, node.ip.lastIndexOf('.'));
}

/** Whether the list has enough /24 networks that the three nodes of any path can stand in three of them. */
export function canSpread(nodes: readonly ServiceNode[]): boolean {
  const seen = new Set<string>();
  for (const node of nodes) {
    if (seen.add(subnetOf(node)).size >= 3) return true;
  }
  return false;
}

/** What a directory remembers, for as long as a test lasts. */
import type { ServiceNode } from '../../protocol/service-node';
import type { NodeMemory } from './known-nodes.repository';

export class NodesInMemory implements NodeMemory {
  nodes: readonly ServiceNode[] = [];

  async recall(): Promise<ServiceNode[]> {
    return [...this.nodes];
  }

  async remember(_seeds: readonly string[], nodes: readonly ServiceNode[]): Promise<void> {
    this.nodes = nodes;
  }
}

/** The list of nodes that was believed last, kept in the database for a start while the seeds are away. */
import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.service';
import { readServiceNodes, type ServiceNode, serviceNodeState } from '../../protocol/service-node';

const REMEMBER = `
  WITH forgotten AS (DELETE FROM known_nodes WHERE believed_at < clock_timestamp() - interval '30 days' AND seeds <> $1)
  INSERT INTO known_nodes (seeds, nodes, believed_at) VALUES ($1, $2, clock_timestamp())
  ON CONFLICT (seeds) DO UPDATE SET nodes = excluded.nodes, believed_at = excluded.believed_at`;

/** Of a network as it was a month ago too much is gone. */
const RECALL = `
  SELECT nodes FROM known_nodes WHERE seeds = $1 AND believed_at > clock_timestamp() - interval '30 days'`;

/** What the directory needs of it. */
export interface NodeMemory {
  /** Nothing when nothing was kept, or not for these seeds (https origins, in any order). Throws DatabaseAway. */
  recall(seeds: readonly string[]): Promise<ServiceNode[]>;
  /** Throws DatabaseAway. */
  remember(seeds: readonly string[], nodes: readonly ServiceNode[]): Promise<void>;
}

@Injectable()
export class KnownNodes implements NodeMemory {
  constructor(private readonly database: Database) {}

  async recall(seeds: readonly string[]): Promise<ServiceNode[]> {
    const [row] = await this.database.query<{ nodes: unknown }>(RECALL, [nameOf(seeds)]);
    return row === undefined ? [] : readServiceNodes(row.nodes);
  }

  /** In the form in which nodes give it, so that one reader reads both. */
  async remember(seeds: readonly string[], nodes: readonly ServiceNode[]): Promise<void> {
    const list = JSON.stringify({ service_node_states: nodes.map(serviceNodeState) });
    await this.database.query(REMEMBER, [nameOf(seeds), list]);
  }
}

function nameOf(seeds: readonly string[]): string {
  return [...seeds].sort().join(',');
}

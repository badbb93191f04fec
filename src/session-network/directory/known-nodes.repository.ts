/** The list of nodes that was believed last, kept in the database for a start while the seeds are away. */
import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataKeys } from '../../platform/at-rest/data-keys';
import { Database } from '../../platform/database/database.service';
import { parseJson } from '../../protocol/json';
import { readServiceNodes, type ServiceNode, serviceNodeState } from '../../protocol/service-node';

const PLACE = 'known_nodes.nodes';

const REMEMBER = `
  WITH forgotten AS (DELETE FROM known_nodes WHERE believed_at < clock_timestamp() - interval '30 days' AND seeds <> $1)
  INSERT INTO known_nodes (seeds, nodes_sealed, believed_at) VALUES ($1, $2, clock_timestamp())
  ON CONFLICT (seeds) DO UPDATE SET nodes_sealed = excluded.nodes_sealed, believed_at = excluded.believed_at`;

/** Of a network as it was a month ago too much is gone. */
const RECALL = `
  SELECT nodes_sealed FROM known_nodes WHERE seeds = $1 AND believed_at > clock_timestamp() - interval '30 days'`;

/** What the directory needs of it. */
export interface NodeMemory {
  /**
   * Nothing when nothing was kept, or not for these seeds (https origins, in any order). Throws DatabaseAway, and
   * SealError when it was not kept by us.
   */
  recall(seeds: readonly string[]): Promise<ServiceNode[]>;
  /** Throws DatabaseAway. */
  remember(seeds: readonly string[], nodes: readonly ServiceNode[]): Promise<void>;
}

/** Sealed, not because it is secret: whoever writes to the database shall not choose the nodes that are asked. */
@Injectable()
export class KnownNodes implements NodeMemory {
  constructor(
    private readonly database: Database,
    private readonly keys: DataKeys,
  ) {}

  async recall(seeds: readonly string[]): Promise<ServiceNode[]> {
    const [row] = await this.database.query<{ nodes_sealed: Buffer }>(RECALL, [hashOf(seeds)]);
    return row === undefined ? [] : readServiceNodes(parseJson(this.keys.open(PLACE, row.nodes_sealed)));
  }

  /** In the form in which nodes give it, so that one reader reads both. */
  async remember(seeds: readonly string[], nodes: readonly ServiceNode[]): Promise<void> {
    const list = JSON.stringify({ service_node_states: nodes.map(serviceNodeState) });
    await this.database.query(REMEMBER, [hashOf(seeds), this.keys.seal(PLACE, Buffer.from(list))]);
  }
}

function hashOf(seeds: readonly string[]): Buffer {
  return createHash('sha256')
    .update([...seeds].sort().join(','))
    .digest();
}

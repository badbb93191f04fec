/** Whether two entries of the list are one node that is reached and spoken to in the same way. */
import type { ServiceNode } from '../../protocol/service-node';

export function isSameAddress(one: ServiceNode, other: ServiceNode | undefined): boolean {
  return (
    one.ed25519 === other?.ed25519 && one.x25519 === other.x25519 && one.ip === other.ip && one.port === other.port
  );
}

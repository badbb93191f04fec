/** Which of the signatures of an account's devices a node is shown. */
import type { MonitorItem } from '../../protocol/monitor-wire';

/**
 * As few as cover what the `wanted` namespaces have in common with the signed ones, the newest first among equals (as
 * they come in). A signature covers exactly the namespaces that were signed. The place of each is the connection it is
 * shown over: nobody says whether a node that is asked twice for one account over one connection adds or replaces.
 */
export function chooseSignatures(signatures: readonly MonitorItem[], wanted: readonly number[]): MonitorItem[] {
  const missing = new Set(wanted);
  const chosen: MonitorItem[] = [];
  while (missing.size > 0) {
    let best: MonitorItem | undefined;
    let most = 0;
    for (const one of signatures) {
      const gain = one.namespaces.filter((namespace) => missing.has(namespace)).length;
      if (gain <= most) continue;
      best = one;
      most = gain;
    }
    if (best === undefined) return chosen;
    chosen.push(best);
    for (const namespace of best.namespaces) missing.delete(namespace);
  }
  return chosen;
}

/** One list of nodes out of what several sources say: no single source can add, change or remove a node. */
import type { ServiceNode } from '../../protocol/service-node';
import { isSameAddress } from '../paths/same-address';

/** Fewer nodes than these may always vanish at once. */
const SMALL_LOSS = 2;
/** A list that lost a larger part of the known nodes is not believed at first. */
const ABSURD_LOSS = 0.3;

/**
 * The nodes that at least `needed` sources list, in the form in which as many list them. A node on whose form they do
 * not agree (its address just changed) keeps the form it had in `previous`, or is left out. Sorted by key.
 */
export function agreeOnNodes(
  lists: readonly (readonly ServiceNode[])[],
  needed: number,
  previous: readonly ServiceNode[] = [],
): ServiceNode[] {
  const known = new Map(previous.map((node) => [node.ed25519, node]));
  const votes = new Map<string, Vote>();
  for (const list of lists) {
    const counted = new Set<string>();
    for (const node of list) {
      // One source has one vote for each node, however often it names it.
      if (counted.has(node.ed25519)) continue;
      counted.add(node.ed25519);
      const vote = votes.get(node.ed25519) ?? { sources: 0, forms: [] };
      votes.set(node.ed25519, vote);
      castVote(vote, node);
    }
  }
  const agreed: ServiceNode[] = [];
  for (const [name, vote] of votes) {
    const node = vote.sources >= needed ? (formOf(vote, needed) ?? known.get(name)) : undefined;
    if (node !== undefined) agreed.push(node);
  }
  return agreed.sort((a, b) => (a.ed25519 < b.ed25519 ? -1 : 1));
}

/** Whether so much of what was known is gone or different that more sources should say so before it is believed. */
export function isAbsurd(previous: readonly ServiceNode[], next: readonly ServiceNode[]): boolean {
  if (next.length === 0) return true;
  const found = new Map(next.map((node) => [node.ed25519, node]));
  const lost = previous.filter((node) => !isSameAddress(node, found.get(node.ed25519))).length;
  return lost > Math.max(SMALL_LOSS, ABSURD_LOSS * previous.length);
}

/** Both sorted by key. */
export function isSameList(one: readonly ServiceNode[], other: readonly ServiceNode[]): boolean {
  return one.length === other.length && one.every((node, index) => isSameForm(node, other[index]));
}

interface Vote {
  sources: number;
  /** Nearly always one. */
  readonly forms: { count: number; readonly node: ServiceNode }[];
}

function castVote(vote: Vote, node: ServiceNode): void {
  vote.sources += 1;
  const form = vote.forms.find((one) => isSameForm(one.node, node));
  if (form === undefined) vote.forms.push({ count: 1, node });
  else form.count += 1;
}

function formOf(vote: Vote, needed: number): ServiceNode | undefined {
  return vote.forms.find(({ count }) => count >= needed)?.node;
}

function isSameForm(one: ServiceNode, other: ServiceNode | undefined): boolean {
  return isSameAddress(one, other) && one.omqPort === other?.omqPort && one.swarm === other.swarm;
}

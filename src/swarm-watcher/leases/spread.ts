/**
 * Which watcher watches which swarm: rendezvous hashing, so that every process comes to the same answer by itself and
 * little moves when a watcher comes or goes, with the same number of swarms for each, give or take one.
 */
import { createHash } from 'node:crypto';

const NAME_DIGITS = 16;

interface Bid {
  readonly swarm: string;
  readonly watcher: string;
  readonly score: number;
}

export class Spread {
  private constructor(
    /** The same in every process that spreads the same swarms over the same watchers. */
    readonly name: string,
    private readonly watchers: readonly string[],
    private readonly owners: ReadonlyMap<string, string>,
  ) {}

  static nameOf(watchers: readonly string[], swarms: readonly string[]): string {
    const text = JSON.stringify([[...watchers].sort(), swarms]);
    return createHash('sha256').update(text).digest('hex').slice(0, NAME_DIGITS);
  }

  /** In whatever order `watchers` are named. */
  static of(watchers: readonly string[], swarms: readonly string[]): Spread {
    return new Spread(Spread.nameOf(watchers, swarms), watchers, ownersOf(watchers, swarms));
  }

  /** A swarm that was not spread (somebody's list of nodes is newer) has an owner too; undefined without watchers. */
  ownerOf(swarm: string): string | undefined {
    return this.owners.get(swarm) ?? highestBidder(this.watchers, swarm);
  }
}

/** The highest bids are served first; who has its fair part bids no more. */
function ownersOf(watchers: readonly string[], swarms: readonly string[]): Map<string, string> {
  const most = Math.ceil(swarms.length / watchers.length);
  const parts = new Map<string, number>();
  const owners = new Map<string, string>();
  const bids = swarms.flatMap((swarm) => watchers.map((watcher) => bidOf(watcher, swarm)));
  for (const { swarm, watcher } of bids.sort(byScore)) {
    const part = parts.get(watcher) ?? 0;
    if (owners.has(swarm) || part === most) continue;
    owners.set(swarm, watcher);
    parts.set(watcher, part + 1);
  }
  return owners;
}

function highestBidder(watchers: readonly string[], swarm: string): string | undefined {
  return watchers.map((watcher) => bidOf(watcher, swarm)).sort(byScore)[0]?.watcher;
}

function bidOf(watcher: string, swarm: string): Bid {
  const score = createHash('sha256').update(`${watcher}/${swarm}`).digest().readUIntBE(0, 6);
  return { swarm, watcher, score };
}

function byScore(one: Bid, other: Bid): number {
  return other.score - one.score || (one.watcher < other.watcher ? -1 : 1);
}

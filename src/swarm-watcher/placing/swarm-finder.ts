/** The swarm of an account by one fixed map, as a number: a binary search over 32-bit words, without objects. */
import type { SwarmMap } from '../../protocol/swarm-map';

const CIRCLE = 1n << 64n;

export class SwarmFinder {
  /** The last place on the circle that is a swarm's, in two words, ascending; and whose it is. */
  private readonly high: Uint32Array;
  private readonly low: Uint32Array;
  private readonly owners: Int32Array;

  /** `numberOf`: the number by which a swarm of the map shall be called. */
  constructor(map: SwarmMap, numberOf: (swarmId: string) => number) {
    const ids = map.swarms.map(({ id }) => BigInt(`0x${id}`));
    const ends = ids.map((id, place) => {
      const next = ids[(place + 1) % ids.length] as bigint;
      // The nearer of two swarms, ties to the lower side; a swarm that is alone is its own neighbour.
      const gap = BigInt.asUintN(64, next - id) || CIRCLE;
      return { end: BigInt.asUintN(64, id + gap / 2n), owner: numberOf(map.swarms[place]?.id ?? '') };
    });
    ends.sort((a, b) => (a.end < b.end ? -1 : 1));
    this.high = Uint32Array.from(ends, ({ end }) => Number(end >> 32n));
    this.low = Uint32Array.from(ends, ({ end }) => Number(end & 0xffffffffn));
    this.owners = Int32Array.from(ends, ({ owner }) => owner);
  }

  /** The number of the swarm that keeps this account (33 bytes); -1 while there is none. */
  swarmOf(account: Buffer): number {
    const count = this.owners.length;
    if (count === 0) return -1;
    const high = wordAt(account, 1) >>> 0;
    const low = wordAt(account, 5) >>> 0;
    let from = 0;
    let to = count;
    while (from < to) {
      const middle = (from + to) >>> 1;
      const word = this.high[middle] as number;
      if (word < high || (word === high && (this.low[middle] as number) < low)) from = middle + 1;
      else to = middle;
    }
    return this.owners[from % count] as number;
  }
}

/** One half of the XOR of the four 64-bit words of the key. */
function wordAt(account: Buffer, at: number): number {
  return (
    account.readInt32BE(at) ^ account.readInt32BE(at + 8) ^ account.readInt32BE(at + 16) ^ account.readInt32BE(at + 24)
  );
}

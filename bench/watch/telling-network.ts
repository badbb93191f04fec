/** Helper: a storage network whose nodes take every monitor and tell of messages at the rate they are asked to. */
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { encodeBencode } from '../../src/protocol/bencode';
import { Devnet } from '../../test/fakes/devnet/devnet';
import type { MonitorServer } from '../../test/fakes/devnet/monitor-server';
import { accountAt } from './monitored-subscriptions';

export const tellingCalls = { start, monitored, tell };
export type TellingCalls = typeof tellingCalls;

export interface Telling {
  /** Numbers of the accounts, each of which gets one message. */
  readonly from: number;
  readonly to: number;
  /** Messages per second; Infinity: as fast as it goes. */
  readonly perSecond: number;
}

const HOUR = 3_600_000;
const TICK_MS = 2;
/** How large real messages are, with all that is around them. */
const CONTENT = Buffer.alloc(512, 'x');

let devnet: Devnet;

async function start(size: {
  readonly swarms: number;
  readonly nodesPerSwarm: number;
}): Promise<{ seedUrls: string[] }> {
  devnet = await Devnet.start(size);
  for (const node of devnet.nodes) node.monitor.takesEverything = true;
  return { seedUrls: devnet.seedUrls };
}

/** Items taken by all nodes so far. */
function monitored(): number {
  return devnet.nodes.reduce((sum, node) => sum + node.monitor.items, 0);
}

/** One member of each account's swarm tells; answers when each was told, in ms since 1970 with fractions. */
async function tell({ from, to, perSecond }: Telling): Promise<number[]> {
  const ready = Array.from({ length: to - from }, (_, place) => noticeFor(accountAt(from + place), place));
  const told: number[] = [];
  const began = performance.now();
  while (told.length < ready.length) {
    const due = Math.min(ready.length, ((performance.now() - began) / 1_000) * perSecond + 1);
    for (; told.length < due; told.push(performance.timeOrigin + performance.now())) {
      const { server, connection, frames } = ready[told.length] as Ready;
      server.say(connection, frames);
    }
    if (told.length < ready.length) await pause(TICK_MS);
  }
  return told;
}

interface Ready {
  readonly server: MonitorServer;
  readonly connection: string;
  readonly frames: readonly Buffer[];
}

function noticeFor(account: Buffer, place: number): Ready {
  const { members } = devnet.swarmOf(account.toString('hex'));
  const server = members[place % members.length]?.monitor as MonitorServer;
  const [connection] = server.connections;
  const now = Date.now();
  const fields = new Map<string, Buffer | number>([
    ['@', account],
    ['h', Buffer.from(randomBytes(32).toString('base64').slice(0, 43))],
    ['n', 0],
    ['t', now],
    ['z', now + HOUR],
    ['~', CONTENT],
  ]);
  return { server, connection: connection ?? '', frames: [Buffer.from('notify.message'), encodeBencode(fields)] };
}

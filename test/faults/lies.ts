/** Every way in which one storage node may be broken or dishonest, by name. */
import type { Devnet } from '../fakes/devnet/devnet';
import type { AnsweredMessage, NodeFaults } from '../fakes/devnet/node-faults';
import type { StorageNode } from '../fakes/devnet/storage-node';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export interface Setting {
  readonly devnet: Devnet;
  readonly node: StorageNode;
  /** Accounts (66 hex digits) of the node's own swarm. */
  readonly accounts: readonly string[];
}

export interface Lie {
  readonly name: string;
  /** Whether accounts of its swarm may be woken for nothing. */
  readonly wakes: boolean;
  apply(setting: Setting): Promise<void> | void;
}

export const LIES: readonly Lie[] = [
  { name: 'is down', wakes: false, apply: ({ node }) => node.takeDown() },
  lie('is slow', { slowMs: 2_500 }),
  lie('stalls', { stalls: true }),
  lie('stalls as a relay', { stalls: true, only: 'asRelay' }),
  lie('stalls as a destination', { stalls: true, only: 'asDestination' }),
  lie('closes in the middle of an answer', { closesMidAnswer: true }),
  lie('closes in the middle as a relay', { closesMidAnswer: true, only: 'asRelay' }),
  lie('answers with 10 MiB of anything', { huge: 'wire' }),
  lie('answers with 10 MiB that are well sealed', { huge: 'plain' }, true),
  lie('answers with random bytes', { garbage: 'wire' }),
  lie('answers with random bytes as a relay', { garbage: 'wire', only: 'asRelay' }),
  lie('seals random bytes', { garbage: 'plain' }),
  lie('seals JSON of absurd shapes', { garbage: 'json' }),
  lie('seals JSON without bottom', { garbage: 'deep' }),
  lie('has a clock that is fast', { clockSkewMs: 10 * MINUTE }),
  lie('has a clock that is slow', { clockSkewMs: -10 * MINUTE }),
  lie('says it is later than it is', { falseTBy: DAY }),
  lie('says it is earlier than it is', { falseTBy: -DAY }),
  lie('refuses everybody', { always: 401 }),
  lie('keeps nobody', { always: 421 }),
  lie('calls our clock wrong', { always: 406 }),
  {
    name: 'tells everybody the messages of one account',
    wakes: true,
    apply: ({ node, accounts }) => void Object.assign(node.faults, { replays: accounts[0] }),
  },
  lie('invents messages', { inventsHashes: 'valid' }, true),
  lie('invents messages that are none', { inventsHashes: 'invalid' }),
  lie('tells of no messages', { omitsMessages: true }),
  lie('calls every message short-lived', { claimsShortLived: true }),
  lie('calls every message old', { falseTimestampBy: -DAY }),
  lie('calls every message new', { falseTimestampBy: DAY }),
  lie('calls every message expired', { falseExpirationBy: -DAY }),
  lie('lets every message live for ever', { falseExpirationBy: 100 * 365 * DAY }),
  lie('tells every message a hundred times', { rewrites: (messages) => messages.flatMap(aHundredTimes) }),
  lie('tells messages in no list', { rewrites: (messages) => ({ ...messages, length: 2 ** 31 }) }),
  lie('turns the order of messages round', { rewrites: (messages) => [...messages].reverse() }),
  lie('is not ready', { notReady: true }),
  lie('gets nothing of what others store', { missesStores: true }),
  lie('blames the next node, whichever it is', { blames: 'next' }),
  {
    name: 'blames an honest node',
    wakes: false,
    apply: ({ devnet, node }) => {
      node.faults.blames = devnet.nodes.find((each) => each.swarm !== node.swarm)?.ed25519;
    },
  },
];

export async function heal(node: StorageNode): Promise<void> {
  node.heal();
  await node.bringUp();
}

function lie(name: string, faults: Partial<NodeFaults>, wakes = false): Lie {
  return { name, wakes, apply: ({ node }) => void Object.assign(node.faults, faults) };
}

function aHundredTimes(message: AnsweredMessage): AnsweredMessage[] {
  return Array.from({ length: 100 }, (_, index) => ({ ...message, timestamp: Number(message.timestamp) - index }));
}

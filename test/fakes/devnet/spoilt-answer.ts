/** The bytes with which a broken node answers a storage RPC instead of the truth. */
import { randomBytes } from 'node:crypto';
import { concerns, LARGEST_BODY } from './handled-request';
import type { NodeContext } from './node-context';

const DEEP = 100_000;
const SEAL_BYTES = 64;

/** Undefined when the node is honest. `isSealed`: the bytes go into an onion, where a body has a status beside it. */
export function spoiltAnswer(node: NodeContext, isSealed: boolean): Buffer | undefined {
  const { faults } = node;
  if (!concerns(faults, isSealed ? 'destination' : 'direct')) return undefined;
  if (faults.huge === 'plain') return Buffer.from(enclosed(hugeBody(node.now()), isSealed));
  switch (faults.garbage) {
    case 'plain':
      return randomBytes(600);
    case 'json':
      return Buffer.from(enclosed(JSON.stringify(ABSURD), isSealed));
    case 'deep':
      return Buffer.from(enclosed(`${'['.repeat(DEEP)}${']'.repeat(DEEP)}`, isSealed));
    default:
      return undefined;
  }
}

function enclosed(body: string, isSealed: boolean): string {
  return isSealed ? `{"body":${body},"status":200}` : body;
}

const ABSURD = {
  results: [
    { code: 200, body: { messages: [{ hash: {}, timestamp: 'yesterday', expiration: null }, 7, null], more: 'yes' } },
    { code: 200, body: { messages: { length: 1e9 }, more: true } },
    { code: '200', body: [] },
    null,
    [],
    { code: 200, body: { messages: [{ hash: 'A'.repeat(43), timestamp: 1e308, expiration: -1 }], more: false } },
  ],
  t: 'noon',
  hf: 'x',
  snodes: 5,
  swarm: -1,
  result: { service_node_states: 'none' },
  __proto__: { status: 200 },
};

function hugeBody(now: number): string {
  const message = (data: string): string =>
    `{"data":"${data}","expiration":${now + 86_400_000},"hash":"${'A'.repeat(43)}","timestamp":${now}}`;
  const body = (data: string): string =>
    `{"results":[{"body":{"hf":[19,4],"messages":[${message(data)}],"more":true,"t":${now}},"code":200}]}`;
  return body('A'.repeat(LARGEST_BODY - SEAL_BYTES - body('').length - '{"body":,"status":200}'.length));
}

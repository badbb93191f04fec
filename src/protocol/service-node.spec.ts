/** The list of service nodes: the recorded one read in full, unusable entries dropped, hostile ones bounded. */
import fc from 'fast-check';
import nodeList from '../../test/vectors/node-list.json';
import { hostileValue, hostileVariant, valueOrRefusal } from './hostile-input.fixture';
import { ProtocolError } from './protocol-error';
import { readServiceNodes } from './service-node';

type States = { result: { service_node_states: Record<string, unknown>[] } };
const answers = nodeList.steps
  .map((step): unknown => step.response)
  .filter((response): response is States => JSON.stringify(response).includes('"service_node_states"'));
const [answer] = answers;
const states = answer!.result.service_node_states;
const good = states[0]!;
const read = (...entries: unknown[]) => readServiceNodes({ service_node_states: entries });

describe('the list of service nodes', () => {
  it('is read from every recorded answer, bare or inside its envelope', () => {
    expect(answers.length).toBeGreaterThan(0);
    for (const { result } of answers) {
      const usable = result.service_node_states.filter(
        (state) => state.swarm !== undefined && state.public_ip !== undefined,
      );
      expect(readServiceNodes(result)).toHaveLength(usable.length);
      expect(readServiceNodes({ hf: [19, 4], result, t: 1 })).toEqual(readServiceNodes(result));
    }
    expect(readServiceNodes(answer)[0]).toEqual({
      ed25519: 'c09f77526f94f7ea6d38c6d760ebdaf68cb331e3c68b8a624da09876cff44b14',
      x25519: '28c5abc977db8e37d4cae504c0e4a33f791fd1c87d5e108e2ec514e2ea5b5518',
      ip: '127.0.0.1',
      port: 24100,
      omqPort: 24200,
      swarm: '3fffffffffffffff',
    });
  });

  it('takes the swarm from its hex, never from swarm_id', () => {
    const { swarm_id: _, ...withoutId } = good;
    expect(read({ ...withoutId, swarm: '00f00000000000AB' })[0]?.swarm).toBe('f00000000000ab');
    expect(read({ ...good, swarm: '0000' })[0]?.swarm).toBe('0');
    const { swarm: __, ...withoutHex } = good;
    expect(read(withoutHex)).toEqual([]);
  });

  it.each([
    ['no swarm yet', { swarm: 'ffffffffffffffff' }],
    ['no swarm yet, shouted', { swarm: 'FFFFFFFFFFFFFFFF' }],
    ['a swarm beyond u64', { swarm: '10000000000000000' }],
    ['an empty swarm', { swarm: '' }],
    ['a signed swarm', { swarm: '-1' }],
    ['no address', { public_ip: '0.0.0.0' }],
    ['an empty address', { public_ip: '' }],
    ['a name for an address', { public_ip: 'localhost' }],
    ['an address with a path', { public_ip: '1.2.3.4/x' }],
    ['an address in octal', { public_ip: '01.2.3.4' }],
    ['an address beyond a byte', { public_ip: '1.2.3.256' }],
    ['a multicast address', { public_ip: '224.0.0.1' }],
    ['an address with a line feed', { public_ip: '1.2.3.4\n' }],
    ['IPv6', { public_ip: '::1' }],
    ['port 0', { storage_port: 0 }],
    ['port 65536', { storage_port: 65536 }],
    ['a text for a port', { storage_port: '443' }],
    ['OxenMQ port 0', { storage_lmq_port: 0 }],
    ['a port that is no integer', { storage_lmq_port: 1.5 }],
    ['a short key', { pubkey_ed25519: 'ab' }],
    ['no X25519 key', { pubkey_x25519: '' }],
    ['an X25519 key of zeros', { pubkey_x25519: '00'.repeat(32) }],
    ['an X25519 key of order 1', { pubkey_x25519: `01${'00'.repeat(31)}` }],
    ['an X25519 key of order 1, top bit set', { pubkey_x25519: `01${'00'.repeat(30)}80` }],
    ['an X25519 key of p', { pubkey_x25519: `ed${'ff'.repeat(30)}7f` }],
    ['a key that is no text', { pubkey_ed25519: null }],
  ])('leaves out an entry with %s', (_fault, change) => {
    const other = { ...good, pubkey_ed25519: 'ab'.repeat(32) };
    expect(read({ ...good, ...change }, other).map((node) => node.ed25519)).toEqual(['ab'.repeat(32)]);
  });

  it('has each node once, the first time it is named', () => {
    expect(
      read(good, { ...good, storage_port: 1 }, { ...good, pubkey_ed25519: String(good.pubkey_ed25519).toUpperCase() }),
    ).toEqual(read(good));
  });

  it.each([undefined, null, [], {}, 'x', { result: null }, { service_node_states: {} }, { service_node_states: null }])(
    'is not %j',
    (value) => {
      expect(() => readServiceNodes(value)).toThrow(ProtocolError);
    },
  );

  it('is refused when absurdly long', () => {
    expect(() => readServiceNodes({ service_node_states: new Array(20_001) })).toThrow(ProtocolError);
  });

  it('fails in no other way and yields only usable nodes', () => {
    fc.assert(
      fc.property(
        fc.oneof(hostileValue(), hostileVariant(answer), hostileVariant({ service_node_states: [good] })),
        (value) => {
          for (const node of valueOrRefusal(() => readServiceNodes(value)) ?? []) {
            expect(node.ed25519 + node.x25519).toMatch(/^[0-9a-f]{128}$/);
            expect(node.ip).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
            expect(node.swarm).toMatch(/^(0|[1-9a-f][0-9a-f]{0,15})$/);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

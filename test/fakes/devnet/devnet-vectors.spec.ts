/** The devnet answers what real nodes were asked as they answered it. */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { open } from '../../../src/protocol/onion/layer-cipher';
import { openLayer } from '../../../src/protocol/onion/unwrap';
import { readV4Response, writeV4Response } from '../../../src/protocol/onion/v4-envelope';
import { wrapForServer } from '../../../src/protocol/onion/wrap';
import { x25519KeyPair } from '../../../src/protocol/x25519';
import { post } from '../phone/https-post';
import { Devnet } from './devnet';
import { NodeIdentity } from './node-identity';

interface RecordedStep {
  readonly label: string;
  readonly request?: { readonly method: string; readonly params: Record<string, unknown> };
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly response: unknown;
}

function vectors<T>(name: string): T {
  return JSON.parse(readFileSync(join(__dirname, '../../vectors', name), 'utf8')) as T;
}

/** Names and signatures differ from network to network; everything else must be the same. */
function withoutNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNames);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, part]): [string, unknown] => [
    key,
    key === 'signature' ? 'signature' : withoutNames(part),
  ]);
  const names = entries.filter(([key]) => /^[0-9a-f]{64}$/.test(key));
  const others = entries.filter(([key]) => !/^[0-9a-f]{64}$/.test(key));
  const anonymous = names.map(([, part]) => JSON.stringify(part)).sort();
  return { ...Object.fromEntries(others), ...(names.length === 0 ? {} : { anonymous }) };
}

/** The same JSON with every value replaced by its kind. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shape(value[0])];
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, shape(part)]));
}

describe('against the recordings of a real network', () => {
  let devnet: Devnet;
  let now = Date.now();

  afterEach(() => devnet.stop());

  const timeOf = (response: unknown): number | undefined => (response as { t?: number } | null)?.t;

  async function ask(url: string, request: unknown) {
    const answer = await post(`${url}/storage_rpc/v1`, Buffer.from(JSON.stringify(request)), { timeoutMs: 5000 });
    const text = answer.body.toString('utf8');
    const isJson = answer.headers['content-type'] === 'application/json';
    return { ...answer, text, content: isJson ? (JSON.parse(text) as unknown) : text };
  }

  function header(step: RecordedStep, name: string): string | undefined {
    return step.headers.find(([each]) => each.toLowerCase() === name)?.[1];
  }

  it('stores and lets owner and delegate retrieve, to the byte', async () => {
    devnet = await Devnet.start({ clock: () => now });
    const { account, steps } = vectors<{ account: { session_id: string }; steps: RecordedStep[] }>(
      'delegated-retrieve.json',
    );
    const { url } = devnet.swarmOf(account.session_id).members[0]!;
    for (const step of steps) {
      now = timeOf(step.response) ?? now;
      const answer = await ask(url, step.request);
      expect({ step: step.label, status: answer.status, body: withoutNames(answer.content) }).toEqual({
        step: step.label,
        status: step.status,
        body: withoutNames(step.response),
      });
      for (const name of ['server', 'content-type', 'content-length']) {
        expect({ step: step.label, name, value: answer.headers[name] }).toEqual({
          step: step.label,
          name,
          value: header(step, name),
        });
      }
    }
    expect(steps.length).toBeGreaterThan(10);
  });

  it('tells of nodes and swarms in the same shapes and words', async () => {
    devnet = await Devnet.start();
    const { steps } = vectors<{ steps: RecordedStep[] }>('node-list.json');
    const asked = steps.filter((step) => step.request !== undefined);
    expect(asked.length).toBeGreaterThan(10);
    for (const step of asked) {
      const answer = await ask(devnet.seedUrls[0]!, step.request);
      const isText = typeof step.response === 'string';
      expect({ step: step.label, status: answer.status, body: isText ? answer.text : shape(answer.content) }).toEqual({
        step: step.label,
        status: step.status,
        body: isText ? step.response : shape(step.response),
      });
      expect(answer.headers['content-type']).toBe(header(step, 'content-type'));
    }
  });

  it('keeps the digits of a swarm id beyond 2^53', async () => {
    devnet = await Devnet.start();
    const { text } = await ask(devnet.seedUrls[0]!, {
      method: 'oxend_request',
      params: { endpoint: 'get_service_nodes', params: { fields: { swarm: true, swarm_id: true } } },
    });
    expect(text).toContain('{"swarm":"bfffffffffffffff","swarm_id":13835058055282163711}');
  });

  it('answers unknown paths with the recorded words', async () => {
    devnet = await Devnet.start({ swarms: 1, nodesPerSwarm: 1 });
    const answer = await post(`${devnet.seedUrls[0]}/swarms/v1`, Buffer.alloc(0), { timeoutMs: 5000 });
    expect([answer.status, answer.body.toString()]).toEqual([404, 'post /swarms/v1 Not Found']);
  });

  it('passes recorded onions on and answers them as recorded', async () => {
    const { vectors: onions } = vectors<{ vectors: RecordedOnion[] }>('onion-layers.json');
    const layers = onions[0]!.layers_innermost_first;
    const names = new Map<string, string>();
    for (const layer of layers) {
      const next = /"destination":"([0-9a-f]{64})"/.exec(Buffer.from(layer.plaintext_hex, 'hex').toString('latin1'));
      const following = layers.find(({ hop_index }) => hop_index === layer.hop_index + 1);
      if (next?.[1] !== undefined && following !== undefined) names.set(following.node, next[1]);
    }
    const recorded = layers.map(({ node, node_x25519_sk }) =>
      NodeIdentity.recorded(names.get(node) ?? 'ee'.repeat(32), Buffer.from(node_x25519_sk, 'hex')),
    );
    devnet = await Devnet.start({
      swarms: 1,
      clock: () => now,
      identityOf: (index) => recorded[index]!,
    });
    for (const onion of onions) {
      now = (JSON.parse(onion.real_server_response_decrypted) as { body: { t: number } }).body.t;
      const entry = devnet.nodes.find((node) => node.ed25519 === 'ee'.repeat(32))!;
      const answer = await post(`${entry.url}/onion_req/v2`, Buffer.from(onion.wire_hex, 'hex'), { timeoutMs: 5000 });
      const { enc_type, symmetric_key } = onion.layers_innermost_first[0]!;
      const plain = open({ encType: enc_type, key: Buffer.from(symmetric_key, 'hex') }, answer.body);
      expect({ status: answer.status, plain: plain.toString() }).toEqual({
        status: onion.real_server_status,
        plain: onion.real_server_response_decrypted,
      });
    }
  });

  it('shows a server outside exactly what a real node shows it, and hands its answer back raw', async () => {
    const recorded = vectors<{ steps: RecordedProxy[] }>('onion-proxy.json').steps[0]!;
    const saw = recorded.external_server_saw[0]!;
    const keys = x25519KeyPair(Buffer.alloc(32, 7));
    const outside = await OutsideServer.start(keys);
    try {
      devnet = await Devnet.start();
      const server = { x25519: keys.publicKey, host: '127.0.0.1', port: outside.port, protocol: 'http' as const };
      const [first, second, third] = [...devnet.nodes];
      const request = wrapForServer(
        [first!, second!, third!],
        { ...server, target: saw.path },
        Buffer.from(recorded.v4_plaintext),
      );
      const answer = await post(`${first!.url}/onion_req/v2`, request.wire, { timeoutMs: 5000 });
      expect(answer.status).toBe(recorded.status);
      expect(answer.headers['content-type']).toBe('text/plain');
      expect(readV4Response(request.open(answer.body))).toEqual({ code: 201, headers: {}, body: Buffer.from('seen') });
      const [request0] = outside.requests;
      const names = (headers: readonly (readonly [string, string])[]) =>
        headers.filter(([name]) => !['Host', 'Content-Length', 'Connection'].includes(name)).sort();
      expect([request0!.method, request0!.path, names(request0!.headers)]).toEqual([
        saw.method,
        saw.path,
        names(saw.headers),
      ]);
      expect(request0!.plain).toBe(recorded.v4_plaintext);
      expect(third!.sightings.count('proxy')).toBe(1);
      expect(request0!.from).toBe(third!.ip);
    } finally {
      await outside.stop();
    }
  });
});

interface RecordedOnion {
  readonly wire_hex: string;
  readonly layers_innermost_first: readonly {
    readonly hop_index: number;
    readonly node: string;
    readonly enc_type: 'xchacha20' | 'aes-gcm';
    readonly node_x25519_sk: string;
    readonly symmetric_key: string;
    readonly plaintext_hex: string;
  }[];
  readonly real_server_status: number;
  readonly real_server_response_decrypted: string;
}

interface RecordedProxy {
  readonly status: number;
  readonly v4_plaintext: string;
  readonly external_server_saw: readonly {
    readonly method: string;
    readonly path: string;
    readonly headers: readonly (readonly [string, string])[];
  }[];
}

interface OutsideRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: [string, string][];
  readonly plain: string;
  readonly from: string;
}

/** A server outside the network that opens its layer and says so. */
class OutsideServer {
  readonly requests: OutsideRequest[] = [];
  private constructor(
    private readonly server: Server,
    private readonly keys: { publicKey: Buffer; secretKey: Buffer },
  ) {}

  static async start(keys: { publicKey: Buffer; secretKey: Buffer }): Promise<OutsideServer> {
    const outside: OutsideServer = new OutsideServer(
      createServer(async (request, response) => response.end(await outside.#answer(request))),
      keys,
    );
    await new Promise<void>((resolve) => outside.server.listen(0, '127.0.0.1', resolve));
    return outside;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async #answer(request: IncomingMessage): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const layer = openLayer(Buffer.concat(chunks), this.keys);
    const raw = request.rawHeaders;
    this.requests.push({
      method: request.method ?? '',
      path: request.url ?? '',
      headers: raw.flatMap((name, at): [string, string][] => (at % 2 === 0 ? [[name, raw[at + 1]!]] : [])),
      plain: layer.plaintext.toString(),
      from: request.socket.remoteAddress ?? '',
    });
    return layer.seal(writeV4Response({ code: 201, headers: {}, body: Buffer.from('seen') }));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** How a node speaks to a server outside the network for the sender of an onion. */
import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import { PostFailure, post } from '../phone/https-post';
import { type HandledRequest, plainText } from './handled-request';
import type { NodeContext } from './node-context';

export interface OutsideServer {
  readonly host: string;
  readonly port: number;
  readonly protocol: string;
  readonly target: string;
}

/** Reads host, port, protocol and target; undefined if one has the wrong type. */
export function readOutsideServer(json: Readonly<Record<string, unknown>>): OutsideServer | undefined {
  const { host, target, port = 443, protocol = 'https' } = json;
  if (typeof host !== 'string' || typeof target !== 'string' || typeof protocol !== 'string') return undefined;
  if (typeof port !== 'number' || !Number.isInteger(port) || port < 0 || port > 0xffff) return undefined;
  return { host, port, protocol, target };
}

/** Nodes are no open proxy: only these paths may be reached. */
export function isAllowed({ protocol, target }: OutsideServer): boolean {
  const isKnownPath = target.startsWith('/oxen/') || target.startsWith('/loki/');
  return /^https?$/.test(protocol) && isKnownPath && target.endsWith('/lsrpc') && !target.includes('?');
}

/** Hands the whole decrypted layer to the server, and its answer back as it came. */
export async function postOutside(server: OutsideServer, layer: Buffer, node: NodeContext): Promise<HandledRequest> {
  const { protocol, host, port, target } = server;
  const passedTo = `${host}:${port}`;
  try {
    const answer = await post(`${protocol}://${host}:${port}${target}`, layer, {
      timeoutMs: node.network.relayTimeoutMs,
      headers: {
        Accept: '*/*',
        'Accept-Encoding': 'deflate, gzip, br, zstd',
        'Content-Type': 'application/octet-stream',
        'User-Agent': 'Oxen Storage Server/2.8.0',
      },
      ...(node.ip === '127.0.0.1' ? {} : { localAddress: node.ip }),
    });
    const body = unpacked(answer.body, answer.headers['content-encoding']);
    return { status: answer.status, contentType: 'text/plain', body, role: 'proxy', passedTo, opened: layer };
  } catch (error) {
    const isTimeout = error instanceof PostFailure && error.kind === 'timeout';
    const failed = plainText(isTimeout ? 504 : 502, isTimeout ? 'Timeout was reached' : 'Could not connect', 'proxy');
    return { ...failed, passedTo, opened: layer };
  }
}

function unpacked(body: Buffer, encoding: string | undefined): Buffer {
  switch (encoding) {
    case 'gzip':
      return gunzipSync(body);
    case 'deflate':
      return inflateSync(body);
    case 'br':
      return brotliDecompressSync(body);
    case 'zstd':
      return zstdDecompressSync(body);
    default:
      return body;
  }
}

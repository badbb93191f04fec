/** Sends a request through an onion of the phone's choosing, and tries other paths when nodes on it fail. */
import {
  type OnionRequest,
  type OnionServer,
  readNodeAnswer,
  wrapForNode,
  wrapForServer,
} from '../../../src/protocol/onion/wrap';
import type { ServiceNode } from '../../../src/protocol/service-node';
import { post } from './https-post';
import type { NetworkView } from './network-view';

export interface OnionCourierOptions {
  /** Nodes on a path; default 3. */
  readonly hops?: number;
  /** ms for one attempt; real relays say 504 after 30 s. */
  readonly timeoutMs?: number;
  readonly attempts?: number;
  readonly localAddress?: string;
}

/** Every path failed; the message is the last thing a node said. */
export class OnionFailure extends Error {
  override readonly name = 'OnionFailure';
  constructor(
    /** Status of the last answer in clear text, 0 if there was none. */
    readonly status: number,
    text: string,
  ) {
    super(text);
  }
}

const BLAMED = /^(?:Next node not found|Next node is currently unreachable|Snode not ready): ([0-9a-f]{64})/;

export class OnionCourier {
  constructor(
    private readonly view: NetworkView,
    private readonly options: OnionCourierOptions = {},
  ) {}

  /** The plaintext of a server's answer. Throws OnionFailure. */
  toServer(server: OnionServer, payload: Buffer): Promise<Buffer> {
    return this.#send(
      (path) => wrapForServer(path, server, payload),
      (opened) => opened,
    );
  }

  /** A storage node's answer to an RPC. Throws OnionFailure. */
  toNode(node: ServiceNode, payload: Buffer): Promise<{ status: number; body: unknown }> {
    return this.#send((path) => wrapForNode(path, payload), readNodeAnswer, node);
  }

  async #send<T>(
    wrap: (path: readonly ServiceNode[]) => OnionRequest,
    read: (opened: Buffer) => T,
    destination?: ServiceNode,
  ): Promise<T> {
    const { attempts = 6 } = this.options;
    let failure = new OnionFailure(0, 'no path was tried');
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const path = await this.#path(destination);
      const request = wrap(path);
      try {
        return read(request.open(await this.#post(path, request.wire)));
      } catch (error) {
        failure = error instanceof OnionFailure ? error : new OnionFailure(200, 'the answer does not open');
      }
    }
    throw failure;
  }

  async #post(path: readonly ServiceNode[], wire: Buffer): Promise<Buffer> {
    const { timeoutMs = 35_000, localAddress } = this.options;
    const entry = path[0] as ServiceNode;
    const answer = await post(`https://${entry.ip}:${entry.port}/onion_req/v2`, wire, {
      timeoutMs,
      ...(localAddress === undefined ? {} : { localAddress }),
    }).catch(() => {
      this.view.strike(entry.ed25519);
      throw new OnionFailure(0, 'the entry node does not answer');
    });
    if (answer.status === 200) return answer.body;
    const text = answer.body.toString('utf8').slice(0, 200);
    const blamed = BLAMED.exec(text)?.[1];
    if (blamed !== undefined) this.view.strike(blamed);
    throw new OnionFailure(answer.status, text);
  }

  /** A phone that has struck too many nodes off its list reads the list again before it gives up. */
  async #path(destination?: ServiceNode): Promise<ServiceNode[]> {
    try {
      return await this.#pathOfLiving(destination);
    } catch {
      await this.view.refresh();
      return this.#pathOfLiving(destination);
    }
  }

  /** Distinct living nodes, no two of one /24 as long as there are others. */
  async #pathOfLiving(destination?: ServiceNode): Promise<ServiceNode[]> {
    const { hops = 3 } = this.options;
    const path = destination === undefined ? [] : [destination];
    const others = (await this.view.living()).filter((node) => node.ed25519 !== destination?.ed25519);
    while (path.length < hops) {
      const nets = new Set(path.map(netOf));
      const next = others.find((node) => !nets.has(netOf(node))) ?? others[0];
      if (next === undefined) throw new OnionFailure(0, `fewer than ${hops} nodes answer`);
      others.splice(others.indexOf(next), 1);
      path.unshift(next);
    }
    return path;
  }
}

function netOf({ ip }: ServiceNode): string {
  return ip.split('.').slice(0, 3).join('.');
}

/** Checks signatures in a thread of its own: they are most of the work, and everything else has to go on meanwhile. */
import { Worker } from 'node:worker_threads';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Batcher } from '../../platform/batcher';
import { type Claim, packClaims } from './claims';
import type { Fault } from './fault';

/** While one packet is checked the next waits in the other thread. */
const GATHERING = { maxItems: 64, maxRuns: 2, maxWaiting: 20_000 };

/** The other thread is gone; it is started again for the next claims. */
export class ChecksLost extends Error {
  override readonly name = 'ChecksLost';
}

@Injectable()
export class ClaimChecks implements OnApplicationShutdown {
  private readonly batches = new Batcher<readonly Claim[], Fault | undefined>(
    (items) => this.checkAll(items),
    GATHERING,
  );
  private thread: CheckingThread | undefined;

  /** What the first claim that does not hold says otherwise; undefined when all hold. Throws BatcherFull, ChecksLost. */
  firstFault(claims: readonly Claim[]): Promise<Fault | undefined> {
    return claims.length === 0 ? Promise.resolve(undefined) : this.batches.add(claims);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.thread?.end();
  }

  private async checkAll(items: readonly (readonly Claim[])[]): Promise<(Fault | undefined)[]> {
    if (this.thread === undefined || this.thread.isOver) this.thread = new CheckingThread();
    const held = await this.thread.check(packClaims(items.flat()));
    let at = 0;
    return items.map((claims) => {
      const from = at;
      at += claims.length;
      return claims.find((_claim, place) => held[from + place] !== 1)?.otherwise;
    });
  }
}

class CheckingThread {
  private readonly worker: Worker;
  /** Answers come in the order of the questions. */
  private readonly waiting: { resolve: (held: Uint8Array) => void; reject: (error: Error) => void }[] = [];
  isOver = false;

  constructor() {
    this.worker = new Worker(`(${checkInThread.toString()})()`, {
      eval: true,
      workerData: require.resolve('sodium-native'),
    });
    this.worker.unref();
    this.worker.on('message', (held: Uint8Array) => this.waiting.shift()?.resolve(held));
    this.worker.on('error', () => this.lost());
    this.worker.on('exit', () => this.lost());
  }

  check(packed: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.worker.postMessage(packed, [packed.buffer]);
    });
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }

  private lost(): void {
    this.isOver = true;
    for (const { reject } of this.waiting.splice(0)) reject(new ChecksLost('the thread that checks signatures ended'));
  }
}

/**
 * What the thread runs. It is handed over as text, so it may use nothing of this file; its checks are those of
 * protocol/signed-messages and protocol/account-id.
 */
function checkInThread(): void {
  const { parentPort, workerData } = require('node:worker_threads') as typeof import('node:worker_threads');
  const sodium = require(workerData as string) as typeof import('sodium-native');
  const x25519 = Buffer.alloc(32);
  const holds = (kind: number, key: Buffer, proof: Buffer, message: Buffer): boolean => {
    try {
      if (kind === 1) return sodium.crypto_sign_verify_detached(proof, message, key);
      sodium.crypto_sign_ed25519_pk_to_curve25519(x25519, key);
      return x25519.equals(proof.subarray(0, 32));
    } catch {
      return false;
    }
  };
  parentPort?.on('message', (packed: Uint8Array) => {
    const bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength);
    const held: number[] = [];
    for (let at = 0; at < bytes.length; ) {
      const kind = bytes.readUInt8(at);
      const end = at + 101 + bytes.readUInt32LE(at + 1);
      const [key, proof] = [bytes.subarray(at + 5, at + 37), bytes.subarray(at + 37, at + 101)];
      held.push(holds(kind, key, proof, bytes.subarray(at + 101, end)) ? 1 : 0);
      at = end;
    }
    parentPort?.postMessage(Uint8Array.from(held));
  });
}

/** One role of the built relay as a process of its own, with what its metrics say of its work and its CPU time. */
import { EventEmitter, once } from 'node:events';
import { freePort } from '../local/free-port';
import { RelayProcess } from '../local/relay-process';
import { liveBytes } from './live-memory';
import type { BenchContext } from './measurement';

export interface RelayReading {
  /** CPU time of the process since it began, in seconds. */
  readonly cpuSeconds: number;
  /** A counter or gauge by its name and labels as they stand in the metrics; 0 when it is not there. */
  value(series: string): number;
}

/** A million accounts are known long before. */
const SAYS_WITHIN_MS = 180_000;

export class MeasuredRelay {
  private constructor(
    private readonly relay: RelayProcess,
    private readonly heard: EventEmitter,
    private readonly lines: Set<string>,
    private readonly inspector: string,
  ) {}

  static async start(context: BenchContext, settings: Readonly<Record<string, string>>): Promise<MeasuredRelay> {
    const inspector = `127.0.0.1:${await freePort()}`;
    const options = [`--inspect=${inspector} --inspect-publish-uid=http`];
    if (context.profiles !== undefined) options.push(`--cpu-prof --cpu-prof-dir=${context.profiles}`);
    const heard = new EventEmitter();
    const lines = new Set<string>();
    const relay = await RelayProcess.start({
      settings: {
        PORT: '0',
        PUBLIC_HOST: '127.0.0.1',
        OPS_PORT: '0',
        CONSOLE_PORT: '0',
        NODE_OPTIONS: options.join(' '),
        ...settings,
      },
      onLine: (line, text) => {
        lines.add(line.msg ?? '');
        heard.emit(`said ${line.msg}`);
        if (line.level !== 'info') context.tell(`the relay says: ${text}`);
      },
    });
    return context.add(`relay ${settings.ROLE}`, new MeasuredRelay(relay, heard, lines, inspector), (one) =>
      one.stop(),
    );
  }

  /** Where the client API listens. */
  get publicUrl(): string {
    return this.relay.publicUrl ?? '';
  }

  /** Where staff's console listens. */
  get consoleUrl(): string {
    return this.relay.consoleUrl ?? '';
  }

  /** Resolves when it has said this in its log; rejects when it does not in time: perhaps it says it in other words now. */
  async said(message: string): Promise<void> {
    if (this.lines.has(message)) return;
    const signal = AbortSignal.timeout(SAYS_WITHIN_MS);
    await once(this.heard, `said ${message}`, { signal }).catch(() => {
      throw new Error(`the relay did not say "${message}" within ${SAYS_WITHIN_MS / 1_000} s`);
    });
  }

  async read(): Promise<RelayReading> {
    const text = await (await fetch(`${this.relay.opsUrl}/metrics`)).text();
    const values = new Map<string, number>();
    for (const line of text.split('\n')) {
      const space = line.lastIndexOf(' ');
      if (!line.startsWith('#')) values.set(line.slice(0, space), Number(line.slice(space + 1)));
    }
    const value = (series: string) => values.get(series) ?? 0;
    const cpuSeconds = value('relay_process_cpu_user_seconds_total') + value('relay_process_cpu_system_seconds_total');
    return { cpuSeconds, value };
  }

  /** What it holds in memory, in bytes; its garbage is collected for that. */
  liveBytes(): Promise<number> {
    return liveBytes(this.inspector);
  }

  async stop(): Promise<void> {
    await this.relay.stop();
  }
}

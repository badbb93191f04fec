/** Who used how much of the machine: CPU time of the database, of everybody, and of those who are not ours. */
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Client } from 'pg';

const TICKS_PER_SECOND = 100;

/** Seconds of CPU that all processes of the machine have used since it started; NaN where the system does not tell. */
export function machineCpuSeconds(): number {
  try {
    const [, user, nice, system, , , irq, softirq, steal] = (readFileSync('/proc/stat', 'utf8').split('\n')[0] ?? '')
      .split(/\s+/)
      .map(Number);
    return sum([user, nice, system, irq, softirq, steal]) / TICKS_PER_SECOND;
  } catch {
    return Number.NaN;
  }
}

/** The CPU time of a Postgres server with all its processes, in seconds; NaN where the system does not tell. */
export class PostgresCpu {
  private constructor(private readonly postmaster: number) {}

  static async of(url: string): Promise<PostgresCpu> {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      return new PostgresCpu(statOf(rows[0]?.pid ?? 0)?.parent ?? 0);
    } finally {
      await client.end();
    }
  }

  seconds(): number {
    const own = statOf(this.postmaster);
    if (own === undefined) return Number.NaN;
    const children = processIds().flatMap((pid) => statOf(pid) ?? []);
    const living = children.filter((one) => one.parent === this.postmaster).map((one) => one.ticks);
    return sum([own.ticks, own.childTicks, ...living]) / TICKS_PER_SECOND;
  }
}

/** A note beside a number: how many cores were taken by programs that have nothing to do with it. */
export function othersNote(cores: number): string {
  if (Number.isNaN(cores)) return '';
  return `Other programs used ${Math.max(0, cores).toFixed(1)} of the ${availableParallelism()} cores meanwhile.`;
}

interface ProcessStat {
  readonly parent: number;
  readonly ticks: number;
  /** Of children that have ended. */
  readonly childTicks: number;
}

function statOf(pid: number): ProcessStat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program, in brackets, may hold anything; what follows it begins with the state.
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [, parent = 0] = fields;
    return { parent, ticks: sum(fields.slice(11, 13)), childTicks: sum(fields.slice(13, 15)) };
  } catch {
    return undefined;
  }
}

function processIds(): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid));
}

function sum(numbers: readonly (number | undefined)[]): number {
  return numbers.reduce<number>((total, one) => total + (one ?? 0), 0);
}

/** Results for people, as a table, and for programs, as JSON. */
import { cpus } from 'node:os';
import { type Measurement, median, ratioOf } from './measurement';

export interface BenchResult {
  readonly bench: string;
  readonly measurements: readonly Measurement[];
}

const WIDTH = { what: 62, measured: 16, limit: 16, ratio: 8 };

export function tableOf({ bench, measurements }: BenchResult): string {
  const lines = [row(bench, 'measured', 'limit', 'ratio'), '─'.repeat(WIDTH.what + WIDTH.measured + WIDTH.limit + 8)];
  for (const measurement of measurements) lines.push(...linesOf(measurement), '');
  return lines.join('\n');
}

/** What was measured, on what machine and when; ratios are the medians of the rounds' ratios. */
export function jsonOf(results: readonly BenchResult[], facts: { seconds: number; rounds: number }): string {
  const machine = { cpu: cpus()[0]?.model.trim(), cores: cpus().length, node: process.versions.node };
  const benches = results.map(({ bench, measurements }) => ({
    bench,
    measurements: measurements.map((one) => ({
      what: one.what,
      unit: one.unit,
      measured: median(one.runs),
      runs: one.runs,
      beside: one.beside.map((other) => ({
        kind: other.kind,
        what: other.what,
        value: median(other.values),
        ratio: ratioOf(one, other),
      })),
      how: one.how,
    })),
  }));
  return `${JSON.stringify({ measuredAt: new Date().toISOString(), machine, ...facts, benches }, null, 2)}\n`;
}

function linesOf(measurement: Measurement): string[] {
  const { what, unit, runs, beside, how } = measurement;
  const lines = [row(what, `${numberOf(median(runs))} ${unit}`, '', '')];
  for (const other of beside) {
    const name = `  ${other.kind}: ${other.what}`;
    const percent = `${Math.round(100 * ratioOf(measurement, other))} %`;
    lines.push(row(name, '', `${numberOf(median(other.values))} ${unit}`, percent));
  }
  const spread = runs.length > 1 ? `  rounds: ${runs.map(numberOf).join(', ')}` : '';
  return [...lines, ...(spread === '' ? [] : [spread]), ...wrapped(how)];
}

function row(what: string, measured: string, limit: string, ratio: string): string {
  const cells = [measured.padStart(WIDTH.measured), limit.padStart(WIDTH.limit), ratio.padStart(WIDTH.ratio)];
  return `${what.padEnd(WIDTH.what)}${cells.join('')}`.trimEnd();
}

function numberOf(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 1 ? 1 : 2;
  return value.toLocaleString('en-US', { maximumFractionDigits: digits, minimumFractionDigits: digits });
}

function wrapped(text: string): string[] {
  const width = WIDTH.what + WIDTH.measured + WIDTH.limit + WIDTH.ratio - 2;
  const lines: string[] = [];
  let line = ' ';
  for (const word of text.split(' ')) {
    if (line.length + word.length + 1 > width) {
      lines.push(line);
      line = ' ';
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}

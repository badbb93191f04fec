/** From the lines of a ledger to figures: the same fold for us who count and for a reader who counts again. */
import { OUTCOMES } from '../enumerations';
import type { BreakdownRow, Figure, Figures } from '../figure';
import type { LedgerLine } from '../ledger';
import type { Quarter } from '../quarter';
import { type Definition, FLOW_FIGURES, LEDGER_FIGURES, type QuarterLines, quarterLines } from './figure-definitions';

export interface LedgerCount {
  readonly figures: Figures;
  readonly flow: Figures;
  readonly breakdowns: readonly BreakdownRow[];
}

export function countLedger(ledger: readonly LedgerLine[], quarter: Quarter): LedgerCount {
  const lines = quarterLines(ledger, quarter);
  return {
    figures: counted(LEDGER_FIGURES, lines),
    flow: counted(FLOW_FIGURES, lines),
    breakdowns: breakdowns(lines.headline),
  };
}

/** The flow alone, of a quarter of which nothing else is asked. */
export function countFlow(ledger: readonly LedgerLine[], quarter: Quarter): Figures {
  return counted(FLOW_FIGURES, quarterLines(ledger, quarter));
}

function counted(definitions: readonly Definition[], lines: QuarterLines): Figures {
  return Object.fromEntries(definitions.map((one) => [one.name, figure(one, one.of(lines))]));
}

export function figure(of: Pick<Definition, 'unit' | 'rules' | 'nullMeans'>, value: number | null): Figure {
  const status = value === null ? (of.nullMeans ?? 'unknown') : 'exact';
  return { value, status, unit: of.unit, rules: of.rules };
}

const DIMENSIONS = ['country', 'process', 'kind'] as const;

function breakdowns(lines: readonly LedgerLine[]): BreakdownRow[] {
  return DIMENSIONS.flatMap((dimension) => {
    const codes = [...new Set(lines.map((line) => line[dimension] as string))].sort();
    return codes.map((code) => {
      const own = lines.filter((line) => line[dimension] === code);
      const outcomes = OUTCOMES.map((outcome) => [outcome, own.filter((line) => line.outcome === outcome).length]);
      return { dimension, code, received: own.length, outcomes: Object.fromEntries(outcomes) };
    });
  });
}

/** From the lines of a ledger to figures: the same fold for us who count and for a reader who counts again. */
import { CURRENT_RULES, countsCategories } from '../counting-rules';
import { MAY_EXIST, UNRECORDED } from '../data-categories';
import { DATA_CATEGORIES, OUTCOMES } from '../enumerations';
import type { BreakdownRow, Figure, Figures } from '../figure';
import type { LedgerLine } from '../ledger';
import type { Quarter } from '../quarter';
import { type Definition, FLOW_FIGURES, LEDGER_FIGURES, type QuarterLines, quarterLines } from './figure-definitions';

export interface LedgerCount {
  readonly figures: Figures;
  readonly flow: Figures;
  readonly breakdowns: readonly BreakdownRow[];
}

/** `rulesId`: the wording by which the ledger was made. */
export function countLedger(
  ledger: readonly LedgerLine[],
  quarter: Quarter,
  rulesId: string = CURRENT_RULES.id,
): LedgerCount {
  const lines = quarterLines(ledger, quarter);
  const received = lines.headline;
  return {
    figures: counted(LEDGER_FIGURES, lines),
    flow: counted(FLOW_FIGURES, lines),
    breakdowns: [...breakdowns(received), ...(countsCategories(rulesId) ? byCategory(received) : [])],
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
      return { dimension, code, ...split(own) };
    });
  });
}

/** R5: every category, zeros included, for that nobody asked for the content of messages tells something too. */
function byCategory(lines: readonly LedgerLine[]): BreakdownRow[] {
  const dimension = 'category';
  const rows = DATA_CATEGORIES.map((code): BreakdownRow => {
    const own = lines.filter((line) => line.categories?.includes(code));
    const disclosed = own.filter((line) => line.categoriesDisclosed?.includes(code)).length;
    return { dimension, code, ...split(own), held: MAY_EXIST[code], disclosed };
  });
  const unrecorded = lines.filter((line) => line.categories?.length === 0);
  return [...rows, { dimension, code: UNRECORDED, ...split(unrecorded), held: null, disclosed: 0 }];
}

function split(lines: readonly LedgerLine[]): Pick<BreakdownRow, 'received' | 'outcomes'> {
  const outcomes = OUTCOMES.map((outcome) => [outcome, lines.filter((line) => line.outcome === outcome).length]);
  return { received: lines.length, outcomes: Object.fromEntries(outcomes) };
}

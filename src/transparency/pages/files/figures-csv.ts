/** Every figure of reports, one per line. Rows of different dimensions tell the same again: never add them up. */

import { type Cell, csv } from '../../../platform/csv';
import type { PublishedReport } from '../../published-report';
import type { ShownFigure } from '../figures';

/** Frozen: another column is another version of the schema. */
const COLUMNS = [
  'quarter',
  'version',
  'dimension',
  'code',
  'metric',
  'unit',
  'value_low',
  'value_high',
  'status',
  'rule',
] as const;

type Row = Record<(typeof COLUMNS)[number], Cell>;

/** The rules that a breakdown is made by, besides those of the figure it splits. */
const RULES_OF = { country: 'R13 R17', process: 'R13', kind: 'R3', category: 'R5' } as const;

/** What the table needs of a report. */
export type Tabled = Pick<PublishedReport, 'quarter' | 'version' | 'figures' | 'flow' | 'breakdowns'>;

export function figuresCsv(reports: readonly Tabled[]): string {
  return csv(COLUMNS, reports.flatMap(rowsOf));
}

function rowsOf(report: Tabled): Row[] {
  return [
    ...Object.entries(report.figures).map(([name, figure]) => figureRow(report, 'quarter', name, figure)),
    ...Object.entries(report.flow).map(([name, figure]) => figureRow(report, 'flow', name, figure)),
    ...report.breakdowns.flatMap((row) =>
      Object.entries(metricsOf(row)).map(([metric, value]) => ({
        ...rowOf(report, row.dimension, metric, value),
        code: row.code,
        unit: 'requests',
        status: 'exact',
        rule: RULES_OF[row.dimension],
      })),
    ),
  ];
}

/** Whether a category can be held is no number; it is in report.json. */
function metricsOf({ received, outcomes, disclosed }: Tabled['breakdowns'][number]): Record<string, number> {
  return { received, ...outcomes, ...(disclosed === undefined ? {} : { disclosed }) };
}

function figureRow(report: Tabled, dimension: string, metric: string, figure: ShownFigure): Row {
  const { unit, status, rules } = figure;
  return { ...rowOf(report, dimension, metric, figure.value), unit, status, rule: rules.join(' ') };
}

/** An exact figure has the same value twice; only a band would have two. */
function rowOf({ quarter, version }: Tabled, dimension: string, metric: string, value: number | null): Row {
  const empty = { code: null, unit: null, status: null, rule: null };
  return { ...empty, quarter, version, dimension, metric, value_low: value, value_high: value };
}

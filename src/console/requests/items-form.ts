/** The grid of a case: what is answered on each identifier and category of data, read from its form. */
import type { CaseItem } from '../../transparency/case-event';
import type { CaseState } from '../../transparency/case-state';
import { DATA_CATEGORIES, type DataCategory, type ITEM_RESULTS } from '../../transparency/enumerations';
import type { Posted } from './posted';

export type ItemResult = (typeof ITEM_RESULTS)[number];

/** What a draft may say; what was searched for is no longer to be searched. */
export const DRAFT_RESULTS = {
  draft_decision: ['pending', 'rejected', 'no_data', 'withdrawn'],
  draft_disclosure: ['disclosed', 'no_data', 'rejected', 'withdrawn'],
} as const satisfies Readonly<Record<string, readonly ItemResult[]>>;

export type Draft = keyof typeof DRAFT_RESULTS;

/** More identifiers than this are answered alike: nobody fills in a larger grid. */
export const MOST_COLUMNS = 12;

/** A column: one identifier, or all that are asked about alike. */
export interface GridColumn {
  /** Part of the name of a field. */
  readonly key: string;
  /** Undefined where the demand names none. */
  readonly targets: readonly (string | undefined)[];
}

export function columnsOf({ facts }: Pick<CaseState, 'facts'>): GridColumn[] {
  const hashes = facts.targets.map((target) => target.hash);
  if (hashes.length === 0) return [{ key: 'all', targets: [undefined] }];
  if (hashes.length > MOST_COLUMNS) return [{ key: 'all', targets: hashes }];
  return hashes.map((hash, index) => ({ key: String(index), targets: [hash] }));
}

/** What was asked for, or is answered already; every category where nobody has said yet. */
export function rowsOf({ facts, items }: Pick<CaseState, 'facts' | 'items'>): DataCategory[] {
  const asked = new Set([...facts.categories, ...items.flatMap((item) => item.category ?? [])]);
  return DATA_CATEGORIES.filter((one) => asked.size === 0 || asked.has(one));
}

export function cellName(draft: Draft, column: GridColumn, category: DataCategory): string {
  return `${draft}_${column.key}_${category}`;
}

/** As the case has it; undefined where it has nothing, or not the same for all identifiers of the column. */
export function resultIn(
  items: readonly CaseItem[],
  column: GridColumn,
  category: DataCategory,
): ItemResult | undefined {
  const own = items.filter((item) => item.category === category && column.targets.includes(item.target));
  const [first] = own;
  return own.length === column.targets.length && own.every((one) => one.result === first?.result)
    ? first?.result
    : undefined;
}

/** Cells that are left empty were not asked for. */
export function readItems(draft: Draft, posted: Posted, state: Pick<CaseState, 'facts' | 'items'>): CaseItem[] {
  return columnsOf(state).flatMap((column) =>
    rowsOf(state).flatMap((category) => {
      const result = posted.choice(cellName(draft, column, category), DRAFT_RESULTS[draft]);
      if (result === undefined) return [];
      return column.targets.map((target) =>
        target === undefined ? { result, category } : { result, target, category },
      );
    }),
  );
}

/**
 * The first cell that must not be left empty: one that the case answers already, or a category that was asked for and
 * is answered for nobody. What is forgotten would not be counted as asked for.
 */
export function forgottenCell(draft: Draft, posted: Posted, state: Pick<CaseState, 'facts' | 'items'>) {
  const given = readItems(draft, posted, state);
  const columns = columnsOf(state);
  for (const category of rowsOf(state)) {
    const isAnswered = (items: readonly CaseItem[], { targets }: GridColumn) =>
      items.some((item) => item.category === category && targets.includes(item.target));
    const lost = columns.find((column) => isAnswered(state.items, column) && !isAnswered(given, column));
    const isOpen = state.facts.categories.includes(category) && !given.some((item) => item.category === category);
    const cell = lost ?? (isOpen ? columns[0] : undefined);
    if (cell !== undefined) return cellName(draft, cell, category);
  }
  return undefined;
}

/** Identifiers by categories: what is answered on each, to read and to fill in. */
import type { ComponentChildren } from 'preact';
import type { CaseState } from '../../transparency/case-state';
import { Badge, Empty, type Tone } from '../frame/pieces';
import {
  cellName,
  columnsOf,
  DRAFT_RESULTS,
  type Draft,
  type GridColumn,
  type ItemResult,
  resultIn,
  rowsOf,
} from './items-form';
import type { Posted } from './posted';
import { W } from './words';

const TONES: Readonly<Record<ItemResult, Tone>> = {
  pending: 'warn',
  rejected: 'calm',
  no_data: 'calm',
  disclosed: 'bad',
  withdrawn: 'calm',
};

/** The form of a draft. */
export function ItemsGrid({ draft, state, typed }: { draft: Draft; state: CaseState; typed: Posted }) {
  const cell = (column: GridColumn, category: (typeof rows)[number]) => {
    const name = cellName(draft, column, category);
    const value = typed.given(name) ?? resultIn(state.items, column, category) ?? '';
    return (
      <select id={name} name={name} aria-label={`${W.categories[category]}, ${columnName(column, state)}`}>
        <option value="">
          {columns.length === 1 && state.facts.categories.includes(category) ? 'Choose' : 'Not asked'}
        </option>
        {DRAFT_RESULTS[draft].map((result) => (
          <option key={result} value={result} selected={result === value}>
            {W.results[result]}
          </option>
        ))}
      </select>
    );
  };
  const rows = rowsOf(state);
  const columns = columnsOf(state);
  return <Grid caption="Decide on each" state={state} cell={cell} />;
}

/** What the case has. */
export function ItemsTable({ state }: { state: CaseState }) {
  if (state.items.length === 0 && state.facts.categories.length === 0) {
    return (
      <Empty>
        Nobody has said yet which data were asked for. Add the categories under Next steps, “Add what was learned”: each
        becomes a row here, each identifier a column.
      </Empty>
    );
  }
  return (
    <Grid
      caption="What was asked for, and what became of it"
      state={state}
      cell={(column, category) => {
        const result = resultIn(state.items, column, category);
        if (result === undefined) return <span class="soft">{state.items.length === 0 ? 'open' : 'not asked'}</span>;
        return <Badge tone={TONES[result]}>{W.results[result]}</Badge>;
      }}
    />
  );
}

interface GridProps {
  readonly caption: string;
  readonly state: CaseState;
  readonly cell: (column: GridColumn, category: ReturnType<typeof rowsOf>[number]) => ComponentChildren;
}

function Grid({ caption, state, cell }: GridProps) {
  const columns = columnsOf(state);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section class="scroll" aria-label={caption} tabIndex={0}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">Category</th>
            {columns.map((column) => (
              <th key={column.key} scope="col">
                {columnName(column, state)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rowsOf(state).map((category) => (
            <tr key={category}>
              <th scope="row">{W.categories[category]}</th>
              {columns.map((column) => (
                <td key={column.key}>{cell(column, category)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Identifiers are numbered in the order in which they were named; in the clear they stand elsewhere. */
function columnName({ key, targets }: GridColumn, state: CaseState): string {
  if (targets[0] === undefined) return 'The whole demand';
  return key === 'all' ? `All ${state.facts.targets.length} identifiers` : `Identifier ${Number(key) + 1}`;
}

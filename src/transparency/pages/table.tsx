/** A real table: caption, headers with their scope, and a box of its own to scroll in when the screen is narrow. */
import type { ComponentChildren } from 'preact';
import { ScrollBox } from './scroll-box';

export interface Column {
  readonly name: string;
  /** Numbers stand to the right. */
  readonly isNumber?: boolean;
}

export interface TableFacts {
  readonly caption: string;
  readonly columns: readonly Column[];
  /** The first cell of each row is its header. */
  readonly rows: readonly (readonly ComponentChildren[])[];
  /** Whether each row stands as a card where there is no room for columns: for rows of words rather than of numbers. */
  readonly asCards?: boolean;
}

export function Table({ caption, columns, rows, asCards = false }: TableFacts) {
  return (
    <ScrollBox class="scroll" label={caption}>
      <table class={asCards ? 'cards' : undefined}>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.name} scope="col" class={classOf(column)}>
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells, row) => (
            <tr key={String(row)}>
              {cells.map((cell, index) =>
                index === 0 ? (
                  <th key="head" scope="row">
                    {cell}
                  </th>
                ) : (
                  <td
                    key={columns[index]?.name}
                    class={classOf(columns[index])}
                    data-label={asCards ? columns[index]?.name : undefined}
                  >
                    {cell}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

function classOf(column: Column | undefined): string | undefined {
  return column?.isNumber === true ? 'number' : undefined;
}

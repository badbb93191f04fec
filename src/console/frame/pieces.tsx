/** The other pieces of pages: tables, badges, times, and what stands where nothing is yet. */
import type { ComponentChildren } from 'preact';

export interface Column {
  readonly name: string;
  /** Numbers stand to the right. */
  readonly isNumber?: boolean;
}

interface TableProps {
  /** What the table shows; also the name of the box it scrolls in. */
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly ComponentChildren[])[];
  /** What stands instead when there is no row: teaches what will be here. */
  readonly empty: string;
  /** Whether j and k go through the rows; the first link of a row is what e opens. */
  readonly hasKeys?: boolean;
  /** Whether each row stands as a card where there is no room for columns; lists with keys do. */
  readonly asCards?: boolean;
}

export function Table({ caption, columns, rows, empty, hasKeys, asCards = hasKeys }: TableProps) {
  if (rows.length === 0) return <Empty>{empty}</Empty>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section class="scroll" aria-label={caption} tabIndex={0}>
      <table data-keys={hasKeys === true ? 'rows' : undefined} class={asCards === true ? 'cards' : undefined}>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.name} scope="col" class={column.isNumber === true ? 'number' : undefined}>
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells, row) => (
            <tr key={String(row)}>
              {cells.map((cell, index) => (
                <td
                  key={columns[index]?.name}
                  class={columns[index]?.isNumber === true ? 'number' : undefined}
                  data-label={asCards === true ? columns[index]?.name : undefined}
                >
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

export function Empty({ children }: { readonly children: ComponentChildren }) {
  return <p class="empty">{children}</p>;
}

export type Tone = 'good' | 'warn' | 'bad' | 'calm';

/** A word about a state; its colour is never all that tells. */
export function Badge({ tone = 'calm', children }: { readonly tone?: Tone; readonly children: ComponentChildren }) {
  return <span class={`badge ${tone}`}>{children}</span>;
}

const ZURICH = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Zurich',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZoneName: 'short',
});

/** An instant as staff read it: in Zurich, with its zone. */
export function When({ at }: { readonly at: string | number | Date }) {
  const instant = new Date(at);
  return <time dateTime={instant.toISOString()}>{ZURICH.format(instant)}</time>;
}

export function Facts({ rows }: { readonly rows: readonly (readonly [string, ComponentChildren])[] }) {
  return (
    <dl class="facts">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

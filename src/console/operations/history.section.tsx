/** What happened over the last hour, day or month: two charts, and the same in a table. */
import type { Range } from '../../push/wake-up-figures';
import { Table } from '../frame/pieces';
import { HISTORY_COLUMNS, RANGES } from './history';
import { type Chart, lineChart, swatch } from './line-chart';
import type { OperationsView } from './operations-view';

export function HistorySection({ view: { history, range } }: { readonly view: OperationsView }) {
  return (
    <section aria-labelledby="history">
      <h2 id="history">Over time</h2>
      <ul class="chips" aria-label="How far back">
        {(Object.keys(RANGES) as Range[]).map((one) => (
          <li key={one}>
            <a href={`/operations?range=${one}#history`} aria-current={one === range ? 'true' : undefined}>
              {RANGES[one].name}
            </a>
          </li>
        ))}
      </ul>
      <div class="columns">
        <Figure chart={history.outcomes} caption="Messages, and what vendors answered" />
        {history.speed !== undefined && (
          <Figure chart={history.speed} caption="From a message to its acceptance by the vendor" />
        )}
      </div>
      <details>
        <summary>The same as a table</summary>
        <Table
          caption={`Newest first; times are those of Zurich`}
          columns={[{ name: RANGES[range].part }, ...HISTORY_COLUMNS.map((name) => ({ name, isNumber: true }))]}
          empty="Nothing was counted yet."
          rows={history.rows}
        />
      </details>
    </section>
  );
}

/** The table says the same, so the drawing is for the eyes alone. It is made of our own words and of numbers. */
function Figure({ chart, caption }: { readonly chart: Chart; readonly caption: string }) {
  return (
    <figure class="chart">
      <figcaption>{caption}</figcaption>
      <ul class="legend">
        {chart.lines.map(({ name }, place) => (
          <li key={name}>
            <span dangerouslySetInnerHTML={{ __html: swatch(place) }} /> {name}
          </li>
        ))}
      </ul>
      <div class="drawing" dangerouslySetInnerHTML={{ __html: lineChart(chart) }} />
    </figure>
  );
}

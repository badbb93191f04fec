/** The charts of the page and their tables, made of what was counted over time. */
import { type Bin, percentile, type Range, sumOf } from '../../push/wake-up-figures';
import type { Chart } from './line-chart';
import { inNumbers, within } from './words';

export const RANGES: Readonly<Record<Range, { readonly name: string; readonly part: string }>> = {
  hour: { name: 'Hour', part: 'Minute' },
  day: { name: 'Day', part: 'Quarter of an hour' },
  month: { name: 'Month', part: 'Day' },
};

const TIME = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Zurich', hour: '2-digit', minute: '2-digit' });
const DAY = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Zurich', day: 'numeric', month: 'short' });

export interface History {
  readonly outcomes: Chart;
  /** Seconds; undefined when nothing was accepted in all that time. */
  readonly speed: Chart | undefined;
  /** The names of its columns are HISTORY_COLUMNS. */
  readonly rows: readonly (readonly string[])[];
}

export const HISTORY_COLUMNS = ['Messages', 'Accepted', 'Put off', 'Refused or gone', 'Half within', '95 % within'];

export function isRange(text: unknown): text is Range {
  return typeof text === 'string' && Object.hasOwn(RANGES, text);
}

export function historyOf(bins: readonly Bin[], range: Range): History {
  const names = bins.map(({ at }) => (range === 'month' ? DAY : TIME).format(at));
  const facts = bins.map(({ figures }) => ({
    messages: sumOf(figures, 'seen') - sumOf(figures, 'duplicate'),
    accepted: sumOf(figures, 'accepted'),
    putOff: sumOf(figures, 'put_off'),
    failed: sumOf(figures, 'turned_down') + sumOf(figures, 'gone'),
    half: percentile(figures, 0.5),
    most: percentile(figures, 0.95),
  }));
  const line = (name: string, pick: (one: (typeof facts)[number]) => number | null) => ({
    name,
    values: facts.map(pick),
  });
  const [messages, accepted, putOff, failed, half, most] = HISTORY_COLUMNS as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  return {
    outcomes: {
      names,
      unit: 'count',
      lines: [
        line(messages, (one) => one.messages),
        line(accepted, (one) => one.accepted),
        line(putOff, (one) => one.putOff),
        line(failed, (one) => one.failed),
      ],
    },
    speed: facts.every((one) => one.half === undefined)
      ? undefined
      : {
          names,
          unit: 'seconds',
          lines: [
            line(half, (one) => (one.half === undefined ? null : one.half.ms / 1_000)),
            line(most, (one) => (one.most === undefined ? null : one.most.ms / 1_000)),
          ],
        },
    rows: facts
      .map((one, place) => [
        names[place] as string,
        ...[one.messages, one.accepted, one.putOff, one.failed].map(inNumbers),
        ...[one.half, one.most].map((time) => (time === undefined ? '–' : within(time))),
      ])
      .reverse(),
  };
}

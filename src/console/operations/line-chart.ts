/** Lines over time as an SVG text that a page can hold under a policy without inline styles. */
import type { EChartsOption, LineSeriesOption } from 'echarts';
import { echarts } from '../../platform/web/echarts';
import { type Paint, plainSvg } from '../../platform/web/plain-svg';

export interface Line {
  readonly name: string;
  /** Null where nothing is known: the line has a gap there. */
  readonly values: readonly (number | null)[];
}

export interface Chart {
  /** What stands below each place. */
  readonly names: readonly string[];
  /** Four at most: each has a colour and a dash of its own. */
  readonly lines: readonly Line[];
  /** What the numbers are, above the axis. */
  readonly unit: string;
}

// Colours that the style sheet knows again: they say which line it is, not how it looks.
const STROKES = ['#1f5fa8', '#17603b', '#8a5a01', '#a11a1b'];
const DASHES = ['solid', [7, 3], [2, 3], [9, 3, 2, 3]] as const;
/** Small enough to be read on a phone, where it is shown at three quarters of this. */
const SIZE = { width: 480, height: 240 };
const TEXT = 13;
const AXIS = '#c3cad2';
const INK = '#1b1f24';

const PAINTS: readonly Paint[] = [
  ...STROKES.map((colour, place): Paint => ({ colour, attribute: 'stroke', name: `line-${place + 1}` })),
  ...STROKES.map((colour, place): Paint => ({ colour, attribute: 'fill', name: `dot-${place + 1}` })),
  { colour: AXIS, attribute: 'stroke', name: 'axis' },
];

export function lineChart(chart: Chart): string {
  const drawing = echarts().init(null, null, { renderer: 'svg', ssr: true, ...SIZE });
  try {
    drawing.setOption(optionOf(chart));
    return plainSvg(drawing.renderToSVGString(), PAINTS);
  } finally {
    drawing.dispose();
  }
}

function optionOf({ names, lines, unit }: Chart): EChartsOption {
  const axis = {
    axisLine: { lineStyle: { color: AXIS } },
    axisTick: { show: false },
    axisLabel: { color: INK, fontSize: TEXT },
  };
  return {
    animation: false,
    grid: { left: 52, right: 16, top: 28, bottom: 26 },
    xAxis: { type: 'category', data: [...names], boundaryGap: false, ...axis },
    yAxis: {
      type: 'value',
      name: unit,
      nameTextStyle: { color: INK, align: 'left', fontSize: TEXT },
      splitNumber: 4,
      minInterval: isWhole(lines) ? 1 : 0,
      splitLine: { lineStyle: { color: AXIS } },
      ...axis,
    },
    series: lines.map(({ name, values }, place) => ({
      type: 'line',
      name,
      silent: true,
      showAllSymbol: true,
      symbol: 'none',
      itemStyle: { color: STROKES[place] },
      lineStyle: { color: STROKES[place], width: 2, type: DASHES[place] as LineSeriesOption['lineStyle'] & string },
      data: values.map((value, at) => (isAlone(values, at) ? { value, symbol: 'circle', symbolSize: 6 } : value)),
    })),
  } as EChartsOption;
}

/** Between two gaps: no line leads to it. */
function isAlone(values: Line['values'], at: number): boolean {
  const isKnown = (place: number) => (values[place] ?? null) !== null;
  return isKnown(at) && !isKnown(at - 1) && !isKnown(at + 1);
}

function isWhole(lines: readonly Line[]): boolean {
  return lines.every(({ values }) => values.every((value) => value === null || Number.isInteger(value)));
}

/** What a line looks like in the legend beside the chart. */
export function swatch(place: number): string {
  const dash = DASHES[place];
  const pattern = dash === 'solid' || dash === undefined ? '' : ` stroke-dasharray="${dash.join(' ')}"`;
  return `<svg aria-hidden="true" focusable="false" width="28" height="8"><path d="M0 4h28" fill="none" class="line-${place + 1}" stroke="${STROKES[place]}" stroke-width="2"${pattern}/></svg>`;
}

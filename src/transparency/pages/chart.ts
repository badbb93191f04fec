/** Bars of requests per quarter as an SVG text that a page can hold under a policy without inline styles. */
import type { EChartsOption } from 'echarts';
import { echarts } from '../../platform/web/echarts';
import { plainSvg } from '../../platform/web/plain-svg';

export interface Bar {
  readonly name: string;
  /** Null: nothing is known, and no bar is drawn. */
  readonly value: number | null;
  /** Only the total is known. */
  readonly isHatched: boolean;
}

// Colours that the style sheet knows again: they say what a shape is, not how it looks.
const BAR = '#1f5fa8';
const HATCH = '#ffffff';
const AXIS = '#c3cad2';
const INK = '#1b1f24';

const PAINTS = [
  { colour: BAR, attribute: 'fill', name: 'bar' },
  { colour: HATCH, attribute: 'fill', name: 'hatch' },
  { colour: AXIS, attribute: 'stroke', name: 'axis' },
] as const;

const HATCHING = { symbol: 'rect', color: HATCH, dashArrayX: [1, 0], dashArrayY: [3, 4], rotation: Math.PI / 4 };

export function barChart(bars: readonly Bar[]): string {
  const width = 720;
  const chart = echarts().init(null, null, { renderer: 'svg', ssr: true, width, height: 280 });
  try {
    chart.setOption(optionOf(bars));
    return plainSvg(chart.renderToSVGString(), PAINTS);
  } finally {
    chart.dispose();
  }
}

function optionOf(bars: readonly Bar[]): EChartsOption {
  const axis = { axisLine: { lineStyle: { color: AXIS } }, axisTick: { show: false }, axisLabel: { color: INK } };
  return {
    animation: false,
    grid: { left: 36, right: 8, top: 24, bottom: 44 },
    xAxis: { type: 'category', data: bars.map((bar) => bar.name), ...axis, axisLabel: { color: INK, interval: 0 } },
    yAxis: { type: 'value', minInterval: 1, splitLine: { lineStyle: { color: AXIS } }, ...axis },
    series: [
      {
        type: 'bar',
        silent: true,
        barMaxWidth: 40,
        label: { show: true, position: 'top', color: INK, textBorderWidth: 0 },
        data: bars.map(({ value, isHatched }) => ({
          value: value ?? '-',
          itemStyle: { color: BAR, ...(isHatched ? { decal: HATCHING } : {}) },
        })),
      },
    ],
  } as EChartsOption;
}

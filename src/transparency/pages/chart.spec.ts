/** The chart: nothing that the page's policy forbids, the same bytes each time, gaps as gaps. */
import { barChart } from './chart';

const bars = [
  { name: 'Q1', value: 3, isHatched: true },
  { name: 'Q2', value: null, isHatched: false },
  { name: 'Q3', value: 0, isHatched: false },
];

it('has neither styles nor scripts, and does not vary', () => {
  const svg = barChart(bars);
  expect(svg).not.toMatch(/style|script|<image|http(?!:\/\/www\.w3\.org\/2000\/svg)/);
  expect(barChart(bars)).toBe(svg);
});

it('draws a bar and its number for zero, and neither for what was not published', () => {
  const count = (of: typeof bars, pattern: RegExp) => [...barChart(of).matchAll(pattern)].length;
  expect(count(bars, /class="bar"/g)).toBe(2);
  expect(count(bars, /class="hatch"/g)).toBeGreaterThan(0);
  expect(count(bars.slice(1), /class="bar"/g)).toBe(1);
  expect(count(bars.slice(1), /class="hatch"/g)).toBe(0);
});

it('takes a name for text', () => {
  expect(barChart([{ name: '<b>&', value: 1, isHatched: false }])).toContain('&lt;b&gt;&amp;');
});

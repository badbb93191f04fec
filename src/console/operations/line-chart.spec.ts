/** Charts as text: whole axes for whole numbers, a dot for a point that no line leads to, nothing a policy would refuse. */
import { lineChart, swatch } from './line-chart';

const names = ['10:00', '10:01', '10:02', '10:03'];
const chart = (...lines: (number | null)[][]) =>
  lineChart({ names, unit: 'count', lines: lines.map((values, place) => ({ name: `line ${place}`, values })) });

it('draws each line with a class of its own', () => {
  const svg = chart([1, 2, 3, 4], [4, 3, 2, 1], [0, 0, 0, 0], [2, 2, 2, 2]);
  for (const place of [1, 2, 3, 4]) {
    expect(svg).toContain(`class="line-${place}"`);
    expect(swatch(place - 1)).toContain(`class="line-${place}"`);
  }
  expect(svg).toContain('stroke-dasharray');
});

it('shows a point that stands alone, and no other', () => {
  expect(chart([null, 3, null, null])).toContain('class="dot-1"');
  expect(chart([null, 3, 4, null])).not.toContain('class="dot-');
});

it('has no halves on the axis of counts, and some on that of seconds', () => {
  const labels = (svg: string) => [...svg.matchAll(/<text[^>]*>([\d.]+)<\/text>/g)].map(([, label]) => label);
  expect(labels(chart([0, 0, 0, 1]))).not.toContainEqual(expect.stringContaining('.'));
  expect(labels(chart([0, 0.2, 0.1, 0.3]))).toContainEqual(expect.stringContaining('.'));
});

it('has nothing that the policy of the console refuses, and no attribute twice', () => {
  const svg = chart([null, 3, null, 1], [1, 1, 1, 1]);
  expect(svg).not.toMatch(/<style| style=|<script| on\w+=/);
  for (const [tag] of svg.matchAll(/<[^>]+>/g)) expect(tag).not.toMatch(/ class="[^"]*"[^>]* class="/);
});

it('draws a range in which nothing is known', () => {
  expect(chart([null, null, null, null])).toMatch(/^<svg/);
});

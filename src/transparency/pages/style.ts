/** The one style sheet: our own tokens, light and dark, narrow and wide, screen and paper. */
import { createHash } from 'node:crypto';

const tokens = `
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #4a525c; --paper: #fff; --panel: #f3f5f7; --line: #c3cad2;
  --link: #0a4f9e; --bar: #1f5fa8; --good: #17603a; --warn: #8a3b00; --space: 1rem; --text: 46rem; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ebee; --soft: #b3bcc6; --paper: #14181c; --panel: #1e242a;
  --line: #49535d; --link: #8cc2ff; --bar: #74aee8; --good: #86d9a8; --warn: #ffb787; } }
`;

const frame = `
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.6 system-ui, sans-serif; }
a { color: var(--link); text-underline-offset: .15em; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -100rem; padding: .5rem 1rem; background: var(--paper); }
.skip:focus { left: 0; top: 0; z-index: 1; }
header, main, footer { max-width: 62rem; margin: 0 auto; padding: 0 var(--space); }
header { padding-top: 1rem; border-bottom: 1px solid var(--line); }
header p { margin: 0; font-weight: 700; }
nav ul { display: flex; flex-wrap: wrap; gap: 0 1.1rem; list-style: none; margin: .25rem 0 .75rem; padding: 0; max-width: none; }
nav a { display: inline-block; min-height: 24px; padding: .2rem 0; }
nav [aria-current] { color: var(--ink); font-weight: 700; text-decoration-thickness: 2px; }
main { padding-top: 1rem; padding-bottom: 3rem; }
footer { padding-top: 1rem; padding-bottom: 2rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .9rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 1rem 0; } h2 { font-size: 1.3rem; line-height: 1.3; margin: 2.2rem 0 .6rem; }
h3 { font-size: 1.05rem; margin: 1.5rem 0 .3rem; }
p, ul, ol, dl { max-width: var(--text); }
`;

const pieces = `
.lead { font-size: 1.2rem; line-height: 1.5; }
.soft { color: var(--soft); } .warn { color: var(--warn); font-weight: 600; }
code, .hash { font: .9em/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
th code { white-space: nowrap; } td .hash { display: inline-block; min-width: 14rem; }
pre { background: var(--panel); padding: .75rem; overflow-x: auto; max-width: 100%; white-space: pre-wrap; }
.scroll { overflow-x: auto; max-width: 100%; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; }
caption { text-align: left; color: var(--soft); padding: .3rem 0; position: sticky; left: 0; max-width: calc(100vw - 2 * var(--space)); }
th, td { text-align: left; vertical-align: top; padding: .4rem 1rem .4rem 0; border-bottom: 1px solid var(--line); }
thead th { border-bottom: 2px solid var(--line); font-size: .92rem; } tbody th { font-weight: 600; }
.nowrap { white-space: nowrap; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
thead .number { white-space: normal; } .number + :not(.number) { padding-left: 1rem; }
.four { display: grid; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); gap: 1rem; max-width: none; margin: 1.5rem 0; }
.four div { background: var(--panel); padding: .9rem 1rem; border-left: 4px solid var(--bar); }
.four dt { color: var(--soft); } .four dd { margin: 0; } .four .figure { font-size: 1.9rem; line-height: 1.2; font-weight: 700; }
.box { background: var(--panel); padding: .25rem 1rem; margin: 1rem 0; border-left: 4px solid var(--line); }
.chart { overflow-x: auto; margin: 1rem 0; } .chart svg { display: block; width: 100%; min-width: 40rem; height: auto; }
.chart text { fill: var(--ink); stroke: none; } .chart .bar { fill: var(--bar); } .chart .hatch { fill: var(--paper); }
.chart .axis { stroke: var(--line); }
form { display: flex; flex-wrap: wrap; gap: .75rem 1rem; align-items: end; margin: 1rem 0; }
label { display: grid; gap: .2rem; font-size: .92rem; flex: 0 1 auto; min-width: 7rem; max-width: 13rem; } select, button { font: inherit; min-height: 2.4rem; padding: .2rem .6rem;
  color: var(--ink); background: var(--paper); border: 1px solid var(--soft); border-radius: 3px; max-width: 100%; }
select { width: 100%; } button { font-weight: 600; }
dl.facts { display: grid; grid-template-columns: minmax(7rem, max-content) 1fr; gap: .25rem 1rem; max-width: none; }
.facts dt { color: var(--soft); } .facts dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
del { color: var(--soft); } ins { font-weight: 600; }
`;

const places = `
@media screen and (max-width: 40rem) { .cards, .cards > caption, .cards > tbody { display: block; }
  .cards > thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .cards > tbody > tr { display: flex; flex-wrap: wrap; gap: 0 1.25rem; padding: .6rem 0; border-bottom: 1px solid var(--line); }
  .cards > tbody > tr > th { flex-basis: 100%; }
  .cards > tbody > tr > :is(th, td) { display: block; min-width: 0; border: 0; padding: 0; text-align: left; white-space: normal; overflow-wrap: anywhere; }
  .cards > tbody > tr > td::before { content: attr(data-label) ": "; color: var(--soft); } }
@media (max-width: 30rem) { dl.facts { grid-template-columns: 1fr; } .facts dd { margin-bottom: .5rem; } h1 { font-size: 1.6rem; } }
@media print { :root { --ink: #000; --soft: #333; --paper: #fff; --panel: #fff; --link: #000; --bar: #000; --line: #888; }
  @page { size: A4; margin: 18mm; } nav, .skip, form { display: none; } header, main, footer { max-width: none; padding: 0; }
  tr, .four div, .chart { break-inside: avoid; } h2, h3 { break-after: avoid; } .scroll, .chart { overflow: visible; }
  .chart svg { min-width: 0; } .four div { border: 1px solid #888; } }
`;

export const style = `${tokens}${frame}${pieces}${places}`.trim();

/** Its address changes with its text, so that it may be kept for ever. */
export const stylePath = `/pages-${createHash('sha256').update(style).digest('hex').slice(0, 12)}.css`;

/** What a browser shows beside the title: three lines of a list. Without it every browser asks for one in vain. */
export const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path d="M2 3h12v2H2zm0 4h12v2H2zm0 4h8v2H2z" fill="#4a86c8"/></svg>\n';

export const iconPath = '/pages-icon.svg';

/** The console's one style sheet: tokens first, then the frame and its pieces; light and dark, 320 px and up. */
import { createHash } from 'node:crypto';
import { caseStyle } from '../requests/case-style';

const tokens = `
:root { color-scheme: light dark;
  --ink: #1a1f26; --soft: #4c5663; --paper: #fff; --ground: #f5f6f8; --panel: #eceff3; --line: #c8cfd8; --edge: #7b8794;
  --link: #0a4f9e; --act: #0a4f9e; --on-act: #fff; --good: #17603a; --warn: #7a4100; --bad: #a11a1a;
  --good-bg: #e2f3e8; --warn-bg: #fdf0d9; --bad-bg: #fbe4e4; --calm-bg: #e6eaf0;
  --gap: .75rem; --radius: 4px; --text: 44rem; }
@media (prefers-color-scheme: dark) { :root {
  --ink: #e7eaee; --soft: #b2bcc8; --paper: #171b20; --ground: #101316; --panel: #22282f; --line: #3b444f; --edge: #8592a1;
  --link: #8cc2ff; --act: #8cc2ff; --on-act: #0c1117; --good: #8adbab; --warn: #ffc078; --bad: #ff9d9d;
  --good-bg: #14301f; --warn-bg: #37260c; --bad-bg: #3d1818; --calm-bg: #29313a; } }
`;

const frame = `
* { box-sizing: border-box; } [hidden] { display: none !important; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--ground); color: var(--ink); font: .9375rem/1.5 system-ui, sans-serif; }
a { color: var(--link); text-underline-offset: .15em; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 2px; }
main:focus { outline: none; }
.skip { position: absolute; left: -100rem; padding: .5rem 1rem; background: var(--paper); }
.skip:focus { left: 0; top: 0; z-index: 2; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
header { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem 1.25rem; padding: .4rem 1rem; background: var(--paper); border-bottom: 1px solid var(--line); }
.brand { margin: 0; font-weight: 700; } .brand a { color: inherit; text-decoration: none; }
nav ul { display: flex; flex-wrap: wrap; gap: 0 1rem; list-style: none; margin: 0; padding: 0; }
nav a, .who a, .who button { display: inline-flex; align-items: center; min-height: 2rem; text-decoration: none; }
nav a:hover, .who a:hover { text-decoration: underline; }
nav [aria-current], .who [aria-current] { color: var(--ink); font-weight: 700; box-shadow: inset 0 -2px var(--link); }
.who { display: flex; gap: 1rem; margin-left: auto; align-items: center; }
main { max-width: 90rem; margin: 0 auto; padding: .5rem 1rem 4rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: .75rem 0; } h2 { font-size: 1.125rem; line-height: 1.3; margin: 1.75rem 0 .5rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 .25rem; }
p, li { max-width: var(--text); } .lead { font-size: 1.1rem; }
.soft, .hint { color: var(--soft); } .hint { margin: 0 0 .25rem; font-size: .875rem; }
.demo, .alarm, .notice { margin: 0; padding: .45rem 1rem; max-width: none; }
.demo { background: var(--warn-bg); color: var(--warn); font-weight: 600; }
.alarm { background: var(--bad-bg); color: var(--bad); font-weight: 600; border-bottom: 1px solid var(--bad); }
.notice { background: var(--good-bg); color: var(--good); border-left: 4px solid var(--good); margin-top: .75rem; }
`;

const forms = `
form { margin: 0; } form.plain { display: inline; } .field { margin: 0 0 1rem; max-width: var(--text); }
label, legend { font-weight: 600; } fieldset { border: 1px solid var(--line); border-radius: var(--radius); margin: 0 0 1rem; padding: .5rem 1rem .75rem; max-width: var(--text); }
.check { display: flex; gap: .5rem; align-items: flex-start; padding: .25rem 0; font-weight: 400; min-height: 2rem; }
input, select, textarea, button { font: inherit; color: var(--ink); }
input, select, textarea { display: block; width: 100%; min-height: 2.25rem; padding: .3rem .5rem; background: var(--paper); border: 1px solid var(--edge); border-radius: var(--radius); }
input[type=checkbox], input[type=radio] { width: 1.15rem; height: 1.15rem; min-height: 0; margin: .2rem 0 0; flex: none; }
button, .button { display: inline-flex; align-items: center; min-height: 2.25rem; padding: .3rem .9rem; border: 1px solid var(--act); border-radius: var(--radius); background: var(--act); color: var(--on-act); font-weight: 600; text-decoration: none; cursor: pointer; }
button.quiet, .button.quiet { background: var(--paper); color: var(--link); } button.danger { background: var(--paper); color: var(--bad); border-color: var(--bad); }
button.link { background: none; border: 0; padding: 0; min-height: 1.5rem; color: var(--link); font-weight: 400; } button.link:hover { text-decoration: underline; }
button[disabled] { opacity: .6; cursor: not-allowed; }
.faulty { border-left: 4px solid var(--bad); padding-left: .75rem; } .fault { color: var(--bad); font-weight: 600; margin: 0 0 .25rem; }
.errors { border: 3px solid var(--bad); padding: .5rem 1rem; margin: .75rem 0 1rem; max-width: var(--text); } .errors h2 { margin: 0 0 .25rem; } .errors a { color: var(--bad); font-weight: 600; } .errors ul { margin: 0; padding-left: 1.2rem; }
.row { display: flex; flex-wrap: wrap; gap: var(--gap) 1rem; align-items: end; } .row > .field { margin: 0; flex: 1 1 12rem; }
.actions { display: flex; flex-wrap: wrap; gap: .5rem .75rem; align-items: center; margin: .75rem 0; } .actions > a:not(.button) { display: inline-flex; align-items: center; min-height: 1.5rem; }
`;

const pieces = `
.panel { background: var(--paper); border: 1px solid var(--line); border-radius: var(--radius); padding: .25rem 1rem .75rem; margin: 0 0 1rem; }
.panel > h2:first-child, .panel > input:first-child + h2 { margin-top: .5rem; } .columns > .panel { margin: 0; } .qr { display: block; width: 11rem; height: 11rem; }
.columns { margin-bottom: 1rem; display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: 1rem; align-items: start; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .75rem; margin: .75rem 0; padding: 0; }
.tiles > div { background: var(--paper); border: 1px solid var(--line); border-radius: var(--radius); padding: .5rem .75rem; }
.tiles dt { color: var(--soft); font-size: .875rem; } .tiles dd { margin: 0; } .tiles .figure { font-size: 1.5rem; line-height: 1.2; font-weight: 700; font-variant-numeric: tabular-nums; }
code, .hash { font: .85em/1.4 ui-monospace, monospace; overflow-wrap: anywhere; }
pre { background: var(--panel); padding: .6rem .75rem; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
.scroll { position: relative; overflow-x: auto; max-width: 100%; background: var(--paper); border: 1px solid var(--line); border-radius: var(--radius); margin: .5rem 0 1rem; }
table { border-collapse: collapse; width: 100%; } caption { text-align: left; color: var(--soft); padding: .35rem .75rem; position: sticky; left: 0; max-width: calc(100vw - 2rem); }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-top: 1px solid var(--line); } tbody:first-child > tr:first-child > td { border-top: 0; }
thead th { position: sticky; top: 0; background: var(--panel); font-size: .875rem; white-space: nowrap; }
tbody tr:hover { background: var(--ground); } tr[aria-current] { box-shadow: inset 4px 0 var(--link); background: var(--ground); }
.cards { font-size: .9rem; } .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; } .nowrap, td time { white-space: nowrap; } td details { margin: 0; } td summary { min-height: 1.5rem; font-weight: 400; white-space: nowrap; } td pre { margin: .25rem 0; }
.badge { display: inline-block; padding: 0 .5rem; border-radius: 1rem; font-size: .8125rem; font-weight: 600; background: var(--calm-bg); color: var(--ink); white-space: nowrap; }
.badge.good { background: var(--good-bg); color: var(--good); } .badge.warn { background: var(--warn-bg); color: var(--warn); } .badge.bad { background: var(--bad-bg); color: var(--bad); }
.chips { display: flex; flex-wrap: wrap; gap: .4rem; list-style: none; margin: .5rem 0; padding: 0; } .chips a { display: inline-flex; align-items: center; min-height: 1.9rem; padding: 0 .7rem; border: 1px solid var(--line); border-radius: 1rem; background: var(--paper); text-decoration: none; } .chips [aria-current] { background: var(--act); color: var(--on-act); border-color: var(--act); }
.empty { color: var(--soft); background: var(--paper); border: 1px dashed var(--edge); border-radius: var(--radius); padding: .75rem 1rem; max-width: none; }
dl.facts { margin: .5rem 0; } .facts > div { display: grid; grid-template-columns: minmax(8rem, 14rem) 1fr; gap: .25rem 1rem; padding: .15rem 0; } .facts dt { color: var(--soft); } .facts dd { margin: 0; min-width: 0; overflow-wrap: anywhere; } .facts ul { list-style: none; margin: 0; padding: 0; } .facts :is(.nowrap, .badge) { white-space: normal; }
ol.timeline { list-style: none; margin: .5rem 0; padding: 0 0 0 .9rem; border-left: 2px solid var(--line); } .timeline > li { margin: 0 0 .75rem; max-width: none; }
dialog { background: var(--paper); color: var(--ink); border: 1px solid var(--edge); border-radius: var(--radius); padding: .25rem 1.25rem .5rem; max-width: min(32rem, calc(100vw - 2rem)); } dialog::backdrop { background: #0008; } dialog h2 { margin-top: .75rem; } dialog .facts > div { grid-template-columns: 8rem 1fr; }
kbd + kbd { margin-left: .25rem; } kbd { font: .85em ui-monospace, monospace; padding: .05rem .4rem; border: 1px solid var(--edge); border-radius: var(--radius); }
details { margin: .5rem 0; } summary { cursor: pointer; min-height: 1.9rem; font-weight: 600; color: var(--link); }
.good { color: var(--good); } .warn { color: var(--warn); } .bad { color: var(--bad); }
del { color: var(--soft); } ins { font-weight: 600; text-decoration: none; }
svg text { fill: var(--ink); }
`;

const operations = `
.verdict { font-size: 1.25rem; line-height: 1.35; font-weight: 600; margin: .75rem 0; padding: .6rem 1rem; max-width: none; border-left: 6px solid var(--edge); background: var(--paper); color: var(--ink); }
.verdict.good { border-color: var(--good); background: var(--good-bg); } .verdict.warn { border-color: var(--warn); background: var(--warn-bg); } .verdict.bad { border-color: var(--bad); background: var(--bad-bg); }
.findings { list-style: none; margin: .5rem 0; padding: 0; } .findings li { max-width: none; padding: .2rem 0; }
.tiles.many { grid-template-columns: repeat(auto-fit, minmax(8.25rem, 1fr)); }
.pairs .facts > div { grid-template-columns: minmax(7.5rem, 1fr) 1fr; gap: .25rem 1rem; }
.panel h3 { margin: .6rem 0 .25rem; display: flex; gap: .5rem; align-items: center; }
.chart { margin: 0 0 1rem; background: var(--paper); border: 1px solid var(--line); border-radius: var(--radius); padding: .5rem .75rem; min-width: 0; }
.chart figcaption { font-weight: 600; } .drawing svg { display: block; width: 100%; max-width: 46rem; height: auto; }
.legend { display: flex; flex-wrap: wrap; gap: .1rem 1rem; list-style: none; margin: .25rem 0; padding: 0; font-size: .875rem; } .legend li { display: inline-flex; gap: .4rem; align-items: center; } .legend span { display: inline-flex; }
.line-1 { stroke: var(--link); } .line-2 { stroke: var(--good); } .line-3 { stroke: var(--warn); } .line-4 { stroke: var(--bad); } .axis { stroke: var(--line); }
.dot-1 { fill: var(--link); } .dot-2 { fill: var(--good); } .dot-3 { fill: var(--warn); } .dot-4 { fill: var(--bad); }
`;

const places = `
@media (max-width: 40rem) { header { gap: .1rem 1rem; } .who { order: 1; } nav[aria-label=Main] { order: 2; flex-basis: 100%; } .who .keys { display: none; } .demo { font-size: .8125rem; } .facts > div { grid-template-columns: 8.5rem 1fr; } thead th { white-space: normal; } main { padding: .25rem .75rem 3rem; } h1 { font-size: 1.3rem; } }
@media (max-width: 56rem) { .cards .kind { min-width: 0; } .cards, .cards > caption, .cards > tbody { display: block; } .cards > thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.cards > tbody > tr { display: flex; flex-wrap: wrap; gap: .1rem 1rem; padding: .5rem .75rem; border-top: 1px solid var(--line); } .cards > tbody > tr > td { display: block; border: 0; padding: 0; text-align: left; overflow-wrap: anywhere; }
.cards > tbody > tr > td::before { content: attr(data-label) " "; color: var(--soft); font-size: .8125rem; } .cards > tbody > tr > td:first-child { font-weight: 600; } .cards > tbody > tr > td:first-child::before, .cards > tbody > tr > td:has(> details)::before { content: none; } .cards > tbody > tr > td:empty, .cards > tbody > tr > td:has(> .none) { display: none; } }
@media (max-width: 24rem) { .facts > div { grid-template-columns: 1fr; gap: 0; } }
@media print { header, .skip, form, button { display: none; } body { background: #fff; color: #000; } .scroll { overflow: visible; } }
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
`;

export const style = `${tokens}${frame}${forms}${pieces}${operations}${caseStyle}${places}`.trim();

/** Its address changes with its text, so that it may be kept for ever. */
export const stylePath = `/assets/style-${createHash('sha256').update(style).digest('hex').slice(0, 12)}.css`;

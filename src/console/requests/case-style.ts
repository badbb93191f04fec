/** Style of the pages of cases, after the frame's tokens and pieces. */
export const caseStyle = `
.case { display: grid; grid-template-columns: minmax(15rem, 1fr) minmax(18rem, 1.4fr) minmax(17rem, 1.2fr); gap: 0 1.5rem; align-items: start; } .case > .next { grid-column: 3; grid-row: 1; } .case > .middle { grid-column: 2; grid-row: 1; }
td > .kind { display: inline-block; min-width: 10rem; } td > code.hash { display: inline-block; min-width: 12rem; }
.headline { max-width: none; } .case h2 { margin-top: .75rem; } .case .facts > div { grid-template-columns: 7.5rem 1fr; }
.timeline > li { position: relative; } .timeline > li::before { content: ""; position: absolute; left: -1.25rem; top: .45rem; width: .6rem; height: .6rem; border-radius: 50%; background: var(--edge); }
.timeline p { margin: 0; overflow-wrap: anywhere; } .timeline .soft { font-size: .875rem; }
.next { background: var(--paper); border: 1px solid var(--line); border-radius: var(--radius); padding: 0 1rem .5rem; }
.steps { list-style: none; margin: 0 0 .75rem; padding: 0; } .steps > li { margin: .5rem 0; max-width: none; } .steps > li > details { margin: 0; } .steps p { margin: .25rem 0; } #queries > li { margin: 0 0 1rem; }
.steps > li > form > button, .steps > li > form > .hint { margin-top: .1rem; } .steps details[open] { border-left: 3px solid var(--line); padding-left: .75rem; margin-left: -.9rem; }
.steps table select { min-width: 8.5rem; }
.steps.usual > li > details > summary { display: inline-flex; align-items: center; min-height: 2.25rem; padding: .3rem .9rem; border-radius: var(--radius); background: var(--act); color: var(--on-act); } .steps.usual > li > details[open] > summary { background: none; color: var(--ink); padding: 0; } .next h3 { margin: .75rem 0 0; }
.reasons { padding-left: 1.1rem; font-size: .875rem; }
.filters { margin-top: 1rem; } .filters .field, .case .row > .field { flex: 1 1 9rem; } fieldset.inline { display: flex; flex-wrap: wrap; gap: 0 1.25rem; max-width: none; margin: .75rem 0 .25rem; padding: .1rem 1rem .25rem; }
.counts { font-weight: 600; margin: .25rem 0 0; min-height: 1.5em; } .kept { list-style: none; padding: 0; margin: 0; }
.known { border-left: 4px solid var(--warn); max-width: none; } .note { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; }
.notes { list-style: none; padding: 0; } .queue { table-layout: fixed; } .queue td:nth-child(1) { width: 6.5rem; font-weight: 600; } .queue td:nth-child(2) { width: 10rem; } .queue td:nth-child(4) { width: 11rem; text-align: right; }
.contact .row, .next .row, .filters .row, .entry .row { margin-bottom: 1rem; } .contact .field, .contact .row, .contact fieldset { margin-bottom: .6rem; } .contact .row > .field { margin-bottom: 0; }
blockquote { margin: .5rem 0; padding-left: 1rem; border-left: 4px solid var(--line); white-space: pre-wrap; overflow-wrap: anywhere; }
@media (max-width: 70rem) { .case { grid-template: auto 1fr / minmax(15rem, 1fr) minmax(18rem, 1.4fr); } .case > :first-child { grid-row: 1 / span 2; } .case > .next { grid-column: 2; grid-row: 1; } .case > .middle { grid-column: 2; grid-row: 2; } }
@media (max-width: 46rem) { .queue tr { display: grid; grid-template-columns: 1fr auto; } .queue td, .queue td:nth-child(n) { width: auto; } .queue td { border: 0; padding-bottom: .1rem; } .queue tr { border-top: 1px solid var(--line); padding-bottom: .25rem; } .queue td:nth-child(3) { grid-column: 1 / -1; grid-row: 2; } .queue td:nth-child(4) { grid-column: 1 / -1; text-align: left; } .case { display: block; } .steps details[open] { margin-left: 0; } }
`;

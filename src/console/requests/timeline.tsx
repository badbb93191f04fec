/** What happened in a case, entry by entry, with who did it and the hash that binds it into the log. */
import type { ComponentChildren } from 'preact';
import type { EventBody, EventType } from '../../transparency/case-event';
import type { CaseLink } from '../../transparency/case-link';
import { When } from '../frame/pieces';
import { checkDetail } from './checks';
import { countryName } from './countries';
import { countOf, dayInWords, sizeInWords, W } from './words';

/** The newest first. */
export function Timeline({ links }: { links: readonly CaseLink[] }) {
  return (
    <section aria-labelledby="timeline">
      <h2 id="timeline">What happened</h2>
      <ol class="timeline" reversed>
        {[...links].reverse().map((link) => (
          <Entry key={link.hash} link={link} />
        ))}
      </ol>
    </section>
  );
}

function Entry({ link: { entry, hash } }: { link: CaseLink }) {
  // These belong to no case.
  if (entry.body.type === 'quarter_declared' || entry.body.type === 'hash_key_destroyed') return null;
  const { body, actor, at, source } = entry;
  return (
    <li>
      <p>
        <strong>{actor}</strong> {W.events[body.type]}
      </p>
      <Detail body={body} />
      <p class="soft">
        <When at={at} />
        {source !== undefined && `, imported by ${source.importedBy}`} · entry {entry.seq} · <Hash of={hash} />
      </p>
    </li>
  );
}

/** Its beginning; the whole of it for who rests upon it. */
function Hash({ of }: { of: string }) {
  return (
    <code class="hash" title={of}>
      {of.slice(0, 12)}
    </code>
  );
}

function Detail({ body }: { body: EventBody }) {
  const detail = (DETAILS[body.type] as ((body: EventBody) => ComponentChildren) | undefined)?.(body);
  return detail === undefined ? null : <p>{detail}</p>;
}

type Details = { readonly [Type in EventType]?: (body: Extract<EventBody, { type: Type }>) => ComponentChildren };

const DETAILS: Details = {
  received: ({ kind, process, targets }) =>
    `${W.kinds[kind]}; ${W.processes[process]}; ${countOf(targets.length, 'identifier')}`,
  verify: checkDetail,
  attempt_verification: checkDetail,
  authenticity_failed: checkDetail,
  draft_decision: ({ items, reasons }) =>
    [resultsOf(items), ...reasons.map((one) => W.rejections[one])].filter((part) => part !== '').join('; '),
  draft_disclosure: ({ items }) => resultsOf(items),
  return_draft: ({ note }) => note,
  lookup_run: ({ query, rows, resultHash }) => (
    <>
      {(W.categories as Readonly<Record<string, string>>)[query] ?? query}: {countOf(rows, 'row')}, SHA-256{' '}
      <Hash of={resultHash} />
    </>
  ),
  document: ({ document: { role, direction, size, sha256 } }) => (
    <>
      {(W.documents as Readonly<Record<string, string>>)[role] ?? role}, {direction === 'in' ? 'came in' : 'went out'}
      {size !== undefined && `, ${sizeInWords(size)}`}, SHA-256 <Hash of={sha256} />
    </>
  ),
  user_notice: ({ notice, target }) => `${W.notices[notice]}: ${target.slice(0, 8)}`,
  close: ({ outcome }) => (outcome === undefined ? undefined : W.outcomes[outcome]),
  merge: ({ into }) => <a href={`/cases/${into}`}>the case that remains</a>,
  reclassify: ({ field, to }) => (
    <>
      {FIELD_NAMES[field]}: <ins>{correctedTo(field, to)}</ins>
    </>
  ),
  hold: ({ scope, until, basis }) => [W.scopes[scope], untilInWords(until), basis ?? ''].filter(Boolean).join('; '),
  extend_hold: ({ scope, until }) => `${scope === undefined ? 'Every order' : W.scopes[scope]}; ${untilInWords(until)}`,
  hold_lift: ({ scope }) => (scope === undefined ? 'Every order' : W.scopes[scope]),
  redact: ({ narrative }) => narrative,
  amend: (body) => amendedInWords(body),
};

function resultsOf(items: readonly { readonly result: keyof typeof W.results }[]): string {
  const counts = Object.entries(W.results).flatMap(([result, words]) => {
    const count = items.filter((item) => item.result === result).length;
    return count === 0 ? [] : [`${words}: ${count}`];
  });
  return counts.join(', ');
}

function untilInWords(until: string | null): string {
  return until === null ? 'no end named' : `to ${dayInWords(until)}`;
}

const FIELD_NAMES = { kind: 'Kind', process: 'Process', country: 'Country' } as const;

function correctedTo(field: string, code: string): string {
  if (field === 'country') return countryName(code);
  const words: Readonly<Record<string, string>> = field === 'kind' ? W.kinds : W.processes;
  return words[code] ?? code;
}

function amendedInWords(body: Extract<EventBody, { type: 'amend' }>): string | undefined {
  const parts = [
    body.targets === undefined ? '' : countOf(body.targets.length, 'identifier'),
    body.categories === undefined ? '' : `categories: ${body.categories.map((one) => W.categories[one]).join(', ')}`,
    body.authorityId === undefined ? '' : 'authority',
    body.deadlineAt == null ? '' : 'deadline',
    body.contactSealed === undefined ? '' : 'contact',
    body.referenceSealed === undefined ? '' : 'reference',
    body.detailsSealed === undefined ? '' : 'their words',
    body.emergency === true ? 'emergency' : '',
    body.realTime === true ? 'real-time data' : '',
    body.bulk === true ? 'bulk' : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? undefined : parts.join('; ');
}

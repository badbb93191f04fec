/** How it was checked who asks, in words: for the page of a case, and for its timeline. */
import type { ComponentChildren } from 'preact';
import { isSamePerson } from '../../transparency/approval';
import type { CaseState } from '../../transparency/case-state';
import { needsTwoToVerify } from '../../transparency/guards';
import type { CheckResult, MadeCheck, SenderCheck } from '../../transparency/sender-check';
import { Badge, Table, type Tone, When } from '../frame/pieces';
import { W } from './words';

const TONES: Readonly<Record<CheckResult, Tone>> = { verified: 'good', failed: 'bad', not_reached: 'warn' };

/** Everything but what is sealed: that is read under “Sealed”. */
export function Checks({ state }: { readonly state: CaseState }) {
  return (
    <section aria-labelledby="verification">
      <h2 id="verification">Verification</h2>
      {needsTwoToVerify(state) && <SecondPerson state={state} />}
      <Table
        asCards
        caption="How it was checked who asks; whom we asked is kept sealed"
        columns={[
          { name: 'Result' },
          { name: 'When' },
          { name: 'Who checked' },
          { name: 'Through' },
          { name: 'Marks' },
        ]}
        rows={state.checks.map((check) => [
          <Badge key="result" tone={TONES[check.result]}>
            {W.checkResults[check.result]}
          </Badge>,
          <When key="when" at={check.atMs} />,
          check.by,
          contactInWords(check),
          check.marks.length === 0 ? 'None looked at' : marksInWords(check.marks),
        ])}
        empty={emptyWords(state)}
      />
    </section>
  );
}

function SecondPerson({ state }: { readonly state: CaseState }) {
  const other = state.verifiedBy.find((one) => !isSamePerson(one, state.loggedBy));
  const why = state.facts.emergency ? 'It is an emergency' : 'It comes from abroad';
  return (
    <p class="soft">
      {why}: somebody other than {state.loggedBy}, who logged it, verifies who asks
      {other === undefined ? '.' : `; ${other} did.`}
    </p>
  );
}

function emptyWords({ verifiedBy }: CaseState): string {
  if (verifiedBy.length > 0) return 'It was verified; how is told in words under What happened.';
  return 'Nobody has checked yet who asks. Call them through a contact that you found yourself, never through one in the letter, and record it under Next steps.';
}

function contactInWords({ source, way }: Pick<MadeCheck, 'source' | 'way'>): string {
  if (source === undefined || way === undefined) return 'Nobody was asked';
  return `${W.contactWays[way]}; found in: ${lowerFirst(W.contactSources[source])}`;
}

function marksInWords(marks: SenderCheck['marks']): string {
  return marks.map(({ mark, fits }) => `${W.checkMarks[mark]}: ${fits ? 'fits' : 'does not fit'}`).join('; ');
}

function lowerFirst(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}

/** One entry of the timeline. */
export function checkDetail({
  how,
  check,
}: {
  how?: string | undefined;
  check?: SenderCheck | undefined;
}): ComponentChildren {
  if (check === undefined) return how;
  const { checkedAt, contact, marks } = check;
  return (
    <>
      <When at={checkedAt} />: {lowerFirst(contactInWords({ source: contact?.source, way: contact?.way }))}
      {marks.length > 0 && `; ${marksInWords(marks)}`}
      {how !== undefined && `. ${how}`}
    </>
  );
}

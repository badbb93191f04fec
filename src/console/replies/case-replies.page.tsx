/** A reply for a case: which template, in which language, and the text as it may be copied. */
import { caseNumber } from '../../transparency/case-number';
import type { CaseSummary } from '../../transparency/case-summary';
import { ErrorSummary, type Faults, Form, Select } from '../frame/form';
import type { StaffContext } from '../frame/page-context';
import { Empty } from '../frame/pieces';
import { consolePage } from '../frame/shell';
import { may } from '../frame/visitor';
import type { Posted } from '../requests/posted';
import type { FilledReply } from './placeholders';
import { LANGUAGE_NAMES, LANGUAGES, type Language, type Template } from './template';
import { languagesOf } from './templates.page';

export interface CaseRepliesFacts {
  readonly summary: CaseSummary;
  readonly templates: readonly Template[];
  readonly typed: Posted;
  readonly faults: Faults;
  readonly reply?: FilledReply & { readonly language: Language };
}

export function caseRepliesPage(context: StaffContext, facts: CaseRepliesFacts): string {
  const { summary, faults, reply } = facts;
  return consolePage(context, { title: `A reply for ${caseNumber(summary)}`, menu: '/cases' }, () => (
    <>
      <ErrorSummary faults={faults} />
      <p>
        <a href={`/cases/${summary.id}`}>Back to the case</a>
      </p>
      <Choice context={context} facts={facts} />
      {reply !== undefined && <Filled reply={reply} />}
    </>
  ));
}

function Choice({
  context,
  facts: { summary, templates, typed, faults },
}: {
  context: StaffContext;
  facts: CaseRepliesFacts;
}) {
  const usable = templates.flatMap((one) => one.usable ?? []);
  if (usable.length === 0) {
    return (
      <Empty>
        No template may be used yet. Write one under <a href="/replies">Replies</a>; a second person approves it.
      </Empty>
    );
  }
  if (!may(context.visitor, 'requests.reveal')) {
    return <p class="soft">Whoever may read what is sealed in a case fills in its replies.</p>;
  }
  return (
    <Form action={`/cases/${summary.id}/replies`} context={context} class="entry">
      <div class="row">
        <Select
          name="template"
          label="Template"
          fault={faults.template}
          options={usable.map((one) => ({ value: one.replyId, name: `${one.title} (${languagesOf(one)})` }))}
          value={typed.text('template')}
        />
        <Select
          name="language"
          label="Language"
          fault={faults.language}
          options={LANGUAGES.map((value) => ({ value, name: LANGUAGE_NAMES[value] }))}
          value={typed.text('language')}
        />
      </div>
      <p class="hint">It opens the reference and the identifiers; that you read them is recorded. Nothing is sent.</p>
      <button type="submit">Fill in the facts of the case</button>
    </Form>
  );
}

function Filled({ reply: { text, missing, language } }: { reply: NonNullable<CaseRepliesFacts['reply']> }) {
  return (
    <section aria-labelledby="filled">
      <h2 id="filled">The reply</h2>
      {missing.length > 0 && (
        <p class="warn">
          Not known, and in brackets below: {missing.map((one) => one.replaceAll('_', ' ')).join(', ')}. Write it by
          hand, or add it to the case first.
        </p>
      )}
      <p id="filled-hint">
        Plain text: click into it, choose all, copy. Check it, send it the official way, and add what went out to the
        papers of the case.
      </p>
      <textarea
        readOnly
        lang={language}
        rows={Math.min(40, text.split('\n').length + 4)}
        aria-labelledby="filled"
        aria-describedby="filled-hint"
      >
        {text}
      </textarea>
    </section>
  );
}

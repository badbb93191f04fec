/** The fields of each step of a case, where it has any. */
import type { ComponentChildren } from 'preact';
import type { Authority } from '../../transparency/authority';
import type { CaseState } from '../../transparency/case-state';
import { DOCUMENT_ROLES, HOLD_SCOPES, REJECTION_REASONS } from '../../transparency/enumerations';
import type { StaffStep } from '../../transparency/next-steps';
import { Checkbox, controlProps, type Faults, Field, Input, Select, TextArea } from '../frame/form';
import { AuthorityChoice } from './authority-choice';
import { Categories, Deadline, Flags } from './case-fields';
import { CheckFields } from './check-fields';
import { COUNTRIES } from './countries';
import { ItemsGrid } from './items-grid';
import type { Posted } from './posted';
import { optionsOf, W } from './words';

interface FieldsProps {
  readonly state: CaseState;
  readonly typed: Posted;
  readonly faults: Faults;
  /** Those of the directory. */
  readonly authorities: readonly Authority[];
}

/** What cannot be taken back has no first choice. */
const CHOOSE = { value: '', name: 'Choose' };

const OPEN_WORDS = 'It stays readable in the log for good: name nobody here, and put names into a note.';

type Fields = (props: FieldsProps) => ComponentChildren;

export const STEP_FIELDS: Readonly<Partial<Record<StaffStep, Fields>>> = {
  verify: (props) => <CheckFields result="verified" {...props} />,
  attempt_verification: (props) => <CheckFields result="not_reached" {...props} />,
  authenticity_failed: (props) => <CheckFields result="failed" {...props} />,
  draft_decision: ({ state, typed, faults }) => (
    <>
      <ItemsGrid draft="draft_decision" state={state} typed={typed} />
      <fieldset id="draft_decision_reasons">
        <legend>If anything is rejected, why?</legend>
        {faults.draft_decision_reasons !== undefined && <p class="fault">{faults.draft_decision_reasons}</p>}
        {REJECTION_REASONS.map((one) => (
          <Checkbox
            key={one}
            name="draft_decision_reasons"
            value={one}
            label={W.rejections[one]}
            isChecked={typed.all('draft_decision_reasons').includes(one)}
          />
        ))}
      </fieldset>
    </>
  ),
  draft_disclosure: ({ state, typed }) => <ItemsGrid draft="draft_disclosure" state={state} typed={typed} />,
  return_draft: ({ typed, faults }) => (
    <TextArea
      name="return_draft_note"
      label="Why?"
      hint={OPEN_WORDS}
      rows={2}
      fault={faults.return_draft_note}
      value={typed.text('return_draft_note')}
    />
  ),
  user_notice: ({ state, typed, faults }) => (
    <div class="row">
      <Select
        name="user_notice_target"
        label="Identifier"
        fault={faults.user_notice_target}
        options={state.facts.targets.map(({ hash }, index) => ({
          value: hash,
          name: `${index + 1}: ${hash.slice(0, 8)}`,
        }))}
        value={typed.text('user_notice_target')}
      />
      <Select
        name="user_notice_notice"
        label="Its holder was"
        fault={faults.user_notice_notice}
        options={[CHOOSE, ...optionsOf(W.notices)]}
        value={typed.text('user_notice_notice')}
      />
    </div>
  ),
  merge: ({ typed, faults }) => (
    <Input
      name="merge_into"
      label="Number of the case that remains"
      hint="Only the same instrument: pages, reminders, amendments. A new instrument is a new request (R4)."
      fault={faults.merge_into}
      value={typed.text('merge_into')}
    />
  ),
  hold: ({ typed, faults }) => (
    <>
      <Select
        name="hold_scope"
        label="What is secret?"
        fault={faults.hold_scope}
        options={[CHOOSE, ...optionsOf(W.scopes)]}
        value={typed.text('hold_scope')}
      />
      <Input
        name="hold_until"
        type="date"
        label="Last day"
        hint="Empty when the order names none"
        fault={faults.hold_until}
        value={typed.text('hold_until')}
      />
      <TextArea
        name="hold_basis"
        label="Which order, or which law?"
        hint={OPEN_WORDS}
        rows={2}
        fault={faults.hold_basis}
        value={typed.text('hold_basis')}
      />
    </>
  ),
  extend_hold: ({ state, typed, faults }) => (
    <div class="row">
      <Scope name="extend_hold_scope" state={state} typed={typed} />
      <Input
        name="extend_hold_until"
        type="date"
        label="New last day"
        hint="Never earlier than before; empty when the order names none"
        fault={faults.extend_hold_until}
        value={typed.text('extend_hold_until')}
      />
    </div>
  ),
  hold_lift: ({ state, typed }) => <Scope name="hold_lift_scope" state={state} typed={typed} />,
  redact: ({ state, typed, faults }) => (
    <TextArea
      name="redact_narrative"
      label="What the public is told"
      hint="A second person reads and approves it"
      fault={faults.redact_narrative}
      value={typed.text('redact_narrative') || (state.narrative ?? '')}
    />
  ),
  close: ({ state, typed }) =>
    state.kind === 'informal_inquiry' && state.items.length === 0 && state.step !== 'withdrawn' ? (
      <Checkbox
        name="close_public_info"
        label="It was answered with public information"
        isChecked={typed.isChecked('close_public_info')}
      />
    ) : (
      <p class="hint">The outcome follows from what was decided on each item.</p>
    ),
  reclassify: ({ state, typed, faults }) => (
    <div class="row">
      <Select
        name="reclassify_kind"
        label="Kind"
        fault={faults.reclassify_kind}
        options={optionsOf(W.kinds)}
        value={typed.text('reclassify_kind') || state.kind}
      />
      <Select
        name="reclassify_process"
        label="Process"
        options={optionsOf(W.processes)}
        value={typed.text('reclassify_process') || state.process}
      />
      <Select
        name="reclassify_country"
        label="Country"
        options={[{ value: '', name: 'Not known' }, ...COUNTRIES.map(({ code, name }) => ({ value: code, name }))]}
        value={typed.text('reclassify_country') || (state.country ?? '')}
      />
    </div>
  ),
  amend: (props) => <Amend {...props} />,
  document: ({ state, typed, faults }) => (
    <>
      <Field
        name="files"
        label="Files"
        hint="At most 20 of 25 MB each, 50 MB together; kept sealed"
        fault={faults.files}
      >
        <input {...controlProps('files', { hint: true, fault: faults.files })} type="file" multiple />
      </Field>
      <div class="row">
        <Select
          name="document_role"
          label="They are"
          options={DOCUMENT_ROLES.map((value) => ({ value, name: W.documents[value] }))}
          value={
            typed.text('document_role') || (state.step === 'replying' ? 'correspondence_out' : 'correspondence_in')
          }
        />
        <Select
          name="document_direction"
          label="They"
          options={[
            { value: 'in', name: 'came to us' },
            { value: 'out', name: 'went out' },
          ]}
          value={typed.text('document_direction') || (state.step === 'replying' ? 'out' : 'in')}
        />
      </div>
    </>
  ),
  note: ({ typed, faults }) => (
    <TextArea
      name="note_text"
      label="Note"
      hint="Kept sealed; only for us"
      fault={faults.note_text}
      value={typed.text('note_text')}
    />
  ),
};

function Scope({ name, state, typed }: { name: string; state: CaseState; typed: Posted }) {
  const standing = HOLD_SCOPES.filter((scope) => state.holds.get(scope)?.lifted === false);
  return (
    <Select
      name={name}
      label="Which order?"
      options={standing.map((value) => ({ value, name: W.scopes[value] }))}
      value={typed.text(name)}
    />
  );
}

function Amend({ state, typed, faults, authorities }: FieldsProps) {
  const chosen = typed.all('amend_categories');
  return (
    <>
      <TextArea
        name="amend_identifiers"
        label="Further identifiers"
        hint="One on each line; kept sealed. An approved search is approved for those named then."
        fault={faults.amend_identifiers}
        value={typed.text('amend_identifiers')}
      />
      <Deadline prefix="amend_" typed={typed} faults={faults} />
      <AuthorityChoice
        name="amend_authority"
        authorities={authorities}
        none="As it is"
        hint="Of the directory; add it there first if it is missing"
        fault={faults.amend_authority}
        value={typed.text('amend_authority')}
      />
      <Input
        name="amend_reference"
        label="Their reference"
        fault={faults.amend_reference}
        value={typed.text('amend_reference')}
      />
      <TextArea
        name="amend_contact"
        label="Office, person, how to reach them"
        rows={2}
        fault={faults.amend_contact}
        value={typed.text('amend_contact')}
      />
      <TextArea
        name="amend_details"
        label="In their words"
        rows={2}
        fault={faults.amend_details}
        value={typed.text('amend_details')}
      />
      <Checkbox name="amend_emergency" label="It is an emergency" isChecked={typed.isChecked('amend_emergency')} />
      <Flags prefix="amend_" typed={typed} />
      <Categories name="amend_categories" chosen={chosen.length > 0 ? chosen : state.facts.categories} />
    </>
  );
}

/** The fields of a check of who asks: whom we asked through which contact of our own finding, and what else was looked at. */
import type { Authority } from '../../transparency/authority';
import type { CaseState } from '../../transparency/case-state';
import { CHECK_MARKS, type CheckResult } from '../../transparency/sender-check';
import { Checkbox, controlProps, type Faults, Field, Input, Select, TextArea } from '../frame/form';
import { prefixOf } from './check-form';
import type { Posted } from './posted';
import { optionsOf, W } from './words';

interface CheckFieldsProps {
  readonly result: CheckResult;
  readonly state: CaseState;
  /** Those of the directory. */
  readonly authorities: readonly Authority[];
  readonly typed: Posted;
  readonly faults: Faults;
}

export function CheckFields({ result, state, authorities, typed, faults }: CheckFieldsProps) {
  const prefix = prefixOf(result);
  const how = (
    <TextArea
      name={`${prefix}how`}
      label={result === 'failed' ? 'How was it found out?' : 'Anything else, if it matters'}
      hint="It stays readable in the log for good: name nobody here, and put names into a note."
      rows={2}
      fault={faults[`${prefix}how`]}
      value={typed.text(`${prefix}how`)}
    />
  );
  return (
    <>
      {result === 'failed' && how}
      <InDirectory authority={authorities.find(({ id }) => id === state.facts.authorityId)} />
      <Contact result={result} typed={typed} faults={faults} />
      <CheckedAt prefix={prefix} typed={typed} faults={faults} />
      <Marks prefix={prefix} typed={typed} />
      {result !== 'failed' && how}
    </>
  );
}

const LEGENDS: Readonly<Record<CheckResult, string>> = {
  verified: 'Whom did you ask?',
  failed: 'Whom did you ask, if anybody?',
  not_reached: 'Whom did you try to reach?',
};

/** Where to find a contact at once, when we know who it should be. */
function InDirectory({ authority }: { readonly authority: Authority | undefined }) {
  if (authority === undefined || !authority.hasContacts) return null;
  return (
    <p>
      <a href={`/authorities/${authority.id}`}>{authority.name}</a> is in our directory, with contacts that come from no
      letter.
    </p>
  );
}

function Contact({ result, typed, faults }: Pick<CheckFieldsProps, 'result' | 'typed' | 'faults'>) {
  const prefix = prefixOf(result);
  const choose = { value: '', name: result === 'failed' ? 'Nobody was asked' : 'Choose' };
  const independent = `${prefix}independent`;
  return (
    <fieldset>
      <legend>{LEGENDS[result]}</legend>
      <p class="hint">
        Never through a number, address or link in the letter itself: whoever forges a letter writes their own into it.
      </p>
      <div class="row">
        <Select
          name={`${prefix}source`}
          label="The contact was found in"
          fault={faults[`${prefix}source`]}
          options={[choose, ...optionsOf(W.contactSources)]}
          value={typed.text(`${prefix}source`)}
        />
        <Select
          name={`${prefix}way`}
          label="They were asked"
          fault={faults[`${prefix}way`]}
          options={[{ value: '', name: 'Choose' }, ...optionsOf(W.contactWays)]}
          value={typed.text(`${prefix}way`)}
        />
      </div>
      <Input
        name={`${prefix}where`}
        label="Number or address used, and where exactly it stands"
        hint="Kept sealed"
        fault={faults[`${prefix}where`]}
        value={typed.text(`${prefix}where`)}
      />
      {result !== 'not_reached' && (
        <Input
          name={`${prefix}person`}
          label="Who answered: their function"
          hint="Kept sealed"
          fault={faults[`${prefix}person`]}
          value={typed.text(`${prefix}person`)}
        />
      )}
      {faults[independent] !== undefined && (
        <p class="fault" id={independent}>
          {faults[independent]}
        </p>
      )}
      <Checkbox
        name={independent}
        label="This contact does not come from the letter, the mail or the call that is being checked"
        isChecked={typed.isChecked(independent)}
      />
    </fieldset>
  );
}

function CheckedAt({ prefix, typed, faults }: Pick<CheckFieldsProps, 'typed' | 'faults'> & { prefix: string }) {
  const [on, time] = [`${prefix}on`, `${prefix}time`];
  return (
    <div class="row">
      <Input name={on} type="date" label="When" hint="Empty: now" fault={faults[on]} value={typed.text(on)} />
      <Field name={time} label="At (Zurich)">
        <input {...controlProps(time)} type="time" value={typed.text(time)} />
      </Field>
    </div>
  );
}

function Marks({ prefix, typed }: { prefix: string; typed: Posted }) {
  return (
    <fieldset>
      <legend>Which other marks did you look at?</legend>
      <div class="row">
        {CHECK_MARKS.map((mark) => (
          <Select
            key={mark}
            name={`${prefix}mark_${mark}`}
            label={W.checkMarks[mark]}
            options={[
              { value: '', name: 'Not looked at' },
              { value: 'fits', name: 'Fits' },
              { value: 'differs', name: 'Does not fit' },
            ]}
            value={typed.text(`${prefix}mark_${mark}`)}
          />
        ))}
      </div>
    </fieldset>
  );
}

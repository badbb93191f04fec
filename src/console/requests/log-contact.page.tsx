/** Log a contact: one page, one minute; everything else can wait until the case is worked on. */

import type { Authority } from '../../transparency/authority';
import { caseNumber } from '../../transparency/case-number';
import type { Lookalike } from '../../transparency/lookalikes';
import { Checkbox, controlProps, ErrorSummary, type Faults, Field, Form, Input, Select, TextArea } from '../frame/form';
import type { StaffContext } from '../frame/page-context';
import { consolePage } from '../frame/shell';
import { FORM_BYTES } from '../frame/upload-room';
import { AuthorityChoice } from './authority-choice';
import { Categories, Deadline, Flags } from './case-fields';
import { SENDERS } from './contact-form';
import { COUNTRIES } from './countries';
import { USUAL_ZONES, ZONES } from './local-time';
import type { Posted } from './posted';
import type { KeptUpload } from './upload';
import { optionsOf, sizeInWords, W } from './words';

export interface ContactFacts {
  /** The form as it was filled in. */
  readonly typed: Posted;
  readonly faults: Faults;
  /** Files that were sent already. */
  readonly kept: readonly (KeptUpload & { readonly sha256: string })[];
  /** Why it may be known already; asked before it is logged. */
  readonly lookalikes: readonly Lookalike[];
  /** Those of the directory. */
  readonly authorities: readonly Authority[];
  /** `Counts in Q1 2026 …`, once the day is known. */
  readonly counts?: string;
}

const CHOOSE = { value: '', name: 'Choose' };

export function logContactPage(context: StaffContext, facts: ContactFacts): string {
  const { typed, faults, kept, lookalikes } = facts;
  const page = { title: 'Log a contact', menu: '/contacts/new', scripts: ['contact'] };
  return consolePage(context, page, () => (
    <>
      <ErrorSummary faults={faults} />
      <Form action="/contacts" context={context} files class="contact">
        {lookalikes.length > 0 && <Known lookalikes={lookalikes} />}
        <div class="columns">
          <div>
            <When typed={typed} faults={faults} counts={facts.counts} />
            <Sender typed={typed} faults={faults} authorities={facts.authorities} />
          </div>
          <div>
            <Wish typed={typed} faults={faults} />
            <Files typed={typed} faults={faults} kept={kept} />
          </div>
        </div>
        <Later typed={typed} faults={faults} />
        <div class="actions">
          <button type="submit">Log the contact</button>
          <span class="soft">
            It gets a number and a place in the log at once; what is missing is added later. Ctrl and Enter log it, too.
          </span>
        </div>
      </Form>
    </>
  ));
}

interface Part {
  readonly typed: Posted;
  readonly faults: Faults;
}

function When({ typed, faults, counts }: Part & { counts?: string | undefined }) {
  return (
    <fieldset>
      <legend>When did it reach us?</legend>
      <div class="row">
        <Input
          name="received_on"
          type="date"
          label="Day"
          fault={faults.received_on}
          value={typed.text('received_on')}
          isRequired
        />
        <Field name="received_time" label="Time" hint="Empty for a stamped letter" fault={faults.received_time}>
          <input
            {...controlProps('received_time', { hint: true, fault: faults.received_time })}
            type="time"
            value={typed.text('received_time')}
          />
        </Field>
        <Field name="zone" label="Time zone">
          <select {...controlProps('zone')}>
            {[ZONES.slice(0, USUAL_ZONES), ZONES.slice(USUAL_ZONES)].map((zones, index) => (
              <optgroup key={String(index)} label={index === 0 ? 'Usual' : 'All'}>
                {zones.map((zone) => (
                  <option key={zone} value={zone} selected={zone === (typed.text('zone') || ZONES[0])}>
                    {zone.replaceAll('_', ' ')}
                  </option>
                ))}
              </optgroup>
            ))}
          </select>
        </Field>
      </div>
      <p class="counts" id="counts" aria-live="polite">
        {counts ?? 'The day in Zurich decides in which quarter it is counted.'}
      </p>
    </fieldset>
  );
}

function Sender({ typed, faults, authorities }: Part & Pick<ContactFacts, 'authorities'>) {
  const senders = SENDERS.map((value) => ({ value, name: W.requesters[value] }));
  return (
    <fieldset>
      <legend>Who asks?</legend>
      {authorities.length > 0 && (
        <AuthorityChoice
          name="authority"
          authorities={authorities}
          none="Not in the directory"
          hint="Its country is filled in"
          fault={faults.authority}
          value={typed.text('authority')}
        />
      )}
      <div class="row">
        <Select name="sender" label="They say they are" options={senders} value={typed.text('sender')} />
        <Select
          name="country"
          label="Country"
          hint="Of the authority that wants the data"
          fault={faults.country}
          options={[
            { value: '', name: 'Not known' },
            ...COUNTRIES.map(({ code, name }) => ({ value: code, name: `${name} (${code})` })),
          ]}
          value={typed.text('country')}
        />
      </div>
      <div class="row">
        <Select
          name="channel"
          label="It reached us"
          fault={faults.channel}
          options={[CHOOSE, ...optionsOf(W.channels)]}
          value={typed.text('channel')}
        />
        <Input
          name="reference"
          label="Their reference"
          hint="Kept sealed"
          fault={faults.reference}
          value={typed.text('reference')}
        />
      </div>
      <p id="alike" class="warn" aria-live="polite"></p>
      <TextArea
        name="contact"
        label="Office, person, and how to reach them"
        hint="Kept sealed, and erased first"
        rows={2}
        fault={faults.contact}
        value={typed.text('contact')}
      />
    </fieldset>
  );
}

function Wish({ typed, faults }: Part) {
  return (
    <fieldset>
      <legend>What do they want?</legend>
      <div class="row">
        <Select
          name="kind"
          label="Kind"
          fault={faults.kind}
          options={[CHOOSE, ...optionsOf(W.kinds)]}
          value={typed.text('kind')}
        />
        <Select
          name="process"
          label="Legal process"
          options={optionsOf(W.processes)}
          value={typed.text('process') || 'unknown'}
        />
      </div>
      <TextArea
        name="details"
        label="In their words"
        hint="Kept sealed"
        fault={faults.details}
        value={typed.text('details')}
      />
      <Checkbox
        name="emergency"
        label="They say it is an emergency: life or limb"
        isChecked={typed.isChecked('emergency')}
      />
    </fieldset>
  );
}

function Files({ typed, faults, kept }: Part & Pick<ContactFacts, 'kept'>) {
  return (
    <fieldset>
      <legend>Papers</legend>
      {kept.length > 0 && (
        <ul class="kept">
          {kept.map((one) => (
            <li key={one.id}>
              <label class="check">
                <input type="checkbox" name="kept" value={one.id} checked />
                <span>
                  {one.name}, {sizeInWords(one.bytes.length)} <code class="hash">{one.sha256}</code>
                </span>
              </label>
            </li>
          ))}
        </ul>
      )}
      <Field
        name="files"
        label={kept.length > 0 ? 'More files' : 'Files'}
        hint="PDF, PNG, JPEG, e-mail, text or zip (docx, odt); at most 20 of 25 MB each, 50 MB together. Kept sealed, never opened here."
        fault={faults.files}
      >
        <input
          {...controlProps('files', { hint: true, fault: faults.files })}
          type="file"
          multiple
          data-most-bytes={FORM_BYTES}
        />
      </Field>
      <ul id="hashes" class="soft"></ul>
      <Select name="role" label="They are" options={optionsOf(W.documents)} value={typed.text('role') || 'request'} />
    </fieldset>
  );
}

/** What an experienced hand may know already; the case takes it later as well. */
function Later({ typed, faults }: Part) {
  const names = ['identifiers', 'deadline_on', 'deadline_time', 'real_time', 'bulk', 'categories'];
  const isOpen = names.some((name) => faults[name] !== undefined || typed.isChecked(name));
  return (
    <details open={isOpen}>
      <summary>Identifiers, categories and deadline, if you know them already</summary>
      <div class="columns">
        <div>
          <TextArea
            name="identifiers"
            label="Identifiers they name"
            hint="One on each line; kept sealed"
            fault={faults.identifiers}
            value={typed.text('identifiers')}
          />
          <Deadline typed={typed} faults={faults} />
          <Flags typed={typed} />
        </div>
        <Categories name="categories" chosen={typed.all('categories')} />
      </div>
    </details>
  );
}

function Known({ lookalikes }: Pick<ContactFacts, 'lookalikes'>) {
  return (
    <section class="panel known" aria-labelledby="known">
      <h2 id="known">This may be known already</h2>
      <ul>
        {lookalikes.map(({ summary, reasons }) => (
          <li key={summary.id}>
            <a href={`/cases/${summary.id}`}>{caseNumber(summary)}</a> ({W.kinds[summary.kind]}): {reasons.join('; ')}
          </li>
        ))}
      </ul>
      <p>
        Pages, reminders and amendments of the same instrument belong to its case and count once. A new instrument, with
        another reference or date of issue, is a new request.
      </p>
      <label class="check">
        <input type="checkbox" name="confirmed" value="yes" id="confirmed" />
        <span>It is a new one: log it</span>
      </label>
    </section>
  );
}

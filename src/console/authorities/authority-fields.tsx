/** The fields of an authority, to add it and to change it. */
import { Checkbox, type Faults, Input, Select, TextArea } from '../frame/form';
import { COUNTRIES } from '../requests/countries';
import { optionsOf, W } from '../requests/words';

interface FieldsProps {
  /** What stands in each field. */
  readonly values: Readonly<Record<'name' | 'level' | 'type' | 'country' | 'naming' | 'contacts', string>>;
  readonly isIndependent: boolean;
  readonly faults: Faults;
  /** Whether contacts are kept, which these replace. */
  readonly hasContacts: boolean;
}

const CHOOSE = { value: '', name: 'Choose' };

export function AuthorityFields({ values, isIndependent, faults, hasContacts }: FieldsProps) {
  return (
    <>
      <Input
        name="name"
        label="Name"
        hint="Of the institution, as it calls itself; never of a person"
        fault={faults.name}
        value={values.name}
      />
      <div class="row">
        <Select
          name="type"
          label="What it is"
          fault={faults.type}
          options={[CHOOSE, ...optionsOf(W.authorityTypes)]}
          value={values.type}
        />
        <Select
          name="level"
          label="Level"
          fault={faults.level}
          options={[CHOOSE, ...optionsOf(W.authorityLevels)]}
          value={values.level}
        />
        <Select
          name="country"
          label="Country"
          fault={faults.country}
          options={[{ value: '', name: 'None' }, ...COUNTRIES.map(({ code, name }) => ({ value: code, name }))]}
          value={values.country}
        />
        <Select
          name="naming"
          label="May be named outside"
          hint="Nothing public names it today"
          options={optionsOf(W.namings)}
          value={values.naming || 'type_only'}
        />
      </div>
      <TextArea
        name="contacts"
        label={hasContacts ? 'New contacts, instead of those that are kept' : 'Verified contacts'}
        hint={`Numbers and addresses, each with where it was found. Kept sealed.${hasContacts ? ' Empty: they stay as they are.' : ''}`}
        fault={faults.contacts}
        value={values.contacts}
      />
      {faults.contacts_independent !== undefined && (
        <p class="fault" id="contacts_independent">
          {faults.contacts_independent}
        </p>
      )}
      <Checkbox
        name="contacts_independent"
        label="These contacts come from a public register or the like, not from a letter to us"
        isChecked={isIndependent}
      />
    </>
  );
}

/** The fields of a version of a template, and what it may leave open. */
import { type Faults, Input, TextArea } from '../frame/form';
import { Facts } from '../frame/pieces';
import { PLACEHOLDERS } from './placeholders';
import { LANGUAGE_NAMES, LANGUAGES, type Language } from './template';

interface FieldsProps {
  readonly values: Readonly<Record<'title' | Language, string>>;
  readonly faults: Faults;
}

export function TemplateFields({ values, faults }: FieldsProps) {
  return (
    <>
      <Input name="title" label="What it answers" fault={faults.title} value={values.title} />
      <details>
        <summary>What it may leave open</summary>
        <Facts rows={Object.entries(PLACEHOLDERS).map(([name, words]) => [`{{${name}}}`, words])} />
      </details>
      {LANGUAGES.map((one) => (
        <TextArea
          key={one}
          name={one}
          label={LANGUAGE_NAMES[one]}
          hint={one === 'en' ? 'Plain text, as it will be sent' : 'May follow in a later version'}
          rows={one === 'en' ? 14 : 5}
          fault={faults[one]}
          value={values[one]}
        />
      ))}
    </>
  );
}

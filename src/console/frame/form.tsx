/** The pieces of forms: the token in each, labels, hints, and faults that stand beside their field. */
import type { ComponentChildren, InputHTMLAttributes } from 'preact';
import { FORM_TOKEN_FIELD } from './form-token';
import type { PageContext } from './page-context';

/** What is wrong with a form, by the name of the field; the message says what to write. */
export type Faults = Readonly<Record<string, string>>;

interface FormProps {
  readonly action: string;
  readonly context: PageContext;
  readonly class?: string;
  /** Whether it carries files. */
  readonly files?: boolean;
  readonly children: ComponentChildren;
}

/** A form that changes something. */
export function Form({ action, context, files, children, ...more }: FormProps) {
  return (
    <form
      method="post"
      action={action}
      class={more.class}
      enctype={files === true ? 'multipart/form-data' : undefined}
      novalidate
    >
      <input type="hidden" name={FORM_TOKEN_FIELD} value={context.formToken} />
      {children}
    </form>
  );
}

/** Every fault in one place at the top of the page, each leading to its field. */
export function ErrorSummary({ faults }: { readonly faults: Faults }) {
  const all = Object.entries(faults);
  if (all.length === 0) return null;
  return (
    <div class="errors" role="alert" aria-labelledby="errors-title" tabIndex={-1}>
      <h2 id="errors-title">There is a problem</h2>
      <ul>
        {all.map(([name, message]) => (
          <li key={name}>
            <a href={`#${name}`}>{message}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}

interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly hint?: ComponentChildren;
  readonly fault?: string | undefined;
  /** The control; give it `controlProps(name, …)`. */
  readonly children: ComponentChildren;
}

export function Field({ name, label, hint, fault, children }: FieldProps) {
  return (
    <div class={fault === undefined ? 'field' : 'field faulty'}>
      <label for={name}>{label}</label>
      {hint !== undefined && (
        <p class="hint" id={`${name}-hint`}>
          {hint}
        </p>
      )}
      {fault !== undefined && (
        <p class="fault" id={`${name}-fault`}>
          <span class="unseen">Error: </span>
          {fault}
        </p>
      )}
      {children}
    </div>
  );
}

/** What joins a control to its label, hint and fault. */
export function controlProps(name: string, has: { readonly hint?: boolean; readonly fault?: string | undefined } = {}) {
  const described = [has.hint === true ? `${name}-hint` : '', has.fault === undefined ? '' : `${name}-fault`];
  return {
    id: name,
    name,
    'aria-describedby': described.filter((one) => one !== '').join(' ') || undefined,
    'aria-invalid': has.fault === undefined ? undefined : ('true' as const),
  };
}

interface InputProps extends Omit<FieldProps, 'children'> {
  readonly value?: string | undefined;
  readonly type?: 'text' | 'search' | 'password' | 'date' | 'datetime-local' | 'number' | 'email';
  readonly autocomplete?: string;
  readonly inputmode?: 'numeric' | 'text' | 'email';
  readonly isRequired?: boolean;
  readonly list?: string;
}

export function Input({ value, type = 'text', isRequired, ...rest }: InputProps) {
  const { autocomplete = 'off', inputmode, list, ...field } = rest;
  const attributes = {
    ...controlProps(field.name, { hint: field.hint !== undefined, fault: field.fault }),
    ...{ type, value, autocomplete, inputmode, list, required: isRequired },
  };
  return (
    <Field {...field}>
      <input {...(attributes as InputHTMLAttributes)} />
    </Field>
  );
}

interface TextAreaProps extends Omit<FieldProps, 'children'> {
  readonly value?: string | undefined;
  readonly rows?: number;
}

export function TextArea({ value, rows = 3, ...field }: TextAreaProps) {
  return (
    <Field {...field}>
      <textarea {...controlProps(field.name, { hint: field.hint !== undefined, fault: field.fault })} rows={rows}>
        {value}
      </textarea>
    </Field>
  );
}

export interface Option {
  readonly value: string;
  readonly name: string;
}

interface SelectProps extends Omit<FieldProps, 'children'> {
  readonly value?: string | undefined;
  readonly options: readonly Option[];
}

export function Select({ value, options, ...field }: SelectProps) {
  return (
    <Field {...field}>
      <select {...controlProps(field.name, { hint: field.hint !== undefined, fault: field.fault })}>
        {options.map((option) => (
          <option key={option.value} value={option.value} selected={option.value === value}>
            {option.name}
          </option>
        ))}
      </select>
    </Field>
  );
}

export function Checkbox({
  name,
  label,
  isChecked,
  value = 'yes',
}: {
  name: string;
  label: string;
  isChecked?: boolean;
  value?: string;
}) {
  return (
    <label class="check">
      <input type="checkbox" id={`${name}-${value}`} name={name} value={value} checked={isChecked} />
      <span>{label}</span>
    </label>
  );
}

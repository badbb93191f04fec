/** The pieces of the page of operations: texts that change by themselves, and forms that ask for a reason. */
import type { ComponentChildren } from 'preact';
import { controlProps, Field, Form } from '../frame/form';
import type { StaffContext } from '../frame/page-context';
import type { LiveText } from './live-texts';
import type { Tried } from './orders';

export type Texts = Readonly<Record<string, LiveText>>;

/** A text that a stream may replace. */
export function Changing({ name, texts }: { readonly name: string; readonly texts: Texts }) {
  return <span data-live={name}>{texts[name]?.text}</span>;
}

/** The same with a colour, which is never all that tells. */
export function ChangingBadge({ name, texts }: { readonly name: string; readonly texts: Texts }) {
  const { text, tone = 'calm' } = texts[name] ?? { text: '' };
  return (
    <span class={`badge ${tone}`} data-live={name} data-toned>
      {text}
    </span>
  );
}

interface ReasonFormProps {
  readonly context: StaffContext;
  readonly action: string;
  /** Name of the form; also of the field of the reason, which no other form of the page may share. */
  readonly name: string;
  /** What opens it, and what sends it. */
  readonly label: string;
  /** What it does. */
  readonly hint: string;
  readonly isDangerous?: boolean;
  /** What was typed before, when something was wrong with it. */
  readonly tried?: Tried | undefined;
  readonly hidden?: Readonly<Record<string, string>>;
  readonly children?: ComponentChildren;
}

/** Opens on demand; an act without a reason is not done. */
export function ReasonForm({ context, action, name, label, hint, isDangerous, tried, hidden }: ReasonFormProps) {
  const mine = tried?.form === name ? tried : undefined;
  const fault = mine?.faults[name];
  return (
    <details open={mine !== undefined}>
      <summary>{label}…</summary>
      <Form action={action} context={context}>
        <input type="hidden" name="form" value={name} />
        {Object.entries(hidden ?? {}).map(([key, value]) => (
          <input key={key} type="hidden" name={key} value={value} />
        ))}
        <Field name={name} label="Why" hint={hint} fault={fault}>
          <input
            {...controlProps(name, { hint: true, fault })}
            type="text"
            value={mine?.why}
            autocomplete="off"
            maxLength={300}
          />
        </Field>
        <button type="submit" class={isDangerous === true ? 'danger' : undefined}>
          {label}
        </button>
      </Form>
    </details>
  );
}

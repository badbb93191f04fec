/** Fields of a case that may be filled in when it is logged, and again when it is amended. */
import { Checkbox, controlProps, type Faults, Field, Input } from '../frame/form';
import type { Posted } from './posted';
import { optionsOf, W } from './words';

interface Fields {
  /** Before the name of every field. */
  readonly prefix?: string;
  readonly typed: Posted;
  readonly faults: Faults;
}

export function Deadline({ prefix = '', typed, faults }: Fields) {
  const [on, time] = [`${prefix}deadline_on`, `${prefix}deadline_time`];
  return (
    <div class="row">
      <Input name={on} type="date" label="Answer by" fault={faults[on]} value={typed.text(on)} />
      <Field name={time} label="At (Zurich)">
        <input {...controlProps(time)} type="time" value={typed.text(time)} />
      </Field>
    </div>
  );
}

export function Flags({ prefix = '', typed }: Pick<Fields, 'prefix' | 'typed'>) {
  const [realTime, bulk] = [`${prefix}real_time`, `${prefix}bulk`];
  return (
    <>
      <Checkbox name={realTime} label="They want data as it arises" isChecked={typed.isChecked(realTime)} />
      <Checkbox name={bulk} label="They name no identifiers (bulk)" isChecked={typed.isChecked(bulk)} />
    </>
  );
}

export function Categories({ name, chosen }: { readonly name: string; readonly chosen: readonly string[] }) {
  return (
    <fieldset>
      <legend>Categories of data they ask for</legend>
      {optionsOf(W.categories).map((one) => (
        <Checkbox
          key={one.value}
          name={name}
          value={one.value}
          label={one.name}
          isChecked={chosen.includes(one.value)}
        />
      ))}
    </fieldset>
  );
}

/** Which authority of the directory it is: a list that says what each is, and of which country. */
import type { Authority } from '../../transparency/authority';
import { controlProps, Field } from '../frame/form';
import { W } from './words';

interface ChoiceProps {
  readonly name: string;
  readonly authorities: readonly Authority[];
  /** What stands where none is chosen. */
  readonly none: string;
  readonly hint: string;
  readonly fault: string | undefined;
  readonly value: string;
}

/** A script takes the country from the choice at once; without one it is taken once the form is sent. */
export function AuthorityChoice({ name, authorities, none, hint, fault, value }: ChoiceProps) {
  return (
    <Field name={name} label="Authority" hint={hint} fault={fault}>
      <select {...controlProps(name, { hint: true, fault })}>
        <option value="">{none}</option>
        {authorities.map((one) => (
          <option key={one.id} value={one.id} selected={one.id === value} data-country={one.country ?? undefined}>
            {authorityInWords(one)}
          </option>
        ))}
      </select>
    </Field>
  );
}

export function authorityInWords({ name, type, level, country }: Authority): string {
  const what = [W.authorityTypes[type], W.authorityLevels[level], country].filter((part) => part !== null);
  return `${name} (${what.join(', ')})`;
}

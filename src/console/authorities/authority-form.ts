/** From the form of an authority to an entry of the directory, or to every fault with what to write instead. */
import {
  AUTHORITY_LEVELS,
  AUTHORITY_TYPES,
  type ContactsChange,
  NAMINGS,
  type NewAuthority,
} from '../../transparency/authority';
import { whyUnfit } from '../audit/act';
import type { Faults } from '../frame/form';
import type { Posted } from '../requests/posted';

export interface ReadAuthority {
  readonly given: NewAuthority;
  readonly contacts: ContactsChange;
}

const LONGEST_NAME = 200;
const LONGEST_CONTACTS = 4_000;

export function readAuthority(posted: Posted): { readonly read: ReadAuthority } | { readonly faults: Faults } {
  const faults: Record<string, string> = {};
  const name = readName(posted.text('name'), faults);
  const level = posted.choice('level', AUTHORITY_LEVELS);
  if (level === undefined) faults.level = 'Choose what it belongs to';
  const type = posted.choice('type', AUTHORITY_TYPES);
  if (type === undefined) faults.type = 'Choose what it is';
  const country = posted.text('country').toUpperCase();
  if (country !== '' && !/^[A-Z]{2}$/.test(country)) faults.country = 'Choose the country from the list';
  else if (country === '' && level !== 'international')
    faults.country = 'Choose its country; only international ones have none';
  const naming = posted.choice('naming', NAMINGS) ?? 'type_only';
  const contacts = readContacts(posted, faults);
  if (level === undefined || type === undefined || Object.keys(faults).length > 0) return { faults };
  return { read: { given: { name, level, type, naming, country: country === '' ? null : country }, contacts } };
}

/** It stands in the record of who changed the directory, so it may look like nobody's account or address. */
function readName(name: string, faults: Record<string, string>): string {
  const unfit = whyUnfit(name);
  if (name === '') faults.name = 'Write the name of the authority, as it calls itself';
  else if (name.length > LONGEST_NAME) faults.name = `Shorten the name to ${LONGEST_NAME} letters`;
  else if (unfit !== undefined) faults.name = `The name ${unfit}`;
  return name;
}

/** New ones take the place of those that are kept; an empty field leaves them, unless they are to be removed. */
function readContacts(posted: Posted, faults: Record<string, string>): ContactsChange {
  const contacts = posted.given('contacts');
  if (contacts !== undefined && contacts.length > LONGEST_CONTACTS) {
    faults.contacts = `Shorten this to ${LONGEST_CONTACTS} letters`;
  }
  if (contacts !== undefined && !posted.isChecked('contacts_independent')) {
    faults.contacts_independent = 'Confirm that the contacts come from no letter; otherwise look for some that do not';
  }
  if (contacts !== undefined) return { to: contacts };
  return posted.isChecked('contacts_removed') ? { to: null } : undefined;
}

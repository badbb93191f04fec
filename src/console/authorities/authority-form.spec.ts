/** An entry of the directory is whole, names an institution, and takes contacts that come from no letter. */
import { Posted } from '../requests/posted';
import { readAuthority } from './authority-form';

const FIELDS = { name: 'A police', level: 'cantonal', type: 'police', country: 'ch', naming: 'name_ok' };

function read(more: Readonly<Record<string, string>> = {}) {
  const reading = readAuthority(new Posted({ ...FIELDS, ...more }));
  return 'faults' in reading ? Object.keys(reading.faults) : reading.read;
}

it('takes what was chosen, and leaves contacts that nobody wrote', () => {
  expect(read()).toEqual({ given: { ...FIELDS, country: 'CH' }, contacts: undefined });
  expect(read({ naming: 'anything' })).toMatchObject({ given: { naming: 'type_only' } });
  expect(read({ contacts_removed: 'yes' })).toMatchObject({ contacts: { to: null } });
});

it('takes contacts only from whoever says that they come from no letter', () => {
  expect(read({ contacts: '0800' })).toEqual(['contacts_independent']);
  expect(read({ contacts: '0800', contacts_independent: 'yes' })).toMatchObject({ contacts: { to: '0800' } });
  const both = { contacts: '0800', contacts_independent: 'yes', contacts_removed: 'yes' };
  expect(read(both)).toMatchObject({ contacts: { to: '0800' } });
  expect(read({ contacts: 'x'.repeat(4_001), contacts_independent: 'yes' })).toEqual(['contacts']);
});

it.each([
  ['no name', { name: ' ' }, 'name'],
  ['a name beyond all names', { name: 'x '.repeat(150) }, 'name'],
  ['the address of a machine as a name', { name: 'Police 192.0.2.7' }, 'name'],
  ['a control character', { name: 'a\0b' }, 'name'],
  ['no level', { level: 'galactic' }, 'level'],
  ['no type', { type: '' }, 'type'],
  ['a country that is none', { country: 'Swiss' }, 'country'],
  ['no country', { country: '' }, 'country'],
])('refuses %s', (_what, more, field) => {
  expect(read(more)).toEqual([field]);
});

it('needs no country for what is international', () => {
  expect(read({ country: '', level: 'international' })).toMatchObject({ given: { country: null } });
});

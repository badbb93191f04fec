/** The live schema and its explanations are compared both ways. */
import { heldData, mismatches } from './held-data';

const live = [
  { table: 'devices', column: 'id', type: 'uuid' },
  { table: 'devices', column: 'colour', type: 'text' },
];
const held = {
  category: 'push_registration',
  purpose: 'a number',
  lifetime: 'a day',
  personal: true,
  disclosable: 'order',
} as const;

it('finds columns without an explanation, and explanations without a column', () => {
  expect(mismatches(live, { devices: { id: held, size: held } })).toEqual([
    'devices.colour has no explanation in held-columns.ts',
    'devices.size is explained in held-columns.ts but not there',
  ]);
});

it('shows a column that nobody has explained', () => {
  const { tables } = heldData(live, { devices: { id: held } });
  expect(tables[0]?.columns.map((one) => [one.column, one.held !== undefined])).toEqual([
    ['id', true],
    ['colour', false],
  ]);
});

it('has another hash when a type changes', () => {
  const changed = [{ table: 'devices', column: 'id', type: 'bigint' }, live[1] ?? live[0]!];
  expect(heldData(changed).schemaSha256).not.toBe(heldData(live).schemaSha256);
});

/** Arrays of bytes are, byte for byte, what `array_send` of Postgres 18 gives for them. */
import { byteaArray } from './bytea-array';

it.each([
  ["'{}'", [], '000000000000000000000011'],
  ["ARRAY['']", [Buffer.of()], '000000010000000000000011000000010000000100000000'],
  [
    "ARRAY['\\xcafe', NULL, '\\x00']",
    [Buffer.of(0xca, 0xfe), null, Buffer.of(0)],
    '000000010000000100000011000000030000000100000002cafeffffffff0000000100',
  ],
])('writes %s', (_sql, values, hex) => {
  expect(byteaArray(values).toString('hex')).toBe(hex);
});

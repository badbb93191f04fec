/** What Postgres puts together of monitored accounts, read: the last end of each, and nobody without one. */
import { readMonitoredPage } from './monitored-page';

function whole(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return bytes;
}

function account(id: bigint, sealed: Buffer): Buffer {
  return Buffer.concat([whole(id), Buffer.of(0, sealed.length), sealed]);
}

/** Microseconds since 2000. */
function end(id: bigint, iso: string): Buffer {
  return Buffer.concat([whole(id), whole(BigInt(Date.parse(iso) - Date.UTC(2000, 0, 1)) * 1_000n)]);
}

it('reads accounts of any id with the last of their ends', () => {
  const large = 2n ** 53n - 1n;
  const [one, other] = [Buffer.alloc(76, 1), Buffer.alloc(90, 2)];
  const accounts = Buffer.concat([account(7n, one), account(8n, one), account(large, other)]);
  const ends = Buffer.concat([
    end(7n, '2027-01-02T03:04:05.678Z'),
    end(9n, '2029-01-01T00:00:00Z'),
    end(large, '2026-12-01T00:00:00Z'),
    end(7n, '2026-01-01T00:00:00Z'),
  ]);
  expect(readMonitoredPage(accounts, ends)).toEqual([
    { id: 7, accountSealed: one, endsAt: Date.parse('2027-01-02T03:04:05.678Z') },
    { id: Number(large), accountSealed: other, endsAt: Date.parse('2026-12-01T00:00:00Z') },
  ]);
});

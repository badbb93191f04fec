/** The log as it stands while it is still being counted in the background, and when it is. */
import type { Database } from '../platform/database/database.service';
import { receivedBody } from './counting/history.fixture';
import { StandingLog } from './standing-log.service';
import { StillCounting } from './still-counting';
import type { CaseEventRepository } from './storage/case-event.repository';

const AT = '2026-02-12T10:00:00Z';

/** A log of this many events, one case, in a database that answers once `open()` is called. */
function logOf(length: number) {
  let open = () => {};
  const isOpen = new Promise<void>((resolve) => {
    open = resolve;
  });
  const linkAt = (seq: number) => ({
    hash: `hash of ${seq}`,
    entry: {
      ...{ seq, caseId: 'case-1', at: AT, recordedAt: AT, actor: 'officer' },
      body: seq === 1 ? receivedBody({}, 1) : { type: 'note' as const },
    },
  });
  const events = {
    head: async () => ({ seq: length, hash: `hash of ${length}` }),
    has: async () => true,
    after: async (_sql: unknown, seq: number, limit: number) => {
      await isOpen;
      return Array.from({ length: Math.min(limit, length - seq) }, (_, index) => linkAt(seq + index + 1));
    },
  };
  return { log: new StandingLog({} as Database, events as unknown as CaseEventRepository), open };
}

const never = new AbortController().signal;

it('tells how far it is rather than figures of a part, and is waited for by nobody', async () => {
  const { log, open } = logOf(30_000);
  const counting = log.keepUp(never);
  await expect(log.outline()).rejects.toEqual(new StillCounting(0, 30_000));
  await expect(log.asOf(Date.parse(AT))).rejects.toThrow('0 of 30000 events');
  open();
  await counting;
  expect((await log.outline()).first).toBe('2026-Q1');
  expect((await log.asOf(Date.parse(AT))).cases).toMatchObject([{ version: 30_000 }]);
});

it('is waited for where little is missing, or nobody counts in the background', async () => {
  const little = logOf(1_000);
  const counting = little.log.keepUp(never);
  const outline = little.log.outline();
  little.open();
  await counting;
  expect((await outline).first).toBe('2026-Q1');
  const alone = logOf(30_000);
  alone.open();
  expect((await alone.log.outline()).first).toBe('2026-Q1');
});

it('stops where it is when the process does', async () => {
  const closing = new AbortController();
  const { log, open } = logOf(30_000);
  const counting = log.keepUp(closing.signal);
  closing.abort(new Error('closing'));
  open();
  await expect(counting).rejects.toThrow('closing');
});

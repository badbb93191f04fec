/** What waits is handed over in bounded portions, member by member, and comes back when it could not be booked. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SwarmMessage, Telling } from '../message-source';
import { TellingPump } from './telling-pump';
import { WaitingMessages } from './waiting-messages';

const message = (hash: string): SwarmMessage => {
  return { accountId: '1', namespace: 0, hash, storedAt: 1, expiresAt: 3_600_000 };
};

/** Tellings are under way until the test says how they end. */
class Desk {
  readonly tellings: { readonly telling: Telling; end: (error?: Error) => void }[] = [];
  readonly booked: string[] = [];
  failures = 0;
  readonly waiting = new WaitingMessages(() => 'new');
  readonly pump = new TellingPump(
    this.waiting,
    (telling) =>
      new Promise((resolve, reject) => {
        this.tellings.push({ telling, end: (error) => (error === undefined ? resolve() : reject(error)) });
      }),
    {
      booked: (told) => this.booked.push(...told.map((one) => one.message.hash)),
      failed: () => {
        this.failures += 1;
      },
    },
  );

  tell(count: number, member = 'a'): void {
    for (let told = 0; told < count; told += 1) this.waiting.add(message(`${member}${told}`), member, false);
  }

  get underWay(): number {
    return this.tellings.reduce((sum, { telling }) => sum + telling.messages.length, 0);
  }
}

it('tells what each member said by itself', async () => {
  const desk = new Desk();
  desk.tell(2, 'a');
  desk.tell(1, 'b');
  desk.pump.pump();
  expect(desk.tellings.map(({ telling }) => [telling.member, telling.messages.length])).toEqual([
    ['a', 2],
    ['b', 1],
  ]);
  for (const { end } of desk.tellings) end();
  await desk.pump.settled();
  expect(desk.booked).toEqual(['a0', 'a1', 'b0']);
  expect(desk.waiting.size).toBe(0);
});

it('has a bounded number under way, and hands over more as that ends', async () => {
  const desk = new Desk();
  desk.tell(10_000);
  desk.pump.pump();
  expect(desk.underWay).toBe(3_000);
  expect(Math.max(...desk.tellings.map(({ telling }) => telling.messages.length))).toBe(500);
  desk.pump.pump();
  expect(desk.underWay).toBe(3_000);
  desk.tellings[0]?.end();
  await nextTurn();
  desk.pump.pump();
  expect(desk.underWay).toBe(3_500);
});

it('drops nothing that could not be booked', async () => {
  const desk = new Desk();
  desk.tell(700);
  desk.pump.pump();
  for (const { end } of desk.tellings.splice(0)) end(new Error('away'));
  await desk.pump.settled();
  expect([desk.failures, desk.waiting.size, desk.booked]).toEqual([2, 700, []]);
  desk.pump.pump();
  for (const { end } of desk.tellings) end();
  await desk.pump.settled();
  expect([desk.waiting.size, new Set(desk.booked).size]).toEqual([0, 700]);
});

it('is settled when nothing is under way, also of what began meanwhile', async () => {
  const desk = new Desk();
  desk.tell(1, 'a');
  desk.pump.pump();
  let isSettled = false;
  void desk.pump.settled().then(() => {
    isSettled = true;
  });
  desk.tell(1, 'b');
  desk.pump.pump();
  desk.tellings[0]?.end();
  await nextTurn();
  expect(isSettled).toBe(false);
  desk.tellings[1]?.end();
  await nextTurn();
  expect(isSettled).toBe(true);
});

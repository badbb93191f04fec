/** A page is put together once for all members that ask for it at about the same time, and kept no longer. */
import type { MonitoredAccounts } from '../../subscriptions/monitored-accounts.service';
import { Layer, RequestComposer } from './request-composer.service';

const NOBODY = {} as MonitoredAccounts;

function open() {
  const composer = new RequestComposer(NOBODY);
  const made: number[] = [];
  const ask = (version: number, now: number) =>
    composer.page(version, now, async () => {
      made.push(version);
      return [new Layer([])];
    });
  return { composer, made, ask };
}

it('serves all who ask within ten seconds, and then asks the database again', async () => {
  const { made, ask } = open();
  const first = await ask(1, 0);
  expect(await ask(1, 10_000)).toBe(first);
  expect(made).toEqual([1]);
  expect(await ask(1, 10_001)).not.toBe(first);
  expect(made).toEqual([1, 1]);
});

it('puts a page together anew when it has changed', async () => {
  const { made, ask } = open();
  await Promise.all([ask(1, 0), ask(2, 0), ask(1, 0)]);
  expect(made).toEqual([1, 2]);
});

it('keeps a few pages, however many there are', async () => {
  const { made, ask } = open();
  for (let version = 1; version <= 100; version += 1) await ask(version, 0);
  const before = made.length;
  for (let version = 1; version <= 80; version += 1) await ask(version, 0);
  expect(made.length).toBe(before + 80);
});

it('puts each page together once for all who ask while it waits, however many wait', async () => {
  const { made, ask } = open();
  const versions = Array.from({ length: 300 }, (_, version) => version);
  const [first, second] = [0, 60_000].map((now) => versions.map((version) => ask(version, now)));
  expect(await Promise.all(second ?? [])).toEqual(await Promise.all(first ?? []));
  expect(made).toEqual(versions);
  // Of those that are ready only a few are kept.
  for (const version of versions) await ask(version, 60_000);
  expect(made.length).toBe(600);
});

it('keeps nothing that could not be put together, and holds up nobody', async () => {
  const { composer, made, ask } = open();
  const failed = composer.page(1, 0, () => Promise.reject(new Error('away')));
  const other = ask(2, 0);
  await expect(failed).rejects.toThrow('away');
  await other;
  await ask(1, 0);
  expect(made).toEqual([2, 1]);
});

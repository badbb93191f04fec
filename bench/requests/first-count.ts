/** What pages cost while a console that was just started counts the log in the background. */
import { setTimeout } from 'node:timers/promises';
import type { Reader } from './reader';

export interface FirstCount {
  /** ms from the first look until figures were there. */
  readonly readyMs: number;
  /** ms that a page of figures took to say that it is being counted, and another page to come, at most. */
  readonly slowestMs: number;
  /** ms that the first page with figures took. */
  readonly firstMs: number;
}

export async function firstCount(reader: Reader): Promise<FirstCount> {
  const began = performance.now();
  let slowestMs = 0;
  for (;;) {
    const figures = await reader.answer('/reports');
    if (figures.status === 200) return { readyMs: performance.now() - began, slowestMs, firstMs: figures.ms };
    slowestMs = Math.max(slowestMs, figures.ms, (await reader.open('/cases')).ms);
    await setTimeout(250);
  }
}

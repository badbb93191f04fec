/**
 * How long faults are hunted, and with which dice: `FAULT_ROUNDS=10` makes every hunt ten times as long, `FAULT_SEED`
 * throws the dice of an earlier one again.
 */
import { randomInt } from 'node:crypto';

const factor = Math.max(1, Number(process.env.FAULT_ROUNDS ?? 1));

/** Printed with every failure. */
export const seed = Number(process.env.FAULT_SEED ?? randomInt(2 ** 32));

export function rounds(usual: number): number {
  return Math.ceil(usual * factor);
}

/** For a test that takes up to `usualMs` in its usual rounds. */
export function timeoutMs(usualMs: number): number {
  return usualMs * factor;
}

/** A number from 0 up to but without 1. */
export type Dice = () => number;

/** The dice of one thrower; another `name` gives others, whatever the order of throws between them. */
export function diceOf(name: string): Dice {
  let state = seed >>> 0;
  for (const character of name) state = Math.imul(state ^ character.charCodeAt(0), 0x9e3779b1) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function between(dice: Dice, least: number, most: number): number {
  return least + dice() * (most - least);
}

export function oneOf<T>(dice: Dice, items: readonly T[]): T {
  const chosen = items[Math.floor(dice() * items.length)];
  if (chosen === undefined) throw new Error('there is nothing to choose from');
  return chosen;
}

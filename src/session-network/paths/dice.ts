/** Chance handed in, and the few ways of using it. */

/** A number from 0 up to but without 1. */
export type Dice = () => number;

/** One of the items, each as likely; undefined when there is none. */
export function oneOf<T>(items: readonly T[], dice: Dice): T | undefined {
  return items[Math.floor(dice() * items.length)];
}

/** A copy in any order, each as likely. */
export function shuffled<T>(items: readonly T[], dice: Dice): T[] {
  const copy = [...items];
  for (let last = copy.length - 1; last > 0; last -= 1) {
    const other = Math.floor(dice() * (last + 1));
    [copy[last], copy[other]] = [copy[other] as T, copy[last] as T];
  }
  return copy;
}

/** Dice that nobody can foresee: who knows our choices beforehand could wait where we pass. */
import { randomInt } from 'node:crypto';

const SIDES = 2 ** 40;

export function cryptoDice(): number {
  return randomInt(SIDES) / SIDES;
}

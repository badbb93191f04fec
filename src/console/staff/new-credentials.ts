/** The forms by which somebody sets up a password, an authenticator app or a passkey: what they must hold (pure). */
import type { Faults } from '../frame/form';
import { whyNoPassword } from './password-rules';
import { stepOfCode } from './totp';

export interface NewPassword {
  readonly password: string;
  /** The same once more: nobody sees what they type. */
  readonly again: string;
}

export interface NewPasskeyForm {
  /** What the authenticator said, as JSON. */
  readonly answer: string;
  readonly label: string;
}

export function passwordFaults({ password, again }: NewPassword, name: string): Faults {
  const reason = whyNoPassword(password, name);
  if (reason !== undefined) return { password: reason };
  return password === again ? {} : { again: 'The two passwords differ; type the same twice' };
}

/** A code of the app that is being set up: its step, or the fault. */
export function firstCode(secret: Buffer, typed: string, nowMs: number): { step: number } | { faults: Faults } {
  if (typed.replace(/\s/g, '') === '') return { faults: { code: 'Enter the six digits that the app shows' } };
  const step = stepOfCode(secret, typed, nowMs);
  if (step !== undefined) return { step };
  return {
    faults: { code: 'This is not the code of the moment; check the clock of the phone, and type the next one' },
  };
}

const LONGEST_LABEL = 40;

/** What somebody calls a passkey; something in place of nothing. */
export function labelOf(typed: string): string {
  const label = typed
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, LONGEST_LABEL);
  return label === '' ? 'Passkey' : label;
}

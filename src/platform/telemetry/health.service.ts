/** Is this process ready for work? Asks each part that registered a check. */
import { Injectable } from '@nestjs/common';
import { within } from '../within';

const PATIENCE_MS = 3_000;

@Injectable()
export class Health {
  private readonly checks = new Map<string, () => Promise<unknown>>();

  /** `check` rejects when the part called `name` cannot work. */
  register(name: string, check: () => Promise<unknown>): void {
    this.checks.set(name, check);
  }

  /** The state of every part, asked at once; a part that does not answer in time is failing. */
  async state(): Promise<{ ready: boolean; parts: Record<string, 'ok' | 'failing'> }> {
    const entries = await Promise.all(
      [...this.checks].map(async ([name, check]) => [name, (await passes(check)) ? 'ok' : 'failing'] as const),
    );
    return { ready: entries.every(([, state]) => state === 'ok'), parts: Object.fromEntries(entries) };
  }
}

async function passes(check: () => Promise<unknown>): Promise<boolean> {
  const passed = check().then(() => true);
  return (await within(PATIENCE_MS, passed)) ?? false;
}

/** What was done to the world and when, for whoever has to understand a failure. */

const LINES_SHOWN = 80;

export class Chronicle {
  readonly #begun = Date.now();
  readonly #events: { readonly at: number; readonly text: string }[] = [];

  note(text: string): void {
    this.#events.push({ at: Date.now(), text });
  }

  /** An instant (ms since 1970) as this chronicle writes it. */
  time(at: number): string {
    const seconds = (at - this.#begun) / 1_000;
    return `${seconds < 0 ? '' : '+'}${seconds.toFixed(3)} s`;
  }

  toString(): string {
    const shown = this.#events.slice(-LINES_SHOWN).map(({ at, text }) => `  ${this.time(at).padStart(11)}  ${text}`);
    const hidden = this.#events.length - shown.length;
    return [...(hidden > 0 ? [`  … ${hidden} earlier events`] : []), ...shown].join('\n');
  }
}

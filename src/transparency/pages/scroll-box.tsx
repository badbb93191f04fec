/** A box that scrolls sideways by itself, so that the page never does. */
import type { ComponentChildren } from 'preact';

export interface ScrollBoxFacts {
  readonly class: string;
  /** What is in it, for who does not see it. */
  readonly label: string;
  readonly children: ComponentChildren;
}

export function ScrollBox({ class: name, label, children }: ScrollBoxFacts) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without a mouse a box scrolls only when it can be focused (WCAG 2.1.1)
    <section class={name} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}

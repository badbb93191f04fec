/** The frame around every page of the console, and the text of a whole page. */
import type { ComponentChildren } from 'preact';
import { render } from 'preact-render-to-string';
import { Form } from './form';
import { KeysButton, KeysHelp } from './keys-help';
import { type MenuEntry, menuFor } from './menu';
import type { PageContext } from './page-context';
import { stylePath } from './style';

export interface PageFacts {
  readonly title: string;
  /** Path of the menu's entry this page is, or belongs to. */
  readonly menu?: string;
  /** What has just been done, in one sentence. */
  readonly notice?: string;
  /** Scripts this page is nicer with, by their file name without `.browser.js`. */
  readonly scripts?: readonly string[];
}

/** Text of the page: `<!doctype html>` and what follows. */
export function consolePage(context: PageContext, facts: PageFacts, content: () => ComponentChildren): string {
  return `<!doctype html>\n${render(
    <Shell context={context} facts={facts}>
      {content()}
    </Shell>,
  )}\n`;
}

function Shell(props: { context: PageContext; facts: PageFacts; children: ComponentChildren }) {
  const { context, facts, children } = props;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${facts.title} · Console`}</title>
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href={stylePath} />
        {['keys', ...(facts.scripts ?? [])].map((name) => (
          <script key={name} src={`/assets/${name}.js`} defer></script>
        ))}
      </head>
      <body>
        <a class="skip" href="#content">
          Skip to the content
        </a>
        <Top context={context} facts={facts} />
        {context.isDemo && (
          <aside class="demo" aria-label="Demonstration">
            Demonstration: everything here is invented.
          </aside>
        )}
        {context.alarms.map((sentence) => (
          <p key={sentence} class="alarm" role="alert">
            {sentence}
          </p>
        ))}
        <main id="content" tabIndex={-1}>
          {facts.notice !== undefined && (
            <p class="notice" role="status">
              {facts.notice}
            </p>
          )}
          <h1>{facts.title}</h1>
          {children}
        </main>
        {context.visitor !== undefined && <KeysHelp visitor={context.visitor} />}
      </body>
    </html>
  );
}

function Top({ context, facts }: { context: PageContext; facts: PageFacts }) {
  const { visitor } = context;
  if (visitor === undefined) {
    return (
      <header>
        <p class="brand">Console</p>
      </header>
    );
  }
  return (
    <header>
      <p class="brand">
        <a href="/">Console</a>
      </p>
      <nav aria-label="Main">
        <ul>
          {menuFor(visitor).map((entry) => (
            <MenuItem key={entry.path} entry={entry} isCurrent={entry.path === facts.menu} />
          ))}
        </ul>
      </nav>
      <div class="who">
        <KeysButton />
        <a href="/account" aria-current={facts.menu === '/account' ? 'page' : undefined}>
          {visitor.name}
        </a>
        <Form action="/sign-out" context={context} class="plain">
          <button type="submit" class="link">
            Sign out
          </button>
        </Form>
      </div>
    </header>
  );
}

function MenuItem({ entry, isCurrent }: { entry: MenuEntry; isCurrent: boolean }) {
  return (
    <li>
      <a href={entry.path} aria-current={isCurrent ? 'page' : undefined}>
        {entry.name}
      </a>
    </li>
  );
}

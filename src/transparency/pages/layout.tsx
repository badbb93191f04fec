/** The frame around every page, and the text of a whole page. */
import type { ComponentChildren } from 'preact';
import { render } from 'preact-render-to-string';
import type { Language } from './language';
import { iconPath, stylePath } from './style';
import { type Texts, textsOf } from './texts';

export interface PageFacts {
  readonly language: Language;
  readonly title: string;
  /** Which entry of the menu this is, or belongs to. */
  readonly menu?: string;
}

/** Text of the page: `<!doctype html>` and what follows. */
export function page(facts: PageFacts, content: (texts: Texts) => ComponentChildren): string {
  const texts = textsOf(facts.language);
  return `<!doctype html>\n${render(
    <Layout facts={facts} texts={texts}>
      {content(texts)}
    </Layout>,
  )}\n`;
}

function Layout(props: { facts: PageFacts; texts: Texts; children: ComponentChildren }) {
  const { facts, texts, children } = props;
  return (
    <html lang={facts.language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${facts.title} · ${texts.site}`}</title>
        <link rel="icon" href={iconPath} type="image/svg+xml" />
        <link rel="stylesheet" href={stylePath} />
        <link rel="alternate" type="application/atom+xml" title={texts.feedNews} href="/feed.atom" />
        <link rel="alternate" type="application/atom+xml" title={texts.feedCorrections} href="/corrections.atom" />
      </head>
      <body>
        <a class="skip" href="#content">
          {texts.skip}
        </a>
        <header>
          <p>{texts.site}</p>
          <nav aria-label={texts.menu}>
            <ul>
              {Object.entries(texts.nav).map(([path, name]) => (
                <li key={path}>
                  <a href={path} aria-current={path === facts.menu ? 'page' : undefined}>
                    {name}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
        </header>
        <main id="content" tabIndex={-1}>
          <h1>{facts.title}</h1>
          {children}
        </main>
        <footer>
          <p>{texts.footer}</p>
        </footer>
      </body>
    </html>
  );
}

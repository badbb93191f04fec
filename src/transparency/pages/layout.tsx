/** The frame around every page, and the text of a whole page. */
import type { ComponentChildren } from 'preact';
import { render } from 'preact-render-to-string';
import type { FrameText, Language } from './language';
import { iconPath, stylePath } from './style';
import { type Texts, textsOf } from './texts';

export interface PageFacts {
  readonly language: Language;
  readonly title: string;
  /** Which entry of the menu this is, or belongs to. */
  readonly menu?: string;
}

/** A page that exists in several languages. */
export interface TranslatedPageFacts extends Omit<PageFacts, 'language'> {
  readonly language: string;
  readonly frame: FrameText;
  /** Where the page is. */
  readonly path: string;
  /** Where it is in each language; the first is for everybody else. */
  readonly versions: readonly { readonly language: string; readonly path: string }[];
}

/** Text of the page: `<!doctype html>` and what follows. */
export function page(facts: PageFacts, content: (texts: Texts) => ComponentChildren): string {
  const texts = textsOf(facts.language);
  return written({ ...facts, frame: texts }, content(texts));
}

/** The same of a page that is translated by itself; the menu leads to pages that are not. */
export function translatedPage(facts: TranslatedPageFacts, content: ComponentChildren): string {
  return written(facts, content);
}

type Framed = Omit<TranslatedPageFacts, 'path' | 'versions'> & Partial<TranslatedPageFacts>;

function written(facts: Framed, content: ComponentChildren): string {
  return `<!doctype html>\n${render(<Layout facts={facts}>{content}</Layout>)}\n`;
}

function Layout({ facts, children }: { facts: Framed; children: ComponentChildren }) {
  const { frame, language } = facts;
  return (
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${facts.title} · ${frame.site}`}</title>
        <link rel="icon" href={iconPath} type="image/svg+xml" />
        <link rel="stylesheet" href={stylePath} />
        <link rel="alternate" type="application/atom+xml" title={frame.feedNews} href="/feed.atom" />
        <link rel="alternate" type="application/atom+xml" title={frame.feedCorrections} href="/corrections.atom" />
        {facts.versions?.map((one) => (
          <link key={one.language} rel="alternate" hreflang={one.language} href={one.path} />
        ))}
        {facts.versions?.slice(0, 1).map((one) => (
          <link key="default" rel="alternate" hreflang="x-default" href={one.path} />
        ))}
      </head>
      <body>
        <a class="skip" href="#content">
          {frame.skip}
        </a>
        <header>
          <p>{frame.site}</p>
          <Menu facts={facts} />
        </header>
        <main id="content" tabIndex={-1}>
          <h1>{facts.title}</h1>
          {children}
        </main>
        <footer>
          <p>{frame.footer}</p>
        </footer>
      </body>
    </html>
  );
}

function Menu({ facts: { frame, language, menu, path: own } }: { facts: Framed }) {
  return (
    <nav aria-label={frame.menu}>
      <ul>
        {Object.entries(frame.nav).map(([path, name]) => {
          const isHere = path === menu;
          const hreflang = language === 'en' || isHere ? undefined : 'en';
          return (
            <li key={path}>
              <a href={isHere ? (own ?? path) : path} hreflang={hreflang} aria-current={isHere ? 'page' : undefined}>
                {name}
              </a>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

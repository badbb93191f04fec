/** An Atom feed (RFC 4287): one entry per publication, correction and overdue report; none per request. */
import { type ComponentChildren, h } from 'preact';
import { render } from 'preact-render-to-string';

export interface Entry {
  /** Path below the public address; with it the entry is known for good. */
  readonly path: string;
  readonly title: string;
  readonly updated: string;
  /** The whole text, for readers that never open the page. */
  readonly text: string;
}

export interface Feed {
  readonly title: string;
  readonly path: string;
  /** `https://example.org`, or empty where the address is not known: then links are relative. */
  readonly base: string;
  readonly language: string;
  readonly author: string;
  /** The newest first. */
  readonly entries: readonly Entry[];
}

/** When nothing has happened yet: a feed must name an instant. */
const NEVER = '1970-01-01T00:00:00Z';

export function atom(feed: Feed): string {
  const link = (rel: string, path: string) => h('link', { rel, href: `${feed.base}${path}` });
  const element = (name: string, text: ComponentChildren) => h(name, null, text);
  const root = h(
    'feed',
    { xmlns: 'http://www.w3.org/2005/Atom', 'xml:lang': feed.language },
    element('title', feed.title),
    element('id', tagUri(feed.base, feed.path)),
    element('updated', feed.entries[0]?.updated ?? NEVER),
    h('author', null, element('name', feed.author)),
    link('self', feed.path),
    link('alternate', '/transparency-reports'),
    ...feed.entries.map((entry) =>
      h(
        'entry',
        null,
        element('title', entry.title),
        element('id', tagUri(feed.base, entry.path)),
        element('updated', entry.updated),
        link('alternate', entry.path.replace(/#.*$/, '')),
        h('content', { type: 'text' }, entry.text),
      ),
    ),
  );
  return `<?xml version="1.0" encoding="utf-8"?>\n${render(root)}\n`;
}

/** RFC 4151: stays the same when the page moves. */
function tagUri(base: string, path: string): string {
  const host = base === '' ? 'localhost' : new URL(base).hostname;
  return `tag:${host},2026:${path.replace('#', ':')}`;
}

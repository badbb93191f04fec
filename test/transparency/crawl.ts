/** Goes through a site as a reader would: every page, and every address that a page links to. */

export interface Visited {
  readonly path: string;
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
  /** Which page led here. */
  readonly from: string;
}

/** Everything reachable from `starts` by links within the site, each address once, fragments and queries apart. */
export async function crawl(url: string, starts: readonly string[]): Promise<ReadonlyMap<string, Visited>> {
  const visited = new Map<string, Visited>();
  const waiting = starts.map((path) => ({ path, from: 'the start' }));
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (visited.has(next.path)) continue;
    const response = await fetch(`${url}${next.path}`, { redirect: 'manual' });
    const { date: _, ...headers } = Object.fromEntries(response.headers);
    const body = Buffer.from(await response.arrayBuffer());
    const type = (response.headers.get('content-type') ?? '').split(';')[0] ?? '';
    visited.set(next.path, { ...next, status: response.status, type, body, headers });
    if (type === 'text/html') waiting.push(...linksOf(body.toString(), next.path));
  }
  return visited;
}

/** Links of a page to its own site, without their fragments. */
export function linksOf(html: string, from: string): { path: string; from: string }[] {
  return [...html.matchAll(/ (?:href|src|action)="([^"]*)"/g)]
    .map((match) => (match[1] ?? '').replaceAll('&amp;', '&').replace(/#.*$/, ''))
    .filter((path) => path !== '')
    .map((path) => ({ path, from }));
}

/** The page that says why something did not happen, and what to do. */
import type { PageContext } from './page-context';
import { consolePage } from './shell';

export function troublePage(
  context: PageContext,
  trouble: { readonly title: string; readonly message: string },
): string {
  return consolePage(context, { title: trouble.title }, () => (
    <>
      <p class="lead">{trouble.message}</p>
      <p>
        <a href="/">Today</a>
      </p>
    </>
  ));
}

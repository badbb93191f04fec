/** The recovery codes, shown once. */
import type { PageContext } from '../frame/page-context';
import { consolePage } from '../frame/shell';

export function recoveryCodesPage(context: PageContext, codes: readonly string[]): string {
  return consolePage(context, { title: 'Your recovery codes', menu: '/account' }, () => (
    <>
      <p class="lead">Keep these where you keep papers. They are shown now, and never again.</p>
      <p>
        Each counts once, in place of a code of the app, together with your password. Earlier recovery codes are worth
        nothing any more.
      </p>
      <pre>
        <code>{codes.join('\n')}</code>
      </pre>
      <p class="actions">
        <a class="button" href="/">
          I have saved them: continue
        </a>
      </p>
    </>
  ));
}

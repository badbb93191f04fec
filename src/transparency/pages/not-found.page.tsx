/** There is nothing at this address. */
import type { Language } from './language';
import { page } from './layout';
import { textsOf } from './texts';

export function notFoundPage(language: Language): string {
  const { notFound } = textsOf(language);
  return page({ language, title: notFound.title }, () => (
    <>
      <p>{notFound.text}</p>
      <p>
        <a href="/transparency-reports">{notFound.back}</a>
      </p>
    </>
  ));
}

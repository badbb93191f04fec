/** There is nothing at this address, or nothing can be shown at the moment. */
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

export function awayPage(language: Language): string {
  const { away } = textsOf(language);
  return page({ language, title: away.title }, () => <p>{away.text}</p>);
}

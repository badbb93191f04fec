/** For authorities, in each of their languages: what exists, the right way for a request, and what it must hold. */
import { AUTHORITY_LANGUAGES, type AuthorityLanguage, CHECKLIST } from './language';
import { translatedPage } from './layout';
import { authorityTextsOf } from './texts';

const PATH = '/law-enforcement';

/** Of the right length and form, and of nobody. */
export const EXAMPLE_ACCOUNT_ID = `05${'0123456789abcdef'.repeat(4)}`;

/** `/law-enforcement` in the language that binds, `/law-enforcement/de` in another. */
export function authoritiesPath(language: AuthorityLanguage): string {
  return language === AUTHORITY_LANGUAGES[0] ? PATH : `${PATH}/${language}`;
}

/** Names of languages in themselves, for whoever reads no other. */
const NAMES: Readonly<Record<AuthorityLanguage, string>> = {
  en: 'English',
  de: 'Deutsch',
  fr: 'Français',
  it: 'Italiano',
};

/** `contact`: the address for service in the operator's own words, one line each; undefined when none is set. */
export function authoritiesPage(language: AuthorityLanguage, contact: string | undefined): string {
  const { frame, authorities: text } = authorityTextsOf(language);
  const path = authoritiesPath(language);
  const versions = AUTHORITY_LANGUAGES.map((one) => ({ language: one, path: authoritiesPath(one) }));
  return translatedPage(
    { language, frame, title: text.title, menu: PATH, path, versions },
    <>
      <Languages language={language} />
      <p class="soft">{text.binding}</p>
      <p class="lead">{text.lead}</p>
      <p>
        {`${text.whatExists} `}
        <a href="/what-we-hold">{frame.nav['/what-we-hold']}</a>
      </p>
      <h2>{text.routesTitle}</h2>
      {text.routes.map((route) => (
        <>
          <h3>{route.title}</h3>
          <p>{route.text}</p>
        </>
      ))}
      <h2>{text.checklistTitle}</h2>
      <ol>
        {CHECKLIST.map((item) => (
          <li key={item}>{text.checklist[item]}</li>
        ))}
      </ol>
      <p>
        {`${text.example} `}
        <code>{EXAMPLE_ACCOUNT_ID}</code>
      </p>
      <h2>{text.formTitle}</h2>
      <p>
        {`${text.form} `}
        <a href={`${path}/form.txt`}>{text.formLink}</a>
      </p>
      <h2>{text.contactTitle}</h2>
      {contact === undefined ? <p class="warn">{text.contactMissing}</p> : <Lines text={contact} />}
      <h2>{text.languagesTitle}</h2>
      <p>{text.languages}</p>
      <h2>{text.costsTitle}</h2>
      <p>{text.costs}</p>
      <h2>{text.noticeTitle}</h2>
      <p>{text.notice}</p>
      <h2>{text.countedTitle}</h2>
      <p>
        {`${text.counted} `}
        <a href="/method">{frame.nav['/method']}</a>
      </p>
    </>,
  );
}

function Languages({ language }: { language: AuthorityLanguage }) {
  return (
    <p>
      {AUTHORITY_LANGUAGES.map((one, index) => (
        <>
          {index === 0 ? '' : ' · '}
          <a href={authoritiesPath(one)} lang={one} hreflang={one} aria-current={one === language ? 'true' : undefined}>
            {NAMES[one]}
          </a>
        </>
      ))}
    </p>
  );
}

function Lines({ text }: { text: string }) {
  return (
    <p>
      {text.split('\n').map((line, index) => (
        <>
          {index === 0 ? null : <br />}
          {line}
        </>
      ))}
    </p>
  );
}

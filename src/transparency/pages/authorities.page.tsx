/** For authorities: what exists, the right way for a request, and what it must hold. */
import type { Language } from './language';
import { page } from './layout';
import { textsOf } from './texts';

/** `contact`: the address for service in the operator's own words, one line each; undefined when none is set. */
export function authoritiesPage(language: Language, contact: string | undefined): string {
  const { authorities: text } = textsOf(language);
  return page({ language, title: text.title, menu: '/law-enforcement' }, ({ nav }) => (
    <>
      <p class="lead">{text.lead}</p>
      <p>
        {`${text.whatExists} `}
        <a href="/what-we-hold">{nav['/what-we-hold']}</a>
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
        {text.checklist.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ol>
      <h2>{text.contactTitle}</h2>
      {contact === undefined ? <p class="warn">{text.contactMissing}</p> : <Lines text={contact} />}
      <h2>{text.languagesTitle}</h2>
      <p>{text.languages}</p>
      <h2>{text.noticeTitle}</h2>
      <p>{text.notice}</p>
      <h2>{text.countedTitle}</h2>
      <p>
        {`${text.counted} `}
        <a href="/method">{nav['/method']}</a>
      </p>
    </>
  ));
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

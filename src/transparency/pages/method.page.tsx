/** How we count: every rule in plain words, with an example; its number is its anchor. */
import { rulesPath } from './files/json-files';
import type { Language } from './language';
import { page } from './layout';
import { Table } from './table';
import { textsOf } from './texts';

export function methodPage(language: Language): string {
  const { method } = textsOf(language);
  return page({ language, title: method.title, menu: '/method' }, ({ rules }) => (
    <>
      <p class="lead">{method.lead}</p>
      <h2>{method.contents}</h2>
      <ol>
        {rules.map(({ id, title }) => (
          <li key={id}>
            <a href={`#${id}`}>{title}</a>
          </li>
        ))}
      </ol>
      {rules.map(({ id, title, rule, example }) => (
        <section key={id} id={id} aria-labelledby={`${id}-title`}>
          <h2 id={`${id}-title`}>{`${id} ${title}`}</h2>
          <p>{rule}</p>
          <p class="soft">{`${method.example}: ${example}`}</p>
        </section>
      ))}
      <h2>{method.changesTitle}</h2>
      <dl class="facts">
        {method.changes.map(([id, what]) => (
          <>
            <dt>
              <a href={rulesPath(id ?? '')}>{id}</a>
            </dt>
            <dd>{what}</dd>
          </>
        ))}
      </dl>
      <h2>{method.crosswalkTitle}</h2>
      <Table
        caption={method.crosswalkCaption}
        columns={method.crosswalkColumns.map((name) => ({ name }))}
        rows={method.crosswalk}
      />
    </>
  ));
}

/** The templates of replies, and the form for a new one. */
import { ErrorSummary, type Faults, Form } from '../frame/form';
import type { StaffContext } from '../frame/page-context';
import { Badge, Table, When } from '../frame/pieces';
import { consolePage } from '../frame/shell';
import { may } from '../frame/visitor';
import type { Posted } from '../requests/posted';
import { FIRST_TEXTS } from './first-texts';
import { LANGUAGE_NAMES, LANGUAGES, type Template, type TemplateVersion } from './template';
import { TemplateFields } from './template-fields';

const MENU = '/replies';

export function templatesPage(context: StaffContext, templates: readonly Template[]): string {
  return consolePage(context, { title: 'Replies', menu: MENU }, () => (
    <>
      <p class="lead">
        What we write again and again, approved by two. A case fills in its facts; you copy the text and send it
        yourself. No reply ever leaves by itself.
      </p>
      <Table
        hasKeys
        caption="Templates by title; only an approved version may be used"
        columns={[
          { name: 'What it answers' },
          { name: 'In use' },
          { name: 'Languages' },
          { name: 'Newest version' },
          { name: 'Written' },
        ]}
        rows={templates.map(({ id, usable, versions: [newest] }) => [
          <a key="title" href={`/replies/${id}`}>
            {newest.title}
          </a>,
          usable === undefined ? 'No version yet' : `Version ${usable.version}`,
          languagesOf(usable ?? newest),
          <>
            Version {newest.version} <VersionState version={newest} />
          </>,
          <>
            <When at={newest.writtenAtMs} />, {newest.writtenBy}
          </>,
        ])}
        empty="No template yet. Begin with one of the texts below; a second person approves it before anybody uses it."
      />
      {may(context.visitor, 'requests.work') && (
        <section aria-labelledby="begin">
          <h2 id="begin">Write one</h2>
          <ul>
            <li>
              <a href="/replies/new">Begin with an empty page</a>
            </li>
            {FIRST_TEXTS.map(({ key, title }) => (
              <li key={key}>
                <a href={`/replies/new?from=${key}`}>Begin with: {title}</a>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  ));
}

export function newTemplatePage(context: StaffContext, typed: Posted, faults: Faults): string {
  const values = {
    ...{ title: typed.text('title'), en: typed.text('en') },
    ...{ de: typed.text('de'), fr: typed.text('fr'), it: typed.text('it') },
  };
  return consolePage(context, { title: 'A new reply', menu: MENU }, () => (
    <>
      <ErrorSummary faults={faults} />
      <p class="lead">A second person, a legal approver, reads it before it may be used.</p>
      <Form action="/replies" context={context}>
        <TemplateFields values={values} faults={faults} />
        <button type="submit">Write it down</button>
      </Form>
    </>
  ));
}

export function VersionState({ version: { decision } }: { readonly version: TemplateVersion }) {
  if (decision === 'approved') return <Badge tone="good">Approved</Badge>;
  return decision === 'refused' ? (
    <Badge tone="bad">Refused</Badge>
  ) : (
    <Badge tone="warn">Waits for a second person</Badge>
  );
}

export function languagesOf({ texts }: TemplateVersion): string {
  return LANGUAGES.filter((one) => texts[one] !== null)
    .map((one) => LANGUAGE_NAMES[one])
    .join(', ');
}

/** Every file there is, and under which licence. */
import type { ReportVersion } from '../published-report';
import { VERSION_FILES } from './files/version-files';
import type { Language } from './language';
import { page } from './layout';
import { Table } from './table';
import { textsOf } from './texts';
import { quarterPath, versionPath } from './words';

/** `latest`: the newest version of every quarter, oldest quarter first; their older versions are linked from them. */
export function dataPage(language: Language, latest: readonly ReportVersion[]): string {
  const { data } = textsOf(language);
  return page({ language, title: data.title, menu: '/data' }, (texts) => (
    <>
      <p class="lead">{data.lead}</p>
      <p>{data.licence}</p>
      <h2>{data.allTitle}</h2>
      <Table
        asCards
        caption={data.allCaption}
        columns={[{ name: data.file }, { name: data.holds }]}
        rows={Object.entries(data.all).map(([path, holds]) => [
          <a key="path" href={path}>
            <code>{path}</code>
          </a>,
          holds,
        ])}
      />
      <h2>{data.versionsTitle}</h2>
      <ul>
        {VERSION_FILES.map((file) => (
          <li key={file}>
            <code>{file}</code>
            {` – ${texts.reports.files[file]}`}
          </li>
        ))}
      </ul>
      {latest.length === 0 ? (
        <p>{data.nothing}</p>
      ) : (
        <Table
          caption={data.versionsCaption}
          columns={[{ name: data.version }, { name: data.files }]}
          rows={[...latest].reverse().map(({ report }) => [
            <a key="version" href={`${quarterPath(report.quarter)}#versions`}>
              {texts.reports.corrections.itemTitle(texts.quarter(report.quarter), report.version)}
            </a>,
            ['report.json', 'figures.csv', 'ledger.csv', 'report.pdf'].map((file, index) => (
              <>
                {index === 0 ? '' : ' · '}
                <a href={`${versionPath(report)}/${file}`}>{file}</a>
              </>
            )),
          ])}
        />
      )}
    </>
  ));
}

/** The table of origin over four quarters, with the reports it is added up from. */
import { codeInWords } from './code-in-words';
import type { Origin } from './origin';
import { Table } from './table';
import type { Texts } from './texts';
import { quarterPath, versionPath } from './words';

export function ReportOrigin({ texts, origin }: { texts: Texts; origin: Origin }) {
  const text = texts.reports.report;
  const { from, to, of, missing, countries } = origin;
  return (
    <>
      <h2>{text.originTitle}</h2>
      {missing.length > 0 ? (
        <p>{`${text.originMissing} ${missing.map(texts.quarter).join(', ')}.`}</p>
      ) : (
        <>
          {countries.length === 0 ? null : (
            <Table
              caption={text.originCaption(texts.quarter(from), texts.quarter(to))}
              columns={[{ name: text.code.country }, { name: texts.codes.figures.received ?? '', isNumber: true }]}
              rows={countries.map(({ code, received }) => [codeInWords(texts, 'country', code), received])}
            />
          )}
          <p class="soft">
            {`${text.originOf} `}
            {of.map((one, index) => (
              <>
                {index === 0 ? '' : ', '}
                <a href={one.quarter === to ? quarterPath(one.quarter) : versionPath(one)}>
                  {texts.reports.corrections.itemTitle(texts.quarter(one.quarter), one.version)}
                </a>
              </>
            ))}
          </p>
        </>
      )}
    </>
  );
}

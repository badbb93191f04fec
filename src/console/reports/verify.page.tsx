/** How anybody checks a version without believing us, and what this console finds when it does the same. */
import type { StatedReport } from '../../transparency/published-report';
import { asQuarter } from '../../transparency/quarter';
import { quarterInWords } from '../../transparency/report-words';
import type { StaffContext } from '../frame/page-context';
import { Badge, Facts, When } from '../frame/pieces';
import { consolePage } from '../frame/shell';
import { Hash } from './pieces';
import { publicVersionPath, quarterPath } from './words';

export interface VerifyFacts {
  readonly version: StatedReport;
  /** What is wrong with the version, or with those it names, in words; empty when everything holds. */
  readonly faults: readonly string[];
  /** As minisign writes it; undefined where this console has no key, and signatures were not checked. */
  readonly publicKey: string | undefined;
  readonly publicUrl: string | undefined;
  readonly notice?: string | undefined;
}

export function verifyPage(context: StaffContext, facts: VerifyFacts): string {
  const { version, notice } = facts;
  const { report, sha256 } = version;
  const title = `Verify ${quarterInWords(report.quarter)}, version ${report.version}`;
  return consolePage(context, { title, menu: '/reports', ...(notice === undefined ? {} : { notice }) }, () => (
    <>
      <Checked facts={facts} />
      <Facts
        rows={[
          ['Published', <When key="published" at={report.publishedAt} />],
          ['SHA-256 of report.json', <Hash key="hash">{sha256}</Hash>],
          [
            'Published before it',
            report.previousReportSha256 === null ? (
              'nothing: it begins the chain'
            ) : (
              <Hash key="before">{report.previousReportSha256}</Hash>
            ),
          ],
        ]}
      />
      <h2>From outside</h2>
      <p>On another machine, over the public address, as a reader does:</p>
      <pre>{commands(facts)}</pre>
      {facts.publicUrl === undefined ? (
        <p class="warn">The public address is not known here: set PUBLIC_URL.</p>
      ) : (
        <ul>
          <li>
            <a href={`${facts.publicUrl}${publicVersionPath(report.quarter, report.version)}`}>The public page</a>
          </li>
          <li>
            <a href={`${facts.publicUrl}/verify`}>What readers are told</a>
          </li>
        </ul>
      )}
      <p>
        <a href={quarterPath(asQuarter(report.quarter))}>{`Report for ${quarterInWords(report.quarter)}`}</a>
      </p>
    </>
  ));
}

function Checked({ facts: { faults, publicKey } }: { readonly facts: VerifyFacts }) {
  const signatures = publicKey === undefined ? '; signatures were not checked, for there is no key here' : '';
  if (faults.length === 0) {
    return (
      <p>
        <Badge tone="good">holds</Badge>
        {` This console has just checked the bytes, hashes and figures of this version, and its links to those it names${signatures}. `}
        <code>npm run relay -- report verify</code> checks all that are published.
      </p>
    );
  }
  return (
    <>
      <p class="bad">
        <Badge tone="bad">does not hold</Badge> Publish nothing more before this is understood, and keep a copy of the
        database:
      </p>
      <ul>
        {faults.map((fault) => (
          <li key={fault}>{fault}</li>
        ))}
      </ul>
    </>
  );
}

function commands({ version: { report }, publicKey, publicUrl }: VerifyFacts): string {
  const base = `${publicUrl ?? 'https://…'}${publicVersionPath(report.quarter, report.version)}`;
  const files = [
    'report.json',
    'report.json.minisig',
    'report.json.sha256',
    'ledger.ndjson',
    'ledger.csv',
    'figures.csv',
  ];
  const key = publicKey?.split('\n')[1] ?? 'PUBLIC_KEY';
  return [
    `for file in ${files.join(' ')}; do curl -fO "${base}/$file"; done`,
    `minisign -V -P ${key} -m report.json`,
    'npm run relay -- report verify report.json',
    'python3 docs/recount.py report.json ledger.ndjson',
  ].join('\n');
}

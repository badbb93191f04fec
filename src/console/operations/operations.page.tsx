/** Operations: do wake-ups flow? The answer first, then what it is made of. */
import { ErrorSummary } from '../frame/form';
import type { StaffContext } from '../frame/page-context';
import { consolePage } from '../frame/shell';
import type { Finding } from './flow';
import { HistorySection } from './history.section';
import { LedgerSection, RefusedSection } from './ledger.section';
import { Changing, type Texts } from './operations-pieces';
import type { OperationsView } from './operations-view';
import { ServicesSection } from './services.section';
import { ProcessesSection, WatchingSection } from './watching.section';

const TILES: readonly (readonly [string, string])[] = [
  ['tile:owed', 'Phones that wait'],
  ['tile:oldest', 'Oldest waits for'],
  ['tile:seen', 'Messages, 5 min'],
  ['tile:accepted', 'Accepted, 5 min'],
  ['tile:half', 'Half within'],
  ['tile:most', '95 % within'],
  ['tile:kept', 'Refused and kept'],
  ['tile:subscriptions', 'Subscriptions'],
];

export function operationsPage(context: StaffContext, view: OperationsView): string {
  const { notice, tried } = view;
  const facts = { title: 'Operations', menu: '/operations', notice, scripts: ['live'] };
  return consolePage(context, facts, () => (
    <>
      <ErrorSummary faults={tried?.faults ?? {}} />
      <Answer view={view} />
      <ServicesSection context={context} view={view} />
      <RefusedSection context={context} view={view} />
      <LedgerSection view={view} />
      <WatchingSection view={view} />
      <HistorySection view={view} />
      <ProcessesSection view={view} />
    </>
  ));
}

function Answer({ view: { live, range } }: { view: OperationsView }) {
  const verdict = live.texts.verdict ?? { text: '' };
  return (
    <>
      <p class={`verdict ${verdict.tone}`} data-live="verdict" data-toned role="status">
        {verdict.text}
      </p>
      <Findings findings={live.findings} />
      <Tiles texts={live.texts} />
      <p class="soft" data-stream="/operations/stream" data-shape={live.shape}>
        <span data-says>As of {clock(live.at)} in Zurich.</span> <a href={`/operations?range=${range}`}>Read again</a>
      </p>
      <p id="changed" class="notice" hidden>
        There is something new on this page. <a href={`/operations?range=${range}`}>Show it</a>
      </p>
    </>
  );
}

const TONES = { stopped: 'bad', slow: 'warn', note: 'calm' } as const;

/** The script draws it anew in the same way. */
function Findings({ findings }: { findings: readonly Finding[] }) {
  return (
    <ul id="findings" class="findings" hidden={findings.length === 0}>
      {findings.map(({ means, vendor, what, todo }) => (
        <li key={`${vendor} ${what}`}>
          <span class={`badge ${TONES[means]}`}>{means}</span> {vendor === undefined ? '' : `${vendor}: `}
          {what} <span class="soft">{todo}</span>
        </li>
      ))}
    </ul>
  );
}

function Tiles({ texts }: { texts: Texts }) {
  return (
    <dl class="tiles many">
      {TILES.map(([name, label]) => (
        <div key={name}>
          <dt>{label}</dt>
          <dd class="figure">
            <Changing name={name} texts={texts} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

const CLOCK = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Zurich', timeStyle: 'medium' });

function clock(at: number): string {
  return CLOCK.format(at);
}

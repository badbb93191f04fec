/** The ledger of wake-ups and whether it balances; what vendors refused, and the forms that try it again or drop it. */
import type { Kept } from '../../push/wake-up-standing';
import type { StaffContext } from '../frame/page-context';
import { Empty, Facts, Table, When } from '../frame/pieces';
import { may } from '../frame/visitor';
import { keptName } from './live-texts';
import { Changing, ChangingBadge, ReasonForm } from './operations-pieces';
import type { OperationsView } from './operations-view';
import { formName } from './orders';
import { vendorName } from './words';

interface Props {
  readonly context: StaffContext;
  readonly view: OperationsView;
}

export function RefusedSection({ context, view }: Props) {
  const { kept } = view.situation.board;
  return (
    <section aria-labelledby="refused">
      <h2 id="refused">Refused and kept</h2>
      {kept.length === 0 && (
        <Empty>
          Nothing was refused. What a vendor refuses because of our key, topic or project is kept here: mend the
          settings, then try it again. A new message or a phone that renews tries by itself.
        </Empty>
      )}
      <div class="columns">
        {kept.map((one) => (
          <Refused key={keptName(one)} context={context} view={view} kept={one} />
        ))}
      </div>
    </section>
  );
}

function Refused({ context, view, kept }: Props & { readonly kept: Kept }) {
  const name = keptName(kept);
  return (
    <section class="panel pairs" aria-label={`${vendorName(kept.service)}: ${kept.reason}`}>
      <h3>{vendorName(kept.service)}</h3>
      <Facts
        rows={[
          ['Reason', kept.reason],
          ['Wake-ups', <Changing key="count" name={name} texts={view.live.texts} />],
          ['First', <When key="first" at={kept.oldest} />],
          ['Last', <When key="last" at={kept.newest} />],
        ]}
      />
      {may(context.visitor, 'operations.act') && <RefusedForms context={context} view={view} kept={kept} />}
    </section>
  );
}

function RefusedForms({ context, view, kept }: Props & { readonly kept: Kept }) {
  const { service, reason } = kept;
  const about = `${service} ${reason}`;
  // What the operator saw is what the order is about, not what was refused meanwhile.
  const hidden = { service, reason, until: new Date(view.situation.board.at).toISOString() };
  return (
    <>
      <ReasonForm
        context={context}
        action="/operations/refused/retry"
        name={formName('retry', about)}
        label="Try again"
        hint="Owes them anew; those that are refused once more come back here."
        tried={view.tried}
        hidden={hidden}
      />
      <ReasonForm
        context={context}
        action="/operations/refused/drop"
        name={formName('drop', about)}
        label="Drop"
        hint="Counts them as refused for good: these phones are woken with their next message."
        isDangerous
        tried={view.tried}
        hidden={hidden}
      />
    </>
  );
}

const COLUMNS = [
  ['seen', 'Seen'],
  ['duplicate', 'Told again'],
  ['accepted', 'Accepted'],
  ['merged', 'Merged'],
  ['gone', 'Gone'],
  ['expired', 'Expired'],
  ['refused', 'Refused for good'],
  ['in-flight', 'In flight'],
] as const;

export function LedgerSection({ view: { services, live } }: { readonly view: OperationsView }) {
  return (
    <section aria-labelledby="ledger">
      <h2 id="ledger">Ledger</h2>
      <Table
        caption="Pairs of a message and a phone since the beginning: seen is the sum of all to its right"
        columns={[{ name: 'Service' }, ...COLUMNS.map(([, name]) => ({ name, isNumber: true })), { name: 'Check' }]}
        empty="No message has been seen yet. Every one is counted here, by what became of its wake-ups."
        rows={services.map((service) => [
          vendorName(service),
          ...COLUMNS.map(([kind]) => <Changing key={kind} name={`${service}:${kind}`} texts={live.texts} />),
          <ChangingBadge key="check" name={`${service}:balance`} texts={live.texts} />,
        ])}
      />
      <p class="hint">
        In flight is what waits, is under way, or was refused and kept. Jobs in the queue:{' '}
        <Changing name="jobs:waiting" texts={live.texts} /> wait, <Changing name="jobs:delayed" texts={live.texts} />{' '}
        are put off, <Changing name="jobs:active" texts={live.texts} /> are worked on. A paused service has none: the
        ledger holds what it owes.
      </p>
    </section>
  );
}

/** The ledger of wake-ups and whether it balances; what vendors refused, and the forms that try it again or drop it. */
import type { Kept } from '../../push/wake-up-standing';
import type { StaffContext } from '../frame/page-context';
import { Table, When } from '../frame/pieces';
import { may } from '../frame/visitor';
import { keptName } from './live-texts';
import { Changing, ChangingBadge, ReasonForm } from './operations-pieces';
import type { OperationsView } from './operations-view';
import { formName } from './orders';
import { inNumbers, vendorName } from './words';

interface Props {
  readonly context: StaffContext;
  readonly view: OperationsView;
}

export function RefusedSection({ context, view }: Props) {
  const { kept } = view.situation.board;
  const isOperator = may(context.visitor, 'operations.act');
  return (
    <section aria-labelledby="refused">
      <h2 id="refused">Refused and kept</h2>
      <Table
        caption="Wake-ups that a vendor refused through a fault of ours"
        columns={[
          { name: 'Service' },
          { name: 'Reason' },
          { name: 'Wake-ups', isNumber: true },
          { name: 'First and last' },
          ...(isOperator ? [{ name: 'Act' }] : []),
        ]}
        empty="Nothing was refused. What a vendor refuses because of our key, topic or project is kept here: mend the settings, then try it again. A new message or a phone that renews tries by itself."
        rows={kept.map((one) => [
          vendorName(one.service),
          one.reason,
          <Changing key="count" name={keptName(one)} texts={view.live.texts} />,
          <span key="times">
            <When at={one.oldest} />
            <br />
            <When at={one.newest} />
          </span>,
          ...(isOperator ? [<RefusedForms key="act" context={context} view={view} kept={one} />] : []),
        ])}
      />
    </section>
  );
}

function RefusedForms({ context, view, kept }: Props & { readonly kept: Kept }) {
  const { service, reason, count } = kept;
  const about = `${service} ${reason}`;
  // What the operator saw is what the order is about, not what was refused meanwhile.
  const hidden = { service, reason, until: new Date(view.situation.board.at).toISOString() };
  const amount = `${inNumbers(count)} or so`;
  return (
    <>
      <ReasonForm
        context={context}
        action="/operations/refused/retry"
        name={formName('retry', about)}
        label="Try again"
        hint={`Owes ${amount} wake-ups again; those that are refused once more come back here.`}
        tried={view.tried}
        hidden={hidden}
      />
      <ReasonForm
        context={context}
        action="/operations/refused/drop"
        name={formName('drop', about)}
        label="Drop"
        hint={`Counts ${amount} as refused for good: these phones are woken with their next message.`}
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

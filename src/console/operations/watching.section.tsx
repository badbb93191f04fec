/** Who watches the swarms and for whom; and all processes. */
import { Badge, Empty, Facts, Table, When } from '../frame/pieces';
import { Changing } from './operations-pieces';
import type { OperationsView } from './operations-view';
import { inNumbers, inTime, vendorName } from './words';

const FACTS: readonly (readonly [string, string])[] = [
  ['watching:watchers', 'Watchers'],
  ['watching:swarms', 'Swarms watched'],
  ['watching:nodes', 'Nodes out of reach'],
  ['watching:requests', 'Requests that failed'],
  ['watching:delegated', 'Accounts through onions'],
  ['watching:monitored', 'Accounts over connections'],
  ['watching:links', 'Connections that stand'],
  ['watching:notices', 'Waiting to be booked'],
  ['watching:clock', 'Clock off the network’s'],
];

export function WatchingSection({ view }: { readonly view: OperationsView }) {
  return (
    <div class="columns">
      <section aria-labelledby="watching">
        <h2 id="watching">Watching</h2>
        <div class="panel pairs">
          <Facts
            rows={FACTS.map(([name, label]) => [label, <Changing key={name} name={name} texts={view.live.texts} />])}
          />
        </div>
      </section>
      <Subscriptions view={view} />
    </div>
  );
}

function Subscriptions({ view: { situation } }: { readonly view: OperationsView }) {
  const { subscriptions } = situation;
  const services = [...new Set(subscriptions?.counts.map((one) => one.service))];
  const count = (service: string, way: string) =>
    inNumbers(subscriptions?.counts.find((one) => one.service === service && one.way === way)?.count ?? 0);
  return (
    <section aria-labelledby="subscriptions">
      <h2 id="subscriptions">Subscriptions</h2>
      {subscriptions === undefined ? (
        <Empty>They are being counted for the first time. Read again in a moment.</Empty>
      ) : (
        <>
          <Table
            caption="By push service and by how their accounts are watched"
            columns={[
              { name: 'Service' },
              { name: 'Through onions', isNumber: true },
              { name: 'Over connections', isNumber: true },
            ]}
            empty="Nobody has subscribed yet. Phones find the relay by its public address and its onion key."
            rows={services.map((service) => [vendorName(service), count(service, 'onion'), count(service, 'monitor')])}
          />
          <p class="hint">
            Counted <When at={subscriptions.at} />; anew now and then, for it costs seconds where there are millions.
          </p>
        </>
      )}
    </section>
  );
}

export function ProcessesSection({ view: { situation } }: { readonly view: OperationsView }) {
  return (
    <section aria-labelledby="processes">
      <h2 id="processes">Processes</h2>
      <Table
        caption="All that reported within the last ten minutes"
        columns={[{ name: 'Role' }, { name: 'Began' }, { name: 'State' }]}
        empty="No process has reported yet. Each does so every three seconds while it runs."
        rows={situation.processes.map(({ role, startedAt, isSilent, silentMs }) => [
          role,
          <When key="began" at={startedAt} />,
          isSilent ? (
            <Badge key="state" tone="warn">{`silent for ${inTime(silentMs)}`}</Badge>
          ) : (
            <Badge key="state" tone="good">
              runs
            </Badge>
          ),
        ])}
      />
    </section>
  );
}

/** The push services: how each does, and the forms that pause and resume it. */
import type { Standing } from '../../push/wake-up-standing';
import type { StaffContext } from '../frame/page-context';
import { Empty, Facts, When } from '../frame/pieces';
import { may } from '../frame/visitor';
import { Changing, ChangingBadge, ReasonForm } from './operations-pieces';
import type { OperationsView } from './operations-view';
import { formName } from './orders';
import { reportsOf, type Situation } from './situation';
import { inTime, vendorName } from './words';

interface Props {
  readonly context: StaffContext;
  readonly view: OperationsView;
}

export function ServicesSection({ context, view }: Props) {
  return (
    <section aria-labelledby="services">
      <h2 id="services">Push services</h2>
      {view.services.length === 0 && (
        <Empty>
          No push service is used or set up yet. Give the pushers the settings of one (APNS_KEY_FILE or
          FCM_SERVICE_ACCOUNT_FILE and those beside it); it is shown here as soon as they run.
        </Empty>
      )}
      <div class="columns">
        {view.services.map((service) => (
          <Service key={service} service={service} context={context} view={view} />
        ))}
      </div>
    </section>
  );
}

function Service({ service, context, view }: Props & { readonly service: Standing['service'] }) {
  const { texts } = view.live;
  const pause = view.situation.board.pauses.find((one) => one.service === service);
  const text = (name: string) => <Changing name={`${service}:${name}`} texts={texts} />;
  return (
    <section class="panel pairs" aria-labelledby={`service-${service}`}>
      <h3 id={`service-${service}`}>
        {vendorName(service)} <ChangingBadge name={`${service}:state`} texts={texts} />
      </h3>
      <Facts
        rows={[
          ['Wire name', <code key="name">{service}</code>],
          ['Phones that wait', text('owed')],
          ['Oldest waits for', text('oldest')],
          ['Of these put off', text('retrying')],
          ['Accepted, 5 min', text('accepted')],
          ['Put off, 5 min', text('put-off')],
          ['95 % within', text('most')],
          ['Last accepted', text('accepted-at')],
          ['Last fault', text('fault')],
          ['Credentials', <Credentials key="credentials" situation={view.situation} service={service} />],
        ]}
      />
      {pause !== undefined && (
        <p>
          {pause.isPaused ? 'Paused' : 'Resumed'} by {pause.by}, <When at={pause.at} />: {pause.reason}
        </p>
      )}
      {may(context.visitor, 'operations.act') && <Switch {...{ service, context, view }} isPaused={pause?.isPaused} />}
    </section>
  );
}

function Switch({ service, context, view, isPaused }: Props & { service: string; isPaused: boolean | undefined }) {
  const kind = isPaused === true ? 'resume' : 'pause';
  const vendor = vendorName(service);
  return (
    <ReasonForm
      context={context}
      action={`/operations/services/${service}/${kind}`}
      name={formName(kind, service)}
      label={kind === 'pause' ? `Pause ${vendor}` : `Resume ${vendor}`}
      hint={
        kind === 'pause'
          ? 'Nothing is sent through it until it is resumed; what is owed waits, and is not given up meanwhile.'
          : 'All that waits is sent at once.'
      }
      tried={view.tried}
    />
  );
}

/** Several pushers have the same; the one that heard from the vendor last speaks. */
function Credentials({ situation, service }: { situation: Situation; service: string }) {
  const credentials = reportsOf(situation, service)[0]?.credentials ?? [];
  if (credentials.length === 0) return <>none in use</>;
  return (
    <>
      {credentials.map(({ name, since, until, renewsItself }) => (
        <div key={name}>
          {name}
          {since !== undefined && `, ${inTime(situation.board.at - since)} old`}
          {until !== undefined && !renewsItself && (
            <>
              , until <When at={until} />
            </>
          )}
          {renewsItself && ', renews itself'}
        </div>
      ))}
    </>
  );
}

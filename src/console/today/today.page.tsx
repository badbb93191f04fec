/** Today: five queues by the clock, one line and one next act for each; what waits for whoever looks. */
import type { ComponentChildren } from 'preact';
import type { StaffContext } from '../frame/page-context';
import { Badge, Empty, type Tone } from '../frame/pieces';
import { consolePage } from '../frame/shell';
import { may } from '../frame/visitor';

export interface QueueLine {
  readonly name: string;
  /** Where the next act is done. */
  readonly path: string;
  readonly act: string;
  readonly what: string;
  /** How urgent it is, in words: `2 hours left`. */
  readonly clock: string;
  readonly tone: Tone;
}

export interface Queue {
  readonly id: string;
  readonly title: string;
  readonly lines: readonly QueueLine[];
  /** Of the queue; `lines` are its most urgent. */
  readonly total: number;
  /** Where all of it stands. */
  readonly path: string;
  /** Teaches what will be here. */
  readonly empty: string;
  /** Whether it waits for whoever looks, and not only for somebody. */
  readonly isMine: boolean;
}

/** How many cases wait for one thing, and where they stand. */
export interface Remaining {
  readonly what: string;
  readonly count: number;
  readonly path: string;
}

export function todayPage(
  context: StaffContext,
  { queues, remaining }: { readonly queues: readonly Queue[]; readonly remaining: readonly Remaining[] },
): string {
  return consolePage(context, { title: 'Today', menu: '/' }, () => (
    <>
      <p class="lead">{leadOf(queues)}</p>
      {queues.length === 0 && may(context.visitor, 'requests.log') && (
        <p>
          <a class="button" href="/contacts/new">
            Log a contact
          </a>
        </p>
      )}
      {queues.map((queue) => (
        <OneQueue key={queue.id} queue={queue} />
      ))}
      {remaining.length > 0 && (
        <nav aria-labelledby="open">
          <h2 id="open">All open cases, by what they wait for</h2>
          <ul class="chips">
            {remaining.map((one) => (
              <li key={one.path}>
                <a href={one.path}>
                  {one.what}: {one.count.toLocaleString('en-US')}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      )}
    </>
  ));
}

function leadOf(queues: readonly Queue[]): string {
  const mine = queues.filter((one) => one.isMine).reduce((sum, one) => sum + one.total, 0);
  if (queues.length === 0) return 'Log a contact when an authority makes one; nothing else waits for your roles.';
  if (mine === 0) return 'Nothing waits for you.';
  return mine === 1 ? 'One thing waits for you.' : `${mine.toLocaleString('en-US')} things wait for you.`;
}

function OneQueue({ queue }: { queue: Queue }) {
  const { id, title, lines, total, path, empty } = queue;
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>
        {title} {total > 0 && <Badge tone="warn">{String(total)}</Badge>}
      </h2>
      {lines.length === 0 ? <Empty>{empty}</Empty> : <Lines title={title} lines={lines} />}
      {total > lines.length && (
        <p>
          <a href={path}>All {total.toLocaleString('en-US')}</a>
        </p>
      )}
    </section>
  );
}

function Lines({ title, lines }: { title: string; lines: readonly QueueLine[] }) {
  const cells = (line: QueueLine): ComponentChildren[] => [
    <a key="act" href={line.path} aria-label={`${line.act}: ${line.name}`}>
      {line.act}
    </a>,
    <strong key="name">{line.name}</strong>,
    line.what,
    <Badge key="clock" tone={line.tone}>
      {line.clock}
    </Badge>,
  ];
  return (
    <div class="scroll">
      <table data-keys="rows" aria-label={title} class="queue">
        <tbody>
          {lines.map((line) => (
            <tr key={`${line.path} ${line.name}`}>
              {cells(line).map((cell, index) => (
                <td key={index}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** When a watcher joins the others, says that it has taken over, and lets go. */
import { nodeIn } from '../../test/swarm-watcher/makers';
import { Log } from '../platform/telemetry/log.service';
import { SwarmMap } from '../protocol/swarm-map';
import type { MapListener, NodeDirectory } from '../session-network/node-directory.service';
import type { Dispatcher } from './dispatcher.service';
import type { LeaseKeeper } from './leases/lease-keeper.service';
import { MessageSource } from './message-source';
import type { Share } from './share';
import { SwarmWatcher } from './swarm-watcher.service';
import { WatcherStats } from './watcher-stats';

class Quiet extends Log {
  override info(): void {}
}

/** Something that is under way until the test says otherwise. */
class Gate {
  open: () => void = () => undefined;
  readonly passed = new Promise<void>((resolve) => {
    this.open = resolve;
  });
}

class Source extends MessageSource {
  readonly known = new Gate();
  readonly heard = new Gate();

  constructor(
    private readonly name: string,
    private readonly events: string[],
  ) {
    super();
  }

  start(): void {
    this.events.push(`${this.name} starts`);
  }

  override ready(): Promise<void> {
    return this.known.passed;
  }

  share(): Promise<void> {
    return this.heard.passed;
  }

  async stop(): Promise<void> {
    this.events.push(`${this.name} stops`);
  }
}

const ALL: Share = { owns: () => true };
const turn = () => new Promise((resolve) => setImmediate(resolve));

function open() {
  const events: string[] = [];
  const swarms: string[][] = [];
  const leave = new Gate();
  let take: ((share: Share) => Promise<void>) | undefined;
  let onMap: MapListener | undefined;
  const leases = {
    know: (ids: string[]) => swarms.push(ids),
    join: (onShare: typeof take) => {
      events.push('joins');
      take = onShare;
    },
    leave: async () => {
      events.push('leaves');
      await leave.passed;
    },
  } as unknown as LeaseKeeper;
  const directory = {
    map: SwarmMap.of([nodeIn('1'), nodeIn('1'), nodeIn('2')]),
    onChange: (listener: MapListener) => {
      onMap = listener;
    },
  } as unknown as NodeDirectory;
  const sources = ['one', 'other'].map((name) => new Source(name, events));
  const stats = new WatcherStats();
  const watcher = new SwarmWatcher(leases, directory, sources, {} as Dispatcher, stats, new Quiet());
  watcher.onApplicationBootstrap();
  const [one, other] = sources as [Source, Source];
  return { watcher, events, swarms, leave, one, other, stats, take: () => take, onMap: () => onMap };
}

it('joins when every source knows what there is to watch, and not before', async () => {
  const { events, swarms, one, other, onMap } = open();
  one.known.open();
  await turn();
  expect(events).toEqual(['one starts', 'other starts']);
  other.known.open();
  await turn();
  expect(events).toEqual(['one starts', 'other starts', 'joins']);
  onMap()?.(SwarmMap.of([nodeIn('3')]));
  expect(swarms).toEqual([['1', '2'], ['3']]);
});

it('does not join any more once it is closing', async () => {
  const { watcher, events, leave, one, other } = open();
  leave.open();
  await watcher.beforeApplicationShutdown();
  one.known.open();
  other.known.open();
  await turn();
  expect(events).not.toContain('joins');
});

it('has taken over when every source is heard, and not before', async () => {
  const { one, other, stats, take } = open();
  one.known.open();
  other.known.open();
  await turn();
  let isTaken = false;
  void take()?.(ALL).then(() => {
    isTaken = true;
  });
  one.heard.open();
  await turn();
  expect([isTaken, stats.swarms]).toEqual([false, 2]);
  other.heard.open();
  await turn();
  expect(isTaken).toBe(true);
});

it('goes on watching until the others have taken over', async () => {
  const { watcher, events, leave } = open();
  const closed = watcher.beforeApplicationShutdown();
  await turn();
  expect(events).toEqual(['one starts', 'other starts', 'leaves']);
  leave.open();
  await closed;
  expect(events.slice(3)).toEqual(['one stops', 'other stops']);
});

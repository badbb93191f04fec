/** Carries out what the sessions decide: opens and closes connections, sends requests, reads what comes back. */
import { factsOf, type Log } from '../../platform/telemetry/log.service';
import {
  type ItemAnswer,
  monitorRequest,
  type NodeMessage,
  probeRequest,
  readItemAnswers,
  readNodeMessage,
  writeMonitorItems,
} from '../../protocol/monitor-wire';
import { ProtocolError } from '../../protocol/protocol-error';
import type { WatcherStats } from '../watcher-stats';
import type { ItemRefusals } from './item-refusals';
import type { Command, Work } from './monitor-session';
import type { AskedItem, Link, MonitoredSwarms } from './monitored-swarms';
import type { LinkMaker } from './node-link.connection';
import type { NoticeDesk } from './notice-desk';
import type { Layer, RequestComposer } from './request-composer.service';

/** Connects that may be made at once, over all nodes. */
const CONNECTS = 32;

const ENDINGS = { silent: 'links_silent', broken: 'links_broken', malformed: 'links_malformed' } as const;

export interface RunnerParts {
  readonly swarms: MonitoredSwarms;
  readonly desk: NoticeDesk;
  readonly composer: RequestComposer;
  readonly refusals: ItemRefusals;
  readonly maker: LinkMaker;
  readonly stats: WatcherStats;
  readonly log: Log;
  /** A node says that our clock, or a phone's, is wrong. */
  readonly wrongClock: () => void;
  /** Something may wait to be booked now. */
  readonly noticed: () => void;
}

export class LinkRunner {
  private isClosed = false;

  constructor(private readonly parts: RunnerParts) {}

  /** Does what is due everywhere. */
  advance(): void {
    const now = performance.now();
    let greeting = 0;
    let up = 0;
    let wanted = 0;
    for (const { session } of this.parts.swarms.links()) if (session.isGreeting) greeting += 1;
    for (const link of this.parts.swarms.links()) {
      const wasGreeting = link.session.isGreeting;
      this.carryOut(link, link.session.advance(now, greeting < CONNECTS), now);
      greeting += Number(link.session.isGreeting) - Number(wasGreeting);
      if (link.session.isUp) up += 1;
      if (link.session.pageCount > 0) wanted += 1;
    }
    this.parts.stats.links = up;
    this.parts.stats.linksWanted = wanted;
  }

  /** Whether every node of every swarm that is ours tells us of all that we want to be told of. */
  get isSettled(): boolean {
    const now = performance.now();
    return [...this.parts.swarms.links()].every(({ session }) => session.isSettled(now));
  }

  /** For links that are no more. */
  close(links: Iterable<Link>): void {
    for (const link of links) this.disconnect(link);
  }

  closeAll(): void {
    this.isClosed = true;
    this.close(this.parts.swarms.links());
    this.parts.stats.links = 0;
    this.parts.stats.linksWanted = 0;
  }

  private carryOut(link: Link, commands: readonly Command[], now: number): void {
    for (const command of commands) {
      switch (command.do) {
        case 'connect':
          this.connect(link);
          break;
        case 'probe':
          link.connection?.send(probeRequest(command.tag));
          break;
        case 'submit':
          void this.submit(link, command.tag, command.work, now);
          break;
        case 'close':
          if (command.ending !== 'unneeded') this.parts.stats.add(ENDINGS[command.ending]);
          this.disconnect(link);
          break;
      }
    }
  }

  private connect(link: Link): void {
    const connection = this.parts.maker.open(link.node, {
      said: (frames) => {
        if (link.connection === connection) this.hear(link, frames);
      },
      broken: () => {
        if (link.connection !== connection) return;
        const now = performance.now();
        this.carryOut(link, link.session.broken(now), now);
      },
    });
    link.connection = connection;
  }

  private disconnect(link: Link): void {
    const { connection } = link;
    link.connection = undefined;
    link.asked.clear();
    connection?.close();
  }

  private hear(link: Link, frames: readonly Buffer[]): void {
    const now = performance.now();
    try {
      this.obey(link, readNodeMessage(frames), now);
      link.session.wellFormed();
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.parts.stats.add('notices_malformed');
      this.carryOut(link, link.session.malformed(now), now);
    }
  }

  /** Throws ProtocolError when an answer does not fit what was asked. */
  private obey(link: Link, message: NodeMessage, now: number): void {
    switch (message.kind) {
      case 'notice':
        // Nobody has asked before the greeting.
        if (!link.session.isUp) throw new ProtocolError('a notice before the greeting');
        this.parts.desk.take(message.notice, link, now);
        this.parts.noticed();
        return;
      case 'hello':
        if (link.session.isGreeting) this.parts.stats.add('links_up');
        link.session.greeted(now);
        break;
      case 'reply':
        this.answered(link, message.tag, message.body, now);
        break;
      case 'refusal':
      case 'forbidden':
        link.asked.delete(message.tag);
        if (link.session.refused(message.tag, now)) this.parts.stats.add('monitor_requests_refused');
        break;
      case 'unknown-command':
        if (message.isProbe) {
          link.session.unknownProbe(now);
          break;
        }
        this.parts.stats.add('monitor_requests_refused', link.asked.size);
        link.asked.clear();
        link.session.unknownCommand(now);
        break;
    }
    this.carryOut(link, link.session.advance(now, false), now);
  }

  private answered(link: Link, tag: string, body: Buffer, now: number): void {
    const asked = link.asked.get(tag);
    link.asked.delete(tag);
    if (asked === undefined) {
      link.session.replied(tag, now);
      return;
    }
    let answers: ItemAnswer[];
    try {
      answers = readItemAnswers(body, asked.length);
    } catch (error) {
      link.session.refused(tag, now);
      throw error;
    }
    link.session.replied(tag, now);
    for (const [place, answer] of answers.entries()) this.judge(link, asked[place] as AskedItem, answer);
  }

  private judge(link: Link, { accountId, signature }: AskedItem, answer: ItemAnswer): void {
    if (answer === 'taken') return;
    if (answer === 'bad-time') {
      this.parts.stats.add('monitor_items_wrong_clock');
      this.parts.wrongClock();
      return;
    }
    this.parts.stats.add('monitor_items_refused');
    this.parts.refusals.add(accountId, signature, link.node.ed25519);
  }

  /** Puts a request together and sends it. Never rejects. */
  private async submit(link: Link, tag: string, work: Work, now: number): Promise<void> {
    const { connection, session } = link;
    let layers: readonly Layer[];
    try {
      layers = await this.compose(link, work, now);
    } catch (error) {
      if (link.connection === connection) session.notSent(tag, false, performance.now());
      if (!this.isClosed) this.parts.log.sparingly('warn', 'monitor requests cannot be put together', factsOf(error));
      return;
    }
    if (link.connection !== connection || connection === undefined) return;
    if (link.layer === 0) this.askOverLayers(link, work, layers);
    const layer = layers[link.layer];
    const items = this.shown(link, layer);
    if (layer === undefined || items.length === 0) {
      session.notSent(tag, true, performance.now());
      if (link.layer > 0 && 'page' in work) session.forget(work.page);
      return;
    }
    link.asked.set(tag, items);
    const body = items.length === layer.items.length ? layer.bytes : writeMonitorItems(items);
    connection.send(monitorRequest(tag, body));
    session.sent(tag, performance.now());
    this.parts.stats.add('monitor_requests');
    this.parts.stats.add('monitor_items', items.length);
  }

  /** Without those that went while the request was put together, and those that this member has refused before. */
  private shown(link: Link, layer: Layer | undefined): Layer['items'] {
    const { refusals, swarms } = this.parts;
    const isShown = ({ accountId, signature }: AskedItem) =>
      swarms.index.findId(accountId) !== undefined && !refusals.has(accountId, signature, link.node.ed25519);
    return layer?.items.every(isShown) === true ? layer.items : (layer?.items.filter(isShown) ?? []);
  }

  private compose(link: Link, work: Work, now: number): Promise<readonly Layer[]> {
    const { swarms, composer, refusals } = this.parts;
    const make = (slots: readonly number[]) => {
      const ids = swarms.idsOf(link, slots);
      const accountOf = (id: number) => {
        const slot = swarms.index.findId(id);
        return slot === undefined ? undefined : swarms.index.account(slot);
      };
      return composer.compose(ids, accountOf, refusals);
    };
    if ('slots' in work) return make(work.slots);
    const page = swarms.pages.get(work.page);
    if (page === undefined) return Promise.resolve([]);
    return composer.page(page.version, now, () => make(page.slots));
  }

  /** Further signatures of the same accounts go over connections of their own. */
  private askOverLayers(link: Link, work: Work, layers: readonly Layer[]): void {
    for (let number = 1; number < layers.length; number += 1) {
      const { session } = this.parts.swarms.onLayer(link, number);
      const now = performance.now();
      if ('page' in work) session.ask(work.page, now);
      else
        for (const page of new Set(work.slots.map((slot) => this.parts.swarms.index.page(slot))))
          session.ask(page, now);
    }
  }
}

/** One connection, event by event: what it asks for, when it asks again, and how it gives up and comes back. */
import fc from 'fast-check';
import { type Command, MonitorSession, type Work } from './monitor-session';

const MINUTE = 60_000;

/** A session with its clock; dice in the middle. */
class Play {
  now = 1_000;
  readonly session: MonitorSession;

  constructor(dice: () => number = () => 0.5) {
    this.session = new MonitorSession(dice);
  }

  advance(ms = 0, mayConnect = true): Command[] {
    this.now += ms;
    return this.session.advance(this.now, mayConnect);
  }

  /** Connected and greeted, with these pages. */
  up(...pages: number[]): this {
    for (const page of pages) this.session.ask(page, this.now);
    expect(this.advance()).toEqual([{ do: 'connect' }]);
    this.session.greeted(this.now);
    return this;
  }

  /** The one request that is due now, sent and answered; undefined when none is. */
  ask(): Work | undefined {
    const commands = this.advance();
    for (const each of commands) if (each.do === 'probe') this.session.replied(each.tag, this.now);
    const [command] = commands.filter((each) => each.do === 'submit');
    if (command?.do !== 'submit') return undefined;
    this.session.sent(command.tag, this.now);
    expect(this.session.replied(command.tag, this.now)).toEqual(command.work);
    return command.work;
  }
}

describe('connecting', () => {
  it('waits until there is something to ask for, and room to connect', () => {
    const play = new Play();
    expect(play.advance()).toEqual([]);
    play.session.ask(7, play.now);
    expect(play.advance(0, false)).toEqual([]);
    expect(play.advance()).toEqual([{ do: 'connect' }]);
    expect(play.advance()).toEqual([]);
    expect(play.session.isGreeting).toBe(true);
  });

  it('gives up on a node that does not greet, with growing pauses up to ten minutes', () => {
    const play = new Play();
    play.session.ask(7, play.now);
    const pauses: number[] = [];
    for (let attempt = 0; attempt < 14; attempt += 1) {
      expect(play.advance()).toEqual([{ do: 'connect' }]);
      expect(play.advance(10_000)).toEqual([{ do: 'close', ending: 'silent' }]);
      const from = play.now;
      while (play.session.advance(play.now, false).length === 0 && !wouldConnect(play)) play.now += 250;
      pauses.push(play.now - from);
    }
    expect(pauses[0]).toBeLessThanOrEqual(1_250);
    expect(pauses.at(-1)).toBe(10 * MINUTE);
    expect([...pauses].sort((a, b) => a - b)).toEqual(pauses);
  });
});

function onlyOf(commands: readonly Command[]): Command & { readonly tag: string } {
  expect(commands).toHaveLength(1);
  return commands[0] as Command & { readonly tag: string };
}

function wouldConnect(play: Play): boolean {
  const twin = Object.assign(Object.create(MonitorSession.prototype), play.session) as MonitorSession;
  return twin.advance(play.now, true).length > 0;
}

describe('asking', () => {
  it('asks for every page at once, one after the other, and again after 45 to 55 minutes', () => {
    const play = new Play().up(1, 2, 3);
    expect([play.ask(), play.ask(), play.ask(), play.ask()]).toEqual([
      { page: 1 },
      { page: 2 },
      { page: 3 },
      undefined,
    ]);
    play.now += 45 * MINUTE - 1;
    expect(play.ask()).toBeUndefined();
    play.now += 10 * MINUTE;
    expect([play.ask(), play.ask(), play.ask()].map((work) => (work as { page: number }).page).sort()).toEqual([
      1, 2, 3,
    ]);
  });

  it('asks for newcomers before anything else, and has one request under way', () => {
    const play = new Play().up(1, 2);
    const first = onlyOf(play.advance());
    expect(first).toMatchObject({ do: 'submit', work: { page: 1 } });
    play.session.welcome(40);
    play.session.welcome(41);
    expect(play.advance()).toEqual([]);
    play.session.replied(first.tag, play.now);
    expect(play.ask()).toEqual({ slots: [40, 41] });
    expect(play.ask()).toEqual({ page: 2 });
  });

  it('asks anew for a page that was wanted again while it was under way', () => {
    const play = new Play().up(1);
    const first = onlyOf(play.advance());
    play.session.ask(1, play.now);
    play.session.replied(first.tag, play.now);
    expect(play.ask()).toEqual({ page: 1 });
  });

  it('asks for everything again after a connection broke: a node that started anew has forgotten', () => {
    const play = new Play().up(1, 2);
    play.ask();
    play.ask();
    expect(play.session.broken(play.now)).toEqual([{ do: 'close', ending: 'broken' }]);
    expect(play.advance()).toEqual([]);
    expect(play.advance(2_000)).toEqual([{ do: 'connect' }]);
    play.session.greeted(play.now);
    expect([play.ask(), play.ask()]).toEqual([{ page: 1 }, { page: 2 }]);
  });

  it('tries a request that was refused as a whole again after minutes, one that could not be made after a second', () => {
    const play = new Play().up(1);
    const first = onlyOf(play.advance());
    play.session.notSent(first.tag, false, play.now);
    const second = onlyOf(play.advance(1_500));
    expect(second).toMatchObject({ work: { page: 1 } });
    expect(play.session.refused(second.tag, play.now)).toBe(true);
    expect(play.advance(4 * MINUTE).filter((one) => one.do === 'submit')).toEqual([]);
  });

  it('listens on while nothing can be put together', () => {
    const play = new Play().up(1);
    play.ask();
    play.session.welcome(40);
    for (let minute = 0; minute < 60; minute += 0.05) {
      for (const command of play.advance(3_000)) {
        expect(command.do).not.toBe('close');
        if (command.do === 'probe') play.session.replied(command.tag, play.now);
        if (command.do === 'submit') play.session.notSent(command.tag, false, play.now);
      }
    }
    expect(play.session.isUp).toBe(true);
    expect([play.advance(3_000), play.ask()]).toEqual([
      [{ do: 'submit', tag: expect.any(String), work: { slots: [40] } }],
      undefined,
    ]);
  });

  it('closes when nothing is left to ask for, and connects at once when there is', () => {
    const play = new Play().up(1);
    play.session.forget(1);
    expect(play.advance()).toEqual([{ do: 'close', ending: 'unneeded' }]);
    play.session.ask(2, play.now);
    expect(play.advance()).toEqual([{ do: 'connect' }]);
  });
});

describe('a node that', () => {
  it('does not answer a request within half a minute is left', () => {
    const play = new Play().up(1);
    const first = onlyOf(play.advance());
    play.session.sent(first.tag, play.now);
    expect(play.advance(29_000)).toEqual([]);
    expect(play.advance(1_000)).toEqual([{ do: 'close', ending: 'silent' }]);
  });

  it.each<[string, (play: Play, tag: string) => void]>([
    ['refuses it', (play, tag) => play.session.refused(tag, play.now)],
    ['does not know what it is', (play) => play.session.unknownProbe(play.now)],
  ])('does not answer a probe is left; one that %s is there', (_how, say) => {
    const play = new Play().up(1);
    play.ask();
    const probe = onlyOf(play.advance(MINUTE));
    expect(probe.do).toBe('probe');
    say(play, probe.tag);
    expect(play.advance(30_000)).toEqual([]);
    expect(play.advance(MINUTE)[0]?.do).toBe('probe');
    expect(play.advance(30_000)).toEqual([{ do: 'close', ending: 'silent' }]);
  });

  it('says three things in a row that are none is left for half a minute and more', () => {
    const play = new Play().up(1);
    for (const _ of [1, 2]) expect(play.session.malformed(play.now)).toEqual([]);
    play.session.wellFormed();
    for (const _ of [1, 2]) expect(play.session.malformed(play.now)).toEqual([]);
    expect(play.session.malformed(play.now)).toEqual([{ do: 'close', ending: 'malformed' }]);
    expect(play.advance(29_000)).toEqual([]);
    expect(play.advance(2_000)).toEqual([{ do: 'connect' }]);
    play.session.greeted(play.now);
    for (const _ of [1, 2, 3]) play.session.malformed(play.now);
    expect(play.advance(59_000)).toEqual([]);
    expect(play.advance(2_000)).toEqual([{ do: 'connect' }]);
  });

  it('answers what nobody asked changes nothing', () => {
    const play = new Play().up(1);
    expect(play.session.replied('zz', play.now)).toBeUndefined();
    expect(play.session.refused('zz', play.now)).toBe(false);
    expect(play.ask()).toEqual({ page: 1 });
  });
});

it('whatever happens, no page is left without a request for longer than it lives while the node answers', () => {
  const event = fc.oneof(
    fc.nat({ max: 5 }).map((page) => ({ ask: page })),
    fc.nat({ max: 5 }).map((page) => ({ later: page })),
    fc.constantFrom('break', 'nonsense', 'fail' as const),
    fc.nat({ max: 20 * MINUTE }).map((ms) => ({ ms })),
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), fc.double({ min: 0, max: 0.999, noNaN: true }), (events, dice) => {
      const play = new Play(() => dice);
      const known = new Map<number, number>();
      const wanted = new Set<number>();
      /** A node that answers everything at once; `fails`: the next request cannot be put together. */
      const run = (fails = false) => {
        let hasFailed = !fails;
        for (let turn = 0; turn < 40; turn += 1) {
          for (const command of play.advance()) {
            if (command.do === 'close') known.clear();
            if (command.do === 'connect') play.session.greeted(play.now);
            if (command.do === 'probe') play.session.replied(command.tag, play.now);
            if (command.do !== 'submit') continue;
            if (hasFailed) {
              play.session.sent(command.tag, play.now);
              play.session.replied(command.tag, play.now);
              if ('page' in command.work) known.set(command.work.page, play.now);
            } else play.session.notSent(command.tag, false, play.now);
            hasFailed = true;
          }
        }
      };
      const end = (commands: Command[]) => commands.some((each) => each.do === 'close') && known.clear();
      for (const each of events) {
        if (each === 'break') end(play.session.broken(play.now));
        else if (each === 'nonsense') for (const _ of [1, 2, 3]) end(play.session.malformed(play.now));
        else if (each === 'fail') run(true);
        else if ('ask' in each) {
          wanted.add(each.ask);
          play.session.ask(each.ask, play.now);
        } else if ('later' in each) {
          if (!wanted.has(each.later)) known.set(each.later, play.now);
          wanted.add(each.later);
          play.session.askLater(each.later, play.now);
        } else
          for (let left = each.ms; left > 0; left -= 10_000) {
            play.now += Math.min(left, 10_000);
            run();
          }
      }
      // The longest pause is over, and everything has been asked for again.
      for (let left = 15 * MINUTE; left > 0; left -= 10_000) {
        play.now += 10_000;
        run();
      }
      for (const page of wanted) expect(play.now - (known.get(page) ?? 0)).toBeLessThan(65 * MINUTE);
    }),
    { numRuns: 200 },
  );
});

/** The demonstration as scenes, each at its instant: written down request by request, played in the order of time. */
import type { EventBody } from '../../src/transparency/case-event';
import type { CaseState } from '../../src/transparency/case-state';
import type { ApprovableBody } from '../../src/transparency/needed-approval';
import type { NewContact } from '../../src/transparency/new-contact';
import type { CheckOfSender, NewCheck } from '../../src/transparency/sender-check';
import { authorityOf } from './authorities';
import { type Calendar, iso } from './calendar';
import type { DemoRoom } from './demo-room';
import { APPROVER } from './invented-people';
import type { Paper } from './papers';

interface Scene {
  readonly at: number;
  readonly play: (room: DemoRoom) => Promise<unknown>;
}

/** An event, or how it follows from the case. */
type Body = EventBody | ((state: CaseState) => EventBody);

export class Story {
  private readonly scenes: Scene[] = [];

  constructor(readonly calendar: Calendar) {}

  add(at: number, play: Scene['play']): void {
    this.scenes.push({ at, play });
  }

  /** A request that arrives, and how its life goes on. */
  request(
    at: number,
    by: string,
    contact: Omit<NewContact, 'receivedAt'>,
    papers: readonly Paper[] = [],
  ): RequestStory {
    return new RequestStory(this, at, { by, contact, papers });
  }

  async play(room: DemoRoom): Promise<void> {
    const inOrder = this.scenes.toSorted((a, b) => a.at - b.at);
    for (const { at, play } of inOrder) {
      room.clock.set(at);
      await play(room);
    }
  }
}

interface Arrival {
  readonly by: string;
  readonly contact: Omit<NewContact, 'receivedAt'>;
  readonly papers: readonly Paper[];
}

/** Writes down what happens to one request; each step comes after the one before. */
export class RequestStory {
  private id = '';

  constructor(
    private readonly story: Story,
    private at: number,
    { by, contact, papers }: Arrival,
  ) {
    story.add(at, async (room) => {
      const made = await Promise.all(papers.map((paper) => paper()));
      const isExact = contact.precision === undefined || contact.precision === 'minute';
      const authorityId = await authorityOf(room, contact);
      this.id = await room.work.begin({ ...contact, authorityId, receivedAt: isExact ? iso(at) : null }, made, by);
    });
  }

  /** The next step comes so much later, ms; in the morning, when that is at night. */
  after(ms: number): this {
    this.at = this.story.calendar.atWork(this.at + ms);
    return this;
  }

  /** The next step comes at this instant. */
  on(ms: number): this {
    this.at = ms;
    return this;
  }

  take(by: string, body: Body): this {
    return this.add(async (room) => {
      const state = await room.log.state(this.id);
      await room.work.take(seen(state, by), typeof body === 'function' ? body(state) : body);
    });
  }

  /** How it was checked who asks, and what came of it, at once. */
  checked(
    by: string,
    { result, how, ...check }: Omit<NewCheck, 'checkedAt'> & Pick<CheckOfSender, 'result' | 'how'>,
  ): this {
    const checkedAt = iso(this.at);
    return this.add(async (room) => {
      const state = await room.log.state(this.id);
      await room.work.check(seen(state, by), { result, how, check: { ...check, checkedAt } });
    });
  }

  note(by: string, text: string): this {
    return this.add(async (room) => room.work.note(seen(await room.log.state(this.id), by), text));
  }

  paper(by: string, paper: Paper): this {
    return this.add(async (room) => {
      const made = await paper();
      await room.work.addPapers(seen(await room.log.state(this.id), by), [made]);
    });
  }

  ask(by: string, body: ApprovableBody): this {
    return this.add(async (room) => room.work.ask(seen(await room.log.state(this.id), by), body));
  }

  /** The approver approves, or returns with a note, what waits. */
  decided(note?: string): this {
    return this.add(async (room) => {
      const asked = (await room.approvals.about(this.id)).find((one) => one.decision === null);
      const decision = note === undefined ? 'approved' : 'refused';
      await room.work.decide({ id: asked?.id ?? '', by: APPROVER, decision, note });
    });
  }

  /** Runs a query within the scope that was approved. */
  search(by: string, query: string): this {
    return this.add(async (room) => {
      const { version } = await room.log.state(this.id);
      const approved = (await room.approvals.about(this.id)).find((one) => one.subject === 'lookup');
      await room.lookups.run({ caseId: this.id, version, approvalId: approved?.id ?? '', query, by });
    });
  }

  mergedInto(other: RequestStory, by: string): this {
    return this.take(by, () => ({ type: 'merge', into: other.id }));
  }

  private add(play: Scene['play']): this {
    this.story.add(this.at, play);
    return this;
  }
}

function seen(state: CaseState, by: string) {
  return { caseId: state.id, version: state.version, by };
}

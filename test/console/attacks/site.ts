/** A console with something on every page, and people of every role in it. */
import { AuthorityDesk } from '../../../src/console/authorities/authority-desk.service';
import { ROLES, type StaffRole } from '../../../src/console/frame/permissions';
import { Templates } from '../../../src/console/replies/templates.service';
import { Invitations } from '../../../src/console/staff/invitations.service';
import { Sessions } from '../../../src/console/staff/sessions.service';
import type { Entry } from '../../../src/transparency/chain/entry';
import { asQuarter } from '../../../src/transparency/quarter';
import { ConsoleHouse, Person } from '../house';
import { roleFor } from './routes';

const AGENT = 'a browser of the tests';

export class Site {
  private constructor(
    readonly house: ConsoleHouse,
    /** Has every role, so that no page is out of reach. */
    readonly everybody: Person,
  ) {}

  static async open(options: { readonly url?: string } = {}): Promise<Site> {
    const house = await ConsoleHouse.open(options);
    const site = new Site(house, await house.person('every-body', ...ROLES));
    await site.furnish();
    return site;
  }

  get routes() {
    return this.house.routes;
  }

  /** One person for each role, under its name. */
  async ofEachRole(): Promise<ReadonlyMap<StaffRole, Person>> {
    const people = new Map<StaffRole, Person>();
    for (const role of ROLES) people.set(role, await this.house.person(role.replaceAll('_', '-'), role));
    return people;
  }

  /** Somebody with one role that may do it. */
  newPerson(name: string, permission: Parameters<typeof roleFor>[0]): Promise<Person> {
    return this.house.person(name, roleFor(permission));
  }

  /** Another browser of somebody who is there. */
  async againIn(name: string): Promise<Person> {
    const { database } = this.house.room;
    const [row] = await database.query<{ id: string }>(
      'UPDATE staff SET disabled_at = NULL, roles = $2 WHERE name = $1 RETURNING id',
      [name, ROLES],
    );
    if (row === undefined) throw new Error(`there is no ${name}`);
    return new Person(this.house.url, name, await this.house.find(Sessions).open(row.id, AGENT, true));
  }

  /** How far both chains reach: whatever is done makes one of them longer. */
  async recorded(): Promise<{ events: number; acts: number }> {
    const [row] = await this.house.room.database.query<{ events: number; acts: number }>(
      `SELECT (SELECT count(*)::integer FROM case_event) AS events,
              (SELECT count(*)::integer FROM staff_act WHERE entry ->> 'kind' <> 'signed_in') AS acts`,
    );
    return row ?? { events: 0, acts: 0 };
  }

  close(): Promise<void> {
    return this.house.close();
  }

  /** One that is in use, and others that wait for a second person. */
  private async furnishReplies(): Promise<void> {
    const templates = this.house.find(Templates);
    for (const title of ['One in use', 'One that waits', 'Another', 'A third']) {
      const texts = { en: '{{their_reference}} of {{received_on}}', de: null, fr: null, it: null };
      const id = await templates.begin({ title, texts }, 'officer');
      const decided = { by: 'approver', decision: 'approved', note: null } as const;
      if (title === 'One in use') await templates.decide(id, 1, decided);
    }
  }

  private async furnish(): Promise<void> {
    const { room } = this.house;
    await room.contact({ receivedAt: '2025-11-03T10:00:00.000Z' });
    await room.contact();
    const authorityId = await this.house.find(AuthorityDesk).add(
      {
        given: { name: 'A police', level: 'cantonal', type: 'police', country: 'CH', naming: 'type_only' },
        contacts: { to: 'The number of the register' },
      },
      'officer',
    );
    await this.furnishReplies();
    const caseId = await room.contact({ reference: 'second', emergency: true, authorityId });
    const items: Extract<Entry['body'], { type: 'draft_decision' }>['items'] = [
      { result: 'pending', category: 'push_registration' },
    ];
    await room.step(caseId, { type: 'triage' });
    await room.step(caseId, { type: 'begin_verification' });
    const { version } = await room.log.state(caseId);
    const contact = { source: 'official_register', way: 'phone', where: 'the register', person: 'a clerk' } as const;
    const checkedAt = new Date(room.clock.now()).toISOString();
    const check = { checkedAt, contact, marks: [{ mark: 'dkim', fits: true } as const] };
    await room.work.check({ caseId, version, by: 'officer' }, { result: 'verified', check });
    await room.step(caseId, { type: 'hold', scope: 'existence', until: '2026-12-31' });
    await room.step(caseId, { type: 'draft_decision', items, reasons: [] });
    await room.step(caseId, { type: 'submit_decision' });
    const quarter = asQuarter('2025-Q4');
    const dataAsOf = new Date(room.clock.now()).toISOString();
    await room.publish({ quarter, dataAsOf, reason: 'first', by: 'publisher-1' });
    this.house.later(60_000);
    await room.contact({ receivedAt: '2025-12-01T10:00:00.000Z', reference: 'late' });
    const later = new Date(room.clock.now()).toISOString();
    const draft = await room.reports.draft({ quarter, dataAsOf: later, reason: 'late_arrival', by: 'publisher-1' });
    await room.reports.requestApproval(draft.id, 'publisher-1');
    await this.house.person('some-body', 'intake');
    await this.house.find(Invitations).byOperator('invited-one', ['intake']);
  }
}

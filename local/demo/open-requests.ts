/** Requests that are open now: something in every queue, and in every step a case can be at. */
import { laterDate, zurichDate } from '../../src/transparency/zurich-time';
import { type Calendar, DAY, HOUR, iso, MINUTE } from './calendar';
import { account, foreignDemand, prosecutorOrder } from './contacts';
import { INTAKE, OFFICER } from './invented-people';
import { letterIn, mailIn } from './papers';
import { itemsOf, toDisclosure, toEnd, toRefusal, toReview, toSearch } from './routes';
import type { Story } from './story';

/** `phone`: the account of a phone that is subscribed in this run, so that a search finds something. */
export function openRequests(story: Story, calendar: Calendar, phone: string): void {
  arrived(story, calendar);
  inReview(story, calendar);
  waitingForTwo(story, calendar);
  approved(story, calendar, phone);
  ending(story, calendar);
}

function arrived(story: Story, calendar: Calendar): void {
  story
    .request(
      calendar.before(3 * HOUR),
      INTAKE,
      foreignDemand('DE', 'KDD 77', {
        ...{ process: 'emergency_voluntary', emergency: true, deadlineAt: iso(calendar.now + 5 * HOUR) },
        details: 'A missing person is said to have written from this account an hour ago.',
      }),
      [mailIn('emergency.eml', 'Missing person KDD 77', 'Please call the desk back at once.')],
    )
    .after(20 * MINUTE)
    .take(OFFICER, { type: 'triage' })
    .after(10 * MINUTE)
    .take(OFFICER, { type: 'begin_verification' })
    .after(5 * MINUTE)
    .checked(OFFICER, {
      result: 'not_reached',
      contact: { source: 'official_register', way: 'phone', where: 'Switchboard of the police, in the register' },
      marks: [{ mark: 'mail_domain', fits: true }],
    })
    .after(5 * MINUTE)
    .note(OFFICER, 'The number in the mail is not in the public register. Looking for the desk’s own.');
  story.request(
    calendar.before(50 * MINUTE),
    INTAKE,
    prosecutorOrder('PTSS 9-02', {
      ...{ channel: 'ptss', process: 'ch_spta_information_request', deadlineAt: iso(calendar.ahead(9, '17:00')) },
    }),
  );
  story
    .request(calendar.ago(2, '16:20'), INTAKE, {
      ...prosecutorOrder('IN 4'),
      ...{ kind: 'technical_assistance_demand', country: 'IN', process: 'foreign_direct', channel: 'email' },
      ...{ targets: [], categories: [], details: 'Asks to build in a way to read along. Names no law.' },
    })
    .after(1 * HOUR)
    .take(OFFICER, { type: 'triage' });
}

function inReview(story: Story, calendar: Calendar): void {
  const identifier = account('VD 550');
  const soon = story.request(
    calendar.ago(8, '10:12'),
    INTAKE,
    prosecutorOrder('VD 550', { targets: [identifier], deadlineAt: iso(calendar.ahead(2, '17:00')) }),
    [letterIn('order.pdf', 'Order of a prosecutor', 'Reference VD 550', 'To be answered within ten days.')],
  );
  toReview(soon);
  // The same identifier again, under another reference: a duplicate, or a new instrument?
  story.request(
    calendar.ago(1, '11:30'),
    INTAKE,
    prosecutorOrder('VD 550 bis', { targets: [identifier], deadlineAt: iso(calendar.ahead(12, '17:00')) }),
  );

  toReview(
    story.request(
      calendar.ago(15, '09:00'),
      INTAKE,
      foreignDemand('FR', 'CRI 6', {
        ...{ process: 'ch_mla_execution', viaCountry: 'CH', deadlineAt: iso(calendar.ago(1, '17:00')) },
      }),
    ),
  )
    .after(2 * DAY)
    .take(OFFICER, { type: 'ask_clarification' })
    .after(10 * MINUTE)
    .note(OFFICER, 'Two of the identifiers are malformed; asked which accounts are meant.');
}

function waitingForTwo(story: Story, calendar: Calendar): void {
  const american = story.request(
    calendar.ago(5, '09:35'),
    INTAKE,
    foreignDemand('US', 'DA 1021', { deadlineAt: iso(calendar.ahead(3, '17:00')) }),
    [mailIn('subpoena.eml', 'Subpoena DA 1021', 'You are commanded to produce all records.')],
  );
  toRefusal(toReview(american), 'no_jurisdiction_foreign_direct', 'overbroad');

  toSearch(
    toReview(
      story.request(
        calendar.ago(4, '08:50'),
        INTAKE,
        prosecutorOrder('LU 42', { deadlineAt: iso(calendar.ahead(6, '17:00')) }),
        [letterIn('order.pdf', 'Order of a prosecutor', 'Reference LU 42')],
      ),
    ),
  );

  toDisclosure(
    toReview(
      story.request(
        calendar.ago(9, '13:15'),
        INTAKE,
        prosecutorOrder('BS 19', {
          ...{ process: 'ch_court_order', targets: [account('BS 19'), account('BS 19 b')] },
          deadlineAt: iso(calendar.ahead(4, '17:00')),
        }),
      ),
    ),
    ['no_data', 'no_data', 'rejected', 'rejected'],
  );
}

function approved(story: Story, calendar: Calendar, phone: string): void {
  const search = story.request(
    calendar.ago(6, '10:30'),
    INTAKE,
    prosecutorOrder('GE 230', {
      ...{ process: 'ch_court_order', targets: [{ identifier: phone, type: 'account_id' }] },
      ...{ deadlineAt: iso(calendar.ahead(5, '17:00')) },
    }),
    [letterIn('order.pdf', 'Order of a court', 'Reference GE 230')],
  );
  toSearch(toReview(search))
    .after(5 * HOUR)
    .decided();

  const reply = story.request(calendar.ago(10, '09:20'), INTAKE, prosecutorOrder('NE 7'));
  toDisclosure(toReview(reply), ['no_data'])
    .after(5 * HOUR)
    .decided();

  toReview(story.request(calendar.ago(7, '14:00'), INTAKE, foreignDemand('PL', 'KGP 5')))
    .after(2 * DAY)
    .take(OFFICER, { type: 'withdraw_notice' });
}

function ending(story: Story, calendar: Calendar): void {
  const today = zurichDate(calendar.now);
  const closed = toReview(
    story.request(calendar.ago(40, '10:45'), INTAKE, prosecutorOrder('FR 61', { realTime: true })),
  ).take(OFFICER, { type: 'hold', scope: 'content', until: laterDate(today, -1), basis: 'Order FR 61, last sentence' });
  toEnd(toRefusal(closed, 'unspecific_target'), 'Answer to FR 61', 'The order names nobody.');

  const lifting = toReview(story.request(calendar.ago(33, '11:00'), INTAKE, prosecutorOrder('JU 3'))).take(OFFICER, {
    ...{ type: 'hold', scope: 'user_notice', until: laterDate(today, -3), basis: 'Order JU 3' },
  });
  toEnd(toDisclosure(lifting, ['no_data']), 'Answer to JU 3', 'Nothing is held.')
    .on(calendar.ago(1, '15:30'))
    .ask(OFFICER, { type: 'hold_lift', scope: 'user_notice' });

  const contested = story.request(calendar.ago(25, '09:50'), INTAKE, foreignDemand('NL', 'OM 14'));
  toEnd(toRefusal(toReview(contested), 'no_jurisdiction_foreign_direct'), 'Answer to OM 14')
    .on(calendar.ago(3, '10:00'))
    .take(OFFICER, { type: 'contest' })
    .after(1 * DAY)
    .take(OFFICER, { type: 'reopen' })
    .after(1 * HOUR)
    .take(OFFICER, (state) => ({
      ...{ type: 'draft_decision', items: itemsOf(state, ['rejected']), reasons: ['no_jurisdiction_foreign_direct'] },
    }));
}

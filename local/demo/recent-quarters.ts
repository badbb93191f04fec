/** Requests of the last three published quarters: of every outcome, with what happened to them since. */
import { shifted } from '../../src/transparency/quarter';
import { laterDate, zurichDate } from '../../src/transparency/zurich-time';
import { type Calendar, DAY, HOUR, MINUTE } from './calendar';
import { account, foreignDemand, inquiry, prosecutorOrder } from './contacts';
import { INTAKE, OFFICER } from './invented-people';
import { letterIn, mailIn } from './papers';
import { toDisclosure, toEnd, told, toRefusal, toReview } from './routes';
import type { Story } from './story';

export function recentQuarters(story: Story, calendar: Calendar): void {
  twoBeforeNewest(story, calendar);
  beforeNewest(story, calendar);
  newest(story, calendar);
}

function twoBeforeNewest(story: Story, calendar: Calendar): void {
  const quarter = shifted(calendar.newest, -2);
  const court = story.request(
    calendar.in(quarter, 11, '09:40'),
    INTAKE,
    prosecutorOrder('ZH 4411', {
      process: 'ch_court_order',
      targets: [account('ZH 4411')],
      categories: ['support_correspondence', 'push_registration'],
      details: 'A court orders what the user wrote to support, and the registration for push notifications.',
    }),
    [letterIn('order.pdf', 'Order of a court', 'Reference ZH 4411', 'To hand over within 20 days.')],
  );
  toDisclosure(toReview(court), ['disclosed', 'disclosed']);
  told(court, 'notified_before');
  toEnd(court, 'Answer to the order ZH 4411', 'The messages to support are enclosed.')
    .after(2 * DAY)
    .ask(OFFICER, {
      type: 'redact',
      narrative: 'A court ordered what a user had written to support. The user was told beforehand and did not object.',
    })
    .after(5 * HOUR)
    .decided();

  const french = story.request(calendar.in(quarter, 30, '14:05'), INTAKE, foreignDemand('FR', 'PJ 88-0'), [
    mailIn('request.eml', 'Requisition PJ 88-0', 'Please tell us who uses this account.'),
  ]);
  toEnd(toRefusal(toReview(french), 'no_jurisdiction_foreign_direct'), 'Answer to PJ 88-0', 'Please use the treaty.');

  // Secret at first: it appears in a second version of the report, when two people have lifted the order.
  const secret = story
    .request(calendar.in(quarter, 44, '11:20'), INTAKE, prosecutorOrder('BE 70', { process: 'ch_surveillance_order' }))
    .after(5 * MINUTE)
    .take(INTAKE, {
      type: 'hold',
      scope: 'existence',
      until: zurichDate(calendar.in(shifted(quarter, 1), 40, '12:00')),
      basis: 'Order BE 70, second paragraph',
    });
  toEnd(toDisclosure(toReview(secret), ['no_data', 'no_data']), 'Answer to BE 70', 'Nothing was found.')
    .on(calendar.in(shifted(quarter, 1), 42, '10:00'))
    .ask(OFFICER, { type: 'hold_lift', scope: 'existence' })
    .after(4 * HOUR)
    .decided();
}

function beforeNewest(story: Story, calendar: Calendar): void {
  const quarter = shifted(calendar.newest, -1);
  const emergency = story.request(
    calendar.in(quarter, 8, '14:50'),
    INTAKE,
    foreignDemand('DE', 'LKA 12', {
      process: 'emergency_voluntary',
      emergency: true,
      categories: ['push_registration', 'push_token'],
      details: 'Says that a life is in danger, and asks for the push token of an account.',
    }),
    [mailIn('emergency.eml', 'Emergency LKA 12', 'Imminent danger to life. Please call back.')],
  );
  told(toEnd(toDisclosure(toReview(emergency), ['disclosed', 'no_data']), 'Answer to LKA 12'), 'notified_after');

  const ptss = story.request(
    calendar.in(quarter, 25, '08:15'),
    INTAKE,
    prosecutorOrder('PTSS 5-17', { channel: 'ptss', process: 'ch_spta_information_request' }),
  );
  toEnd(toDisclosure(toReview(ptss), ['no_data']), 'Answer to PTSS 5-17', 'Nothing is held of this account.');

  const byMail = story.request(calendar.in(quarter, 47, '09:30'), INTAKE, foreignDemand('ES', 'GC 3/2'), [
    mailIn('request.eml', 'Requerimiento GC 3/2', 'The original follows by post.'),
  ]);
  toEnd(toRefusal(toReview(byMail), 'no_jurisdiction_foreign_direct', 'language'), 'Answer to GC 3/2');
  story
    .request(calendar.in(quarter, 52, '10:10'), INTAKE, foreignDemand('ES', 'GC 3/2', { channel: 'post' }), [
      mailIn('request.eml', 'Requerimiento GC 3/2', 'The original follows by post.'),
    ])
    .after(2 * HOUR)
    .mergedInto(byMail, OFFICER);

  // Logged as from the wrong country, which was seen long after its report was out.
  const american = story.request(calendar.in(quarter, 63, '16:45'), INTAKE, foreignDemand('US', 'FO 9'));
  toEnd(toRefusal(toReview(american), 'no_jurisdiction_foreign_direct'), 'Answer to FO 9')
    .on(calendar.ago(1, '16:10'))
    .note(OFFICER, 'The letterhead is Canadian: the country was wrong.')
    .after(5 * MINUTE)
    .take(OFFICER, { type: 'reclassify', field: 'country', to: 'CA' });
}

function newest(story: Story, calendar: Calendar): void {
  const quarter = calendar.newest;
  decidedInTime(story, calendar);
  const asked = story.request(calendar.in(quarter, 14, '13:00'), INTAKE, inquiry('AT'));
  const answered = toReview(asked)
    .after(1 * DAY)
    .take(OFFICER, { type: 'draft_decision', items: [], reasons: [] })
    .after(10 * MINUTE)
    .take(OFFICER, { type: 'submit_decision' });
  answered
    .after(4 * HOUR)
    .decided()
    .after(1 * HOUR)
    .paper(OFFICER, async () => ({
      ...{ name: 'answer.txt', role: 'correspondence_out', direction: 'out' },
      bytes: Buffer.from('Our page “What we hold” answers this. Invented for a demonstration.\n'),
    }))
    .after(5 * MINUTE)
    .take(OFFICER, { type: 'close', outcome: 'answered_public_info' });

  story
    .request(calendar.in(quarter, 29, '17:30'), INTAKE, foreignDemand('GB', 'MET 1', { emergency: true }), [
      mailIn('urgent.eml', 'URGENT', 'Send us everything at once. Do not call back.'),
    ])
    .after(30 * MINUTE)
    .take(OFFICER, { type: 'triage' })
    .after(5 * MINUTE)
    .take(OFFICER, { type: 'begin_verification' })
    .after(2 * HOUR)
    .checked(OFFICER, {
      result: 'failed',
      how: 'The headquarters knows nothing of it; the domain is new.',
      contact: {
        ...{ source: 'authority_website', way: 'phone' },
        where: 'Main number of the headquarters, on its own website',
        person: 'Duty desk',
      },
      marks: [
        { mark: 'mail_domain', fits: false },
        { mark: 'dkim', fits: false },
      ],
    });

  story
    .request(calendar.in(quarter, 38, '10:00'), INTAKE, {
      ...prosecutorOrder('AG 21'),
      ...{ kind: 'preservation', process: 'preservation_coc29', details: 'Asks to keep what there is for 90 days.' },
    })
    .after(2 * HOUR)
    .take(OFFICER, { type: 'triage' })
    .after(2 * DAY)
    .take(OFFICER, { type: 'withdraw_notice' })
    .after(1 * HOUR)
    .take(OFFICER, { type: 'close' });

  // Open when its report came out, decided since: the report is behind.
  const late = story.request(calendar.in(quarter, 71, '09:05'), INTAKE, prosecutorOrder('SG 300'), [
    letterIn('order.pdf', 'Order of a prosecutor', 'Reference SG 300'),
  ]);
  toDisclosure(toReview(late), ['disclosed', 'rejected']);
  toEnd(told(late.on(calendar.ago(1, '09:30')), 'delayed_by_order'), 'Answer to SG 300', 'What was found is enclosed.');

  // Nobody outside may know of it yet; the order ends soon.
  const held = story
    .request(calendar.in(quarter, 60, '15:10'), INTAKE, prosecutorOrder('TI 8', { process: 'ch_surveillance_order' }))
    .after(5 * MINUTE)
    .take(INTAKE, {
      type: 'hold',
      scope: 'existence',
      until: laterDate(zurichDate(calendar.now), 6),
      basis: 'Order TI 8: its existence is secret',
    });
  toEnd(toRefusal(toReview(held), 'overbroad'), 'Answer to TI 8', 'The order names no period.');
}

/** Four requests of the newest quarter of which everything was known when its report came out. */
function decidedInTime(story: Story, calendar: Calendar): void {
  const quarter = calendar.newest;
  const ptss = story.request(
    calendar.in(quarter, 6, '08:30'),
    INTAKE,
    prosecutorOrder('PTSS 6-30', { channel: 'ptss', process: 'ch_spta_information_request' }),
  );
  toEnd(toDisclosure(toReview(ptss), ['no_data']), 'Answer to PTSS 6-30', 'Nothing is held of this account.');

  const french = story.request(calendar.in(quarter, 20, '11:15'), INTAKE, foreignDemand('FR', 'PJ 91-2'), [
    mailIn('request.eml', 'Requisition PJ 91-2', 'Please tell us who uses this account.'),
  ]);
  toEnd(toRefusal(toReview(french), 'no_jurisdiction_foreign_direct'), 'Answer to PJ 91-2', 'Please use the treaty.');

  const emergency = story.request(
    calendar.in(quarter, 33, '09:05'),
    INTAKE,
    foreignDemand('DE', 'LKA 40', {
      ...{ process: 'emergency_voluntary', emergency: true, categories: ['push_registration', 'push_token'] },
      details: 'Says that a life is in danger, and asks for the push token of an account.',
    }),
    [mailIn('emergency.eml', 'Emergency LKA 40', 'Imminent danger to life. Please call back.')],
  );
  told(toEnd(toDisclosure(toReview(emergency), ['disclosed', 'disclosed']), 'Answer to LKA 40'), 'notified_after');

  const court = story.request(
    calendar.in(quarter, 45, '10:20'),
    INTAKE,
    prosecutorOrder('VS 88', {
      ...{ process: 'ch_court_order', targets: [account('VS 88'), account('VS 88 b'), account('VS 88 c')] },
    }),
    [letterIn('order.pdf', 'Order of a court', 'Reference VS 88')],
  );
  const results = ['disclosed', 'disclosed', 'no_data', 'no_data', 'rejected'] as const;
  toEnd(
    told(toDisclosure(toReview(court), results), 'notified_before'),
    'Answer to VS 88',
    'What was found is enclosed.',
  );
}

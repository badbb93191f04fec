/** A check of who asks is recorded whole: through a contact that is not the letter's, at a time that was. */
import { prefixOf, readCheck } from './check-form';
import { Posted } from './posted';

const NOW = Date.parse('2026-02-11T09:00:00Z');

function read(result: Parameters<typeof readCheck>[0], fields: Readonly<Record<string, string>>) {
  const faults: Record<string, string> = {};
  const named = Object.entries(fields).map(([name, value]) => [`${prefixOf(result)}${name}`, value]);
  const posted = new Posted(Object.fromEntries(named));
  return { made: readCheck(result, { posted, receivedDate: '2026-02-10', nowMs: NOW, faults }), faults };
}

const CONTACT = {
  ...{ source: 'official_register', way: 'phone', where: '+41 00 in the register', person: 'clerk of the court' },
  independent: 'yes',
};

it('takes whom we asked, through what, when, and what else was looked at', () => {
  const more = { mark_dkim: 'differs', mark_mail_domain: 'fits', mark_ptss: '', on: '2026-02-11', time: '09:30' };
  const { made, faults } = read('verified', { ...CONTACT, ...more });
  expect(faults).toEqual({});
  expect(made).toEqual({
    result: 'verified',
    how: undefined,
    check: {
      checkedAt: '2026-02-11T08:30:00.000Z',
      contact: {
        ...{ source: 'official_register', way: 'phone' },
        ...{ where: '+41 00 in the register', person: 'clerk of the court' },
      },
      marks: [
        { mark: 'mail_domain', fits: true },
        { mark: 'dkim', fits: false },
      ],
    },
  });
});

it('knows no letter as a place where a contact was found', () => {
  expect(Object.keys(read('verified', { ...CONTACT, source: 'letter' }).faults)).toEqual(['verify_source']);
  const { independent: _, ...unsure } = CONTACT;
  expect(read('verified', unsure)).toEqual({
    made: undefined,
    faults: { verify_independent: expect.stringContaining('not from the letter') },
  });
});

it('verifies nobody without somebody who confirmed it, and needs none where nobody answered', () => {
  const { person: _, ...unanswered } = CONTACT;
  expect(Object.keys(read('verified', unanswered).faults)).toEqual(['verify_person']);
  expect(read('not_reached', unanswered).made?.check.contact?.person).toBeUndefined();
  expect(read('not_reached', unanswered).faults).toEqual({});
});

it('lets an impostor be found out without a call, but half a contact is a fault', () => {
  const { made } = read('failed', { how: 'The domain was registered yesterday', mark_mail_domain: 'differs' });
  expect(made?.check).toEqual({
    checkedAt: new Date(NOW).toISOString(),
    marks: [{ mark: 'mail_domain', fits: false }],
  });
  expect(Object.keys(read('failed', { how: 'They know nothing of it', way: 'phone' }).faults)).toEqual([
    ...['authenticity_failed_source', 'authenticity_failed_where', 'authenticity_failed_independent'],
  ]);
  expect(Object.keys(read('failed', {}).faults)).toEqual(['authenticity_failed_how']);
});

it.each([
  ['a day alone', { on: '2026-02-11' }],
  ['a time alone', { time: '09:30' }],
  ['a day that is none', { on: '2026-02-30', time: '09:30' }],
  ['a day to come', { on: '2026-02-12', time: '09:30' }],
  ['a day before the request came', { on: '2026-02-09', time: '09:30' }],
])('refuses %s', (_what, when) => {
  expect(Object.keys(read('verified', { ...CONTACT, ...when }).faults)).toEqual(['verify_on']);
});

it('bounds every text', () => {
  const long = 'x'.repeat(4_001);
  const { faults } = read('verified', { ...CONTACT, where: long, person: long, how: long });
  expect(Object.keys(faults).sort()).toEqual(['verify_how', 'verify_person', 'verify_where']);
});

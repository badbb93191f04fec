/** The page of operations as a text: what it shows, to whom it gives forms, and that nothing in it is taken for markup. */
import type { Bin } from '../../push/wake-up-figures';
import type { StaffContext } from '../frame/page-context';
import type { StaffRole } from '../frame/permissions';
import { historyOf } from './history';
import { liveOf } from './live-texts';
import { operationsPage } from './operations.page';
import type { OperationsView } from './operations-view';
import { formName } from './orders';
import { type Situation, servicesOf } from './situation';
import { board, NOW, owing, paused, situation } from './situation.fixture';

const KNOWN = ['apns', 'apns-sandbox', 'firebase'];
const BINS: Bin[] = [
  { at: new Date(NOW - 60_000), figures: [{ service: 'apns', kind: 'seen', value: 1_204 }] },
  { at: new Date(NOW), figures: [{ service: 'apns', kind: 'took_500', value: 3 }] },
];
const kept = {
  service: 'apns',
  reason: 'Apple answered 400 BadTopic',
  count: 4,
  oldest: new Date(NOW),
  newest: new Date(NOW),
};

function context(...roles: StaffRole[]): StaffContext {
  const visitor = { staffId: 'staff', name: 'operator-one', roles, sessionId: 'session', steppedUpAt: undefined };
  return { visitor, formToken: 'token', path: '/operations', alarms: [], isDemo: false };
}

function page(given: Situation, more: Partial<OperationsView> = {}, roles: StaffRole[] = ['operator']): string {
  const services = servicesOf(given, KNOWN);
  const live = liveOf(given, services);
  return operationsPage(context(...roles), {
    ...{ situation: given, services, live, history: historyOf(BINS, 'hour'), range: 'hour' as const },
    ...more,
  });
}

it('answers first, and shows a text for every name that a stream may send', () => {
  const given = situation({ board: board({ kept: [kept] }) });
  const html = page(given);
  const names = [...html.matchAll(/data-live="([^"]+)"/g)].map(([, name]) => name);
  const sent = Object.keys(liveOf(given, servicesOf(given, KNOWN)).texts);
  expect([...new Set(names)].sort()).toEqual(sent.sort());
  expect(html.indexOf('Wake-ups flow')).toBeLessThan(html.indexOf('Push services'));
});

it('gives forms to the operator, and none to those who only look', () => {
  const given = situation({ board: board({ kept: [kept] }) });
  const posts = (html: string) => [...html.matchAll(/action="(\/operations[^"]+)"/g)].map(([, action]) => action);
  expect(posts(page(given))).toEqual([
    '/operations/services/apns/pause',
    '/operations/refused/retry',
    '/operations/refused/drop',
  ]);
  expect(posts(page(given, {}, ['auditor']))).toEqual([]);
});

it('offers to resume what is paused, and says who paused it and why', () => {
  const html = page(situation({ board: board({ pauses: [paused()], standings: [owing(3, 5_000)] }) }));
  expect(html).toContain('/operations/services/apns/resume');
  expect(html).not.toContain('/operations/services/apns/pause');
  expect(html).toMatch(/Paused by operator-one, <time[^>]+>28 Nov 2026, 13:57 CET<\/time>: Apple is ill/);
});

it('keeps what was typed when something is wrong with it, and leads there', () => {
  const form = formName('pause', 'apns');
  const why = '"><script>alert(1)</script>';
  const html = page(situation(), { tried: { form, why, faults: { [form]: 'Write plain text' } } });
  expect(html).toContain(`<a href="#${form}">Write plain text</a>`);
  expect(html).toContain('value="&quot;>&lt;script>alert(1)&lt;/script>"');
  expect(html).not.toContain('<script>alert');
});

it('takes nothing of a reason for markup', () => {
  const given = situation({
    board: board({
      pauses: [paused({ reason: '<img src=x onerror=alert(1)>' })],
      kept: [{ ...kept, reason: '</td><script>x</script>' }],
    }),
  });
  expect(page(given)).not.toMatch(/<img|<script>x/);
});

it('has no inline style and no inline script', () => {
  const html = page(situation());
  expect(html).toContain('<svg');
  expect(html).not.toMatch(/ style=| on\w+=|<script(?! src)/);
});

it('teaches what will be there while there is nothing', () => {
  const given = situation({
    ...{
      board: board({ standings: [], recent: [] }),
      subscriptions: undefined,
      processes: [],
      watchers: [],
      pushers: [],
    },
  });
  const html = page(given);
  for (const lesson of ['No push service is used', 'Nothing was refused', 'No message has been seen', 'No process']) {
    expect(html).toContain(lesson);
  }
});

it('has another shape when it has other rows or forms, and the same when only numbers change', () => {
  const shape = (given: Situation) => liveOf(given, servicesOf(given, KNOWN)).shape;
  const usual = shape(situation());
  expect(shape(situation({ board: board({ standings: [owing(9, 1_000)], at: NOW + 9_000 }) }))).toBe(usual);
  expect(shape(situation({ board: board({ pauses: [paused()] }) }))).not.toBe(usual);
  expect(shape(situation({ board: board({ kept: [kept] }) }))).not.toBe(usual);
});

it('draws and lists what happened', () => {
  const { outcomes, speed, rows } = historyOf(BINS, 'hour');
  expect(outcomes.names).toEqual(['13:59', '14:00']);
  expect(outcomes.lines[0]).toEqual({ name: 'Messages', values: [1_204, 0] });
  expect(speed?.lines[0]?.values).toEqual([null, 0.375]);
  expect(rows).toEqual([
    ['14:00', '0', '0', '0', '0', '0.4 s', '0.5 s'],
    ['13:59', '1,204', '0', '0', '0', '–', '–'],
  ]);
  expect(historyOf(BINS, 'month').outcomes.names).toEqual(['28 Nov', '28 Nov']);
});

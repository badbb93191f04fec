/** The answer to "do wake-ups flow?", and what speaks against it. */
import { judge } from './flow';
import { board, NOW, owing, paused, service, situation, standing, watcher } from './situation.fixture';

const MINUTE = 60_000;

it('says that they flow, how many and how fast', () => {
  expect(judge(situation())).toEqual({
    flow: 'flowing',
    headline: 'Wake-ups flow: 100 accepted in the last five minutes, half of them within 0.4 s, 95 % within 0.5 s.',
    findings: [],
  });
});

it.each([
  ['nobody has subscribed', situation({ subscriptions: { at: NOW, counts: [] } }), /nobody has subscribed/],
  ['no message came', situation({ board: board({ recent: [] }) }), /no message came/],
  [
    'nothing runs and nobody needs it',
    situation({ subscriptions: { at: NOW, counts: [] }, watchers: [], pushers: [], board: board({ standings: [] }) }),
    /nobody has subscribed/,
  ],
])('has nothing to do when %s', (_when, given, says) => {
  const { flow, headline } = judge(given);
  expect(flow).toBe('idle');
  expect(headline).toMatch(says);
});

const stuck = owing(5, 6 * MINUTE, { retrying: 5 });
const failing = { faultsInRow: 9, fault: { at: NOW - 2_000, kind: 'later', reason: 'Apple answered 503' } } as const;

it.each([
  ['no pusher runs', situation({ pushers: [] }), 'Wake-ups are stopped: no pusher runs.'],
  [
    'no watcher runs',
    situation({ watchers: [] }),
    'Wake-ups are stopped: no watcher runs: nobody hears of new messages.',
  ],
  [
    'the queue is away',
    situation({ board: board({ jobs: undefined }) }),
    'Wake-ups are stopped: the queue does not answer.',
  ],
  [
    'a service is paused and phones wait',
    situation({ board: board({ pauses: [paused()], standings: [owing(1_204, 2 * MINUTE)] }) }),
    'Wake-ups through Apple are stopped: paused 3 min ago by operator-one (Apple is ill); 1,204 phones wait.',
  ],
  [
    'a vendor takes nothing',
    situation({ board: board({ standings: [stuck], recent: [] }), pushers: [{ apns: service(failing) }] }),
    'Wake-ups through Apple are stopped: it has taken nothing for five minutes; 5 phones wait, 5 put off, last answer: Apple answered 503.',
  ],
  [
    'no pusher has the settings',
    situation({ board: board({ standings: [owing(1, MINUTE, { service: 'firebase' })] }) }),
    'Wake-ups through Google are stopped: no pusher is set up for it; 1 phone waits.',
  ],
  [
    'no swarm is watched',
    situation({ watchers: [watcher({ swarms: 0 })] }),
    'Wake-ups are stopped: 10 of 10 swarms are watched by nobody.',
  ],
])('says that they are stopped when %s', (_when, given, headline) => {
  expect(judge(given)).toMatchObject({ flow: 'stopped', headline });
});

const sluggish = board({
  recent: [
    { service: 'apns', kind: 'accepted', value: 100 },
    { service: 'apns', kind: 'took_30000', value: 100 },
  ],
});

it.each([
  [
    'phones wait longer than a minute',
    situation({ board: board({ standings: [owing(7, 2 * MINUTE)] }) }),
    /7 phones have waited/,
  ],
  ['most take long', situation({ board: sluggish }), /one in twenty took over 10 s/],
  ['some swarms are watched by nobody', situation({ watchers: [watcher({ swarms: 7 })] }), /3 of 10 swarms/],
  ['watchers rest', situation({ watchers: [watcher({ isHeldUp: true })] }), /watchers rest/],
  ['most nodes are out of reach', situation({ watchers: [watcher({ nodesFailing: 31 })] }), /31 of 60 nodes/],
])('says that they are slow when %s', (_when, given, says) => {
  const { flow, headline } = judge(given);
  expect(flow).toBe('slow');
  expect(headline).toMatch(says);
});

it('adds up the shares of all watchers', () => {
  expect(judge(situation({ watchers: [watcher({ swarms: 4 }), watcher({ swarms: 6 })] })).flow).toBe('flowing');
});

it('takes one phone in a hundred that its vendor puts off for no slowness', () => {
  const given = situation({ board: board({ standings: [owing(1, 4 * MINUTE, { retrying: 1 })] }) });
  expect(judge(given).flow).toBe('flowing');
});

it('does not count those who wait behind a pause as slow, nor a pause behind which nobody waits as a stop', () => {
  const waiting = situation({ board: board({ pauses: [paused()], standings: [owing(7, 9 * MINUTE)] }) });
  expect(judge(waiting).findings.map(({ means }) => means)).toEqual(['stopped']);
  const nobody = situation({ board: board({ pauses: [paused()] }) });
  expect(judge(nobody)).toMatchObject({ flow: 'flowing', findings: [{ means: 'note', vendor: 'Apple' }] });
  const resumed = { ...paused(), isPaused: false };
  expect(judge(situation({ board: board({ pauses: [resumed] }) })).findings).toEqual([]);
});

const ends = (until: number) => [
  { apns: service({ credentials: [{ name: 'certificates trusted', until, renewsItself: false }] }) },
];
const kept = {
  service: 'apns',
  reason: 'Apple answered 400 BadTopic',
  count: 4,
  oldest: new Date(NOW),
  newest: new Date(NOW),
};

it.each([
  ['refused wake-ups', situation({ board: board({ kept: [kept] }) }), /4 wake-ups were refused/],
  [
    'a ledger that does not balance',
    situation({ board: board({ standings: [standing({ pairs: 1 })] }) }),
    /does not balance for Apple/,
  ],
  ['certificates that end soon', situation({ pushers: ends(NOW + 20 * 86_400_000) }), /end in 20 days/],
  ['a clock that is off', situation({ watchers: [watcher({ clockOffsetMs: -45_000 })] }), /45 s off/],
  [
    'a process that went silent',
    situation({ processes: [{ role: 'pusher', startedAt: new Date(NOW), silentMs: 60_000, isSilent: true }] }),
    /1 process went silent: pusher/,
  ],
])('draws the eye to %s although wake-ups flow', (_what, given, says) => {
  const { flow, findings } = judge(given);
  expect(flow).toBe('flowing');
  expect(findings).toEqual([expect.objectContaining({ means: 'note', what: expect.stringMatching(says) })]);
});

it('says once what several pushers say of one credential, and when it has ended', () => {
  const [pusher] = ends(NOW - 1);
  const { findings } = judge(situation({ pushers: [pusher, pusher] as never }));
  expect(findings).toEqual([expect.objectContaining({ means: 'slow', what: 'the certificates trusted have ended.' })]);
});

it('names the gravest first, and what to do about each', () => {
  const given = situation({ board: board({ kept: [kept], jobs: undefined }), watchers: [watcher({ swarms: 7 })] });
  const { findings } = judge(given);
  expect(findings.map(({ means }) => means)).toEqual(['stopped', 'slow', 'note']);
  for (const { todo } of findings) expect(todo).not.toBe('');
});

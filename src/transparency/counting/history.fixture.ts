/** Random histories of the request log for property tests. */
import fc from 'fast-check';
import { type CaseEvent, type EventBody, eventBody, type ReceivedFacts } from '../case-event';
import {
  COARSENABLE,
  DATA_CATEGORIES,
  HOLD_SCOPES,
  ITEM_RESULTS,
  KINDS,
  OUTCOMES,
  PROCESSES,
  REQUESTER_CLASSES,
} from '../enumerations';
import { zurichDate } from '../zurich-time';

const FROM = Date.parse('2025-10-01T00:00:00Z');
const TO = Date.parse('2026-12-31T00:00:00Z');
const COUNTRIES = ['CH', 'DE', 'FR', 'US'];

export const someInstantMs = fc.integer({ min: FROM, max: TO });
const iso = (ms: number) => new Date(ms).toISOString();
const hash = fc.integer({ min: 0, max: 5 }).map((n) => String(n).repeat(64));
const day = someInstantMs.map(zurichDate);
const category = fc.constantFrom(...DATA_CATEGORIES);
const item = fc.record(
  { result: fc.constantFrom(...ITEM_RESULTS), target: hash, category },
  { requiredKeys: ['result', 'target'] },
);

const facts = fc.record({
  kind: fc.constantFrom(...KINDS, 'information_demand' as const, 'information_demand' as const),
  requester: fc.constantFrom(...REQUESTER_CLASSES, 'government' as const, 'government' as const),
  country: fc.constantFrom(...COUNTRIES),
  process: fc.constantFrom(...PROCESSES.slice(0, 4)),
  emergency: fc.boolean(),
  bulk: fc.boolean(),
  targets: fc.array(
    hash.map((one) => ({ hash: one })),
    { maxLength: 4 },
  ),
  targetCount: fc.integer({ min: 0, max: 3 }),
  coarsen: fc.subarray([...COARSENABLE]),
  categories: fc.uniqueArray(category, { maxLength: 3 }),
});

/** Later events of a case, in any order, sensible or not: figures must hold whatever was recorded. */
const laterBody = (cases: number): fc.Arbitrary<EventBody> =>
  fc.oneof(
    fc.constantFrom(...OUTCOMES).map((outcome): EventBody => ({ type: 'close', outcome })),
    fc.array(item, { maxLength: 3 }).map((items): EventBody => ({ type: 'close', items })),
    fc.constant<EventBody>({ type: 'reopen' }),
    fc.constant<EventBody>({ type: 'reopen' }),
    fc.constantFrom(...COUNTRIES).map((to): EventBody => ({ type: 'reclassify', field: 'country', to })),
    fc.constantFrom(...KINDS).map((to): EventBody => ({ type: 'reclassify', field: 'kind', to })),
    fc.integer({ min: 0, max: cases - 1 }).map((into): EventBody => ({ type: 'merge', into: `case-${into}` })),
    fc.constant<EventBody>({ type: 'authenticity_failed' }),
    fc
      .tuple(fc.constantFrom(...HOLD_SCOPES), fc.option(day))
      .map(([scope, until]): EventBody => ({ type: 'hold', scope, until })),
    day.map((until): EventBody => ({ type: 'extend_hold', until })),
    fc.constant<EventBody>({ type: 'hold_lift' }),
    fc.constantFrom<EventBody>({ type: 'note' }, { type: 'amend' }, { type: 'withdraw_notice' }),
    fc.record({ targets: fc.array(hash.map((one) => ({ hash: one }))), emergency: fc.boolean() }).map(amendment),
    someCheck,
    hash.map((sha256): EventBody => ({ type: 'document', document: { sha256, role: 'order', direction: 'in' } })),
    fc.constantFrom<EventBody>({ type: 'triage' }, { type: 'begin_verification' }, { type: 'verify', how: 'called' }),
  );

/** What became of asking who it is, in all the shapes it was ever recorded in. */
const someCheck = fc
  .tuple(fc.constantFrom('verify', 'attempt_verification', 'authenticity_failed'), someInstantMs, fc.boolean())
  .map(([type, atMs, fits]): EventBody => {
    const contact = {
      ...({ source: 'official_register', way: 'phone', isIndependent: true, whereSealed: 'YQ==' } as const),
      ...(type === 'attempt_verification' ? {} : { personSealed: 'YQ==' }),
    };
    const check = { version: 1, checkedAt: iso(atMs), contact, marks: [{ mark: 'dkim', fits }] };
    return eventBody.parse({ type, check });
  });

const amendment = (some: object): EventBody => ({ type: 'amend', ...some });

const logged = (id: number) =>
  fc.tuple(facts, someInstantMs, fc.integer({ min: 0, max: 40 * 86_400_000 })).map(
    ([some, receivedMs, delay]): CaseEvent => ({
      caseId: `case-${id}`,
      at: iso(receivedMs + delay),
      actor: 'intake',
      body: receivedBody({ ...some, receivedAt: iso(receivedMs), receivedDate: zurichDate(receivedMs) }, id),
    }),
  );

export function receivedBody(some: Partial<ReceivedFacts>, id: number): ReceivedFacts {
  return {
    type: 'received',
    publicId: publicIdOf(id),
    kind: 'information_demand',
    requester: 'government',
    channel: null,
    country: 'CH',
    viaCountry: null,
    process: 'ch_prosecutor_order',
    receivedAt: '2026-02-11T10:00:00+01:00',
    precision: 'minute',
    receivedDate: '2026-02-11',
    deadlineAt: null,
    emergency: false,
    realTime: false,
    bulk: false,
    targets: [],
    targetCount: 0,
    categories: [],
    coarsen: [],
    relatedTo: null,
    contactSealed: null,
    referenceSealed: null,
    referenceHash: null,
    detailsSealed: null,
    ...some,
  };
}

function publicIdOf(id: number): string {
  const letters = 'abcdefghijklmnopqrstuvwxyz234567';
  return Array.from({ length: 16 }, (_, place) => letters[((id + 1) * (place + 7) * 13) % 32]).join('');
}

const CASES = 8;

/** Up to eight cases with what happened to them, in the order of recording, which is not that of their dates. */
export const someEvents: fc.Arbitrary<CaseEvent[]> = fc
  .tuple(
    fc.tuple(...Array.from({ length: CASES }, (_, id) => logged(id))),
    fc.array(
      fc.record({
        caseId: fc.integer({ min: 0, max: CASES - 1 }).map((id) => `case-${id}`),
        at: someInstantMs.map(iso),
        actor: fc.constant('officer'),
        body: laterBody(CASES),
      }),
      { maxLength: 24 },
    ),
  )
  .map(([cases, later]) => [...cases, ...later]);

/** One more case that an order of existence hides from the moment it is logged, with whatever else happened to it. */
export const someHeldCase: fc.Arbitrary<CaseEvent[]> = fc
  .tuple(logged(99), fc.array(fc.tuple(someInstantMs.map(iso), laterBody(CASES)), { maxLength: 5 }))
  .map(([first, later]) => [
    first,
    { caseId: first.caseId, at: first.at, actor: 'intake', body: { type: 'hold', scope: 'existence', until: null } },
    ...later
      .filter(([, body]) => body.type !== 'hold_lift')
      .map(([at, body]) => ({ caseId: first.caseId, at, actor: 'officer', body })),
  ]);

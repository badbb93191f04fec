/** What we ask storage nodes, as one accepted it, and what we let in of their answers. */
import fc from 'fast-check';
import recorded from '../../test/vectors/delegated-retrieve.json';
import { AccountId } from './account-id';
import { bytesFromText } from './bytes';
import { hostileValue, hostileVariant, valueOrRefusal } from './hostile-input.fixture';
import { parseJson } from './json';
import { ProtocolError } from './protocol-error';
import { retrieveText, signEd25519, verifyEd25519 } from './signed-messages';
import { batchBody, MESSAGE_HASH, type RetrieveRequest, readBatchAnswer, retrieveParams } from './storage-requests';

const hex = (text: string) => Buffer.from(text, 'hex');
const account = AccountId.parse(recorded.account.session_id);
const owner = hex(recorded.account.ed25519_pk);
const delegate = hex(recorded.delegate.ed25519_pk);
const delegateSecret = Buffer.concat([hex(recorded.delegate.ed25519_seed), delegate]);
const token = hex(recorded.token_hex);
const tokenSignature = Buffer.from(recorded.token_sig_b64, 'base64');

interface Retrieve {
  readonly namespace?: number;
  readonly timestamp: number;
  readonly signature: string;
  readonly subaccount?: string;
  readonly subaccount_sig?: string;
}
const retrieves = recorded.steps
  .filter((step) => step.request.method === 'retrieve' && step.status === 200 && 'signature' in step.request.params)
  .map((step) => ({ label: step.label, params: step.request.params as unknown as Retrieve, response: step.response }));
const delegated = retrieves.filter(({ params }) => params.subaccount !== undefined);

function request(change: Partial<RetrieveRequest> = {}): RetrieveRequest {
  return {
    account,
    ownerEd25519: owner,
    namespace: 0,
    timestampMs: 1795403867656,
    signature: Buffer.alloc(64, 1),
    subaccountToken: token,
    subaccountSignature: tokenSignature,
    maxSize: -20,
    ...change,
  };
}

describe('a retrieve', () => {
  it.each(retrieves)('was signed over our text: $label', ({ params }) => {
    const signer = params.subaccount === undefined ? owner : delegate;
    const signature = Buffer.from(params.signature, 'base64');
    expect(verifyEd25519(signer, retrieveText(params.namespace ?? 0, params.timestamp), signature)).toBe(true);
    expect(verifyEd25519(signer, retrieveText(1, params.timestamp), signature)).toBe(false);
  });

  it.each(delegated)('is built as it was accepted: $label', ({ params }) => {
    const signature = signEd25519(delegateSecret, retrieveText(params.namespace ?? 0, params.timestamp));
    const built = retrieveParams(request({ timestampMs: params.timestamp, signature }));
    const { subaccount, max_size, ...rest } = built;
    // A node takes the token in hex and in base64 alike.
    expect(bytesFromText(subaccount, 36).equals(bytesFromText(params.subaccount, 36))).toBe(true);
    expect(max_size).toBe(-20);
    expect({ ...rest, subaccount: params.subaccount }).toEqual({ namespace: 0, ...params });
  });

  it('was recorded with a delegation', () => {
    expect(delegated).toHaveLength(2);
  });

  it('leaves the owner out for groups and names the last hash', () => {
    const group = AccountId.parse(`03${recorded.account.ed25519_pk}`);
    const lastHash = '/z6RPp3HvMGqrZb8FVU8gm5edwcBAUc+2XA9RVpXO8A';
    const params = retrieveParams(request({ account: group, namespace: -11, lastHash }));
    expect(params).not.toHaveProperty('pubkey_ed25519');
    expect(params).toMatchObject({ pubkey: group.hex, namespace: -11, last_hash: lastHash });
    expect(retrieveParams(request())).not.toHaveProperty('last_hash');
  });

  it.each<Partial<RetrieveRequest>>([
    { lastHash: '' },
    { lastHash: 'a'.repeat(42) },
    { lastHash: 'a'.repeat(44) },
    { lastHash: `${'a'.repeat(43)}\n` },
    { lastHash: `${'a'.repeat(42)}=` },
    { lastHash: `${'a'.repeat(42)}-` },
    { timestampMs: 1.5 },
    { timestampMs: Number.NaN },
    { timestampMs: 2 ** 53 },
    { namespace: 0.5 },
    { maxSize: 0 },
    { maxSize: -0.5 },
    { maxSize: Number.NaN },
  ])('is not built when a node would refuse the batch for it: %j', (change) => {
    expect(() => retrieveParams(request(change))).toThrow(ProtocolError);
  });
});

describe('a batch', () => {
  const one = { method: 'retrieve', params: retrieveParams(request()) };

  it('is the JSON of its requests', () => {
    const body = batchBody([one, { method: 'info', params: {} }]);
    expect(JSON.parse(body.toString())).toEqual({
      method: 'batch',
      params: { requests: [one, { method: 'info', params: {} }] },
    });
  });

  it('holds 1 to 20 requests that together ask for one whole answer at most', () => {
    expect(JSON.parse(batchBody(new Array(20).fill(one)).toString()).params.requests).toHaveLength(20);
    expect(() => batchBody([])).toThrow(ProtocolError);
    expect(() => batchBody(new Array(21).fill(one))).toThrow(ProtocolError);
    const sized = (maxSize: number) => ({ method: 'retrieve', params: retrieveParams(request({ maxSize })) });
    expect(batchBody([sized(-2), sized(-3), sized(-6)])).toBeInstanceOf(Buffer);
    expect(() => batchBody([sized(-2), sized(-2), sized(-20)])).toThrow(ProtocolError);
    expect(() => batchBody([sized(-1), sized(-1)])).toThrow(ProtocolError);
  });
});

const HASH = 'xQ78w7cAHVzT54jmaWaDc5dqX8HKx63fmjTjJCx3iG4';
const message = { data: 'aGVsbG8=', expiration: 1795407467558, hash: HASH, timestamp: 1795403867558 };
const kept = { hash: HASH, storedAt: 1795403867558, expiresAt: 1795407467558 };
const messagesBody = (messages: unknown[], more = false) => ({ hf: [19, 4], messages, more, t: 5 });
const answerOf = (...results: unknown[]) => readBatchAnswer({ results }, results.length).answers;

describe('the answer to a batch', () => {
  it('is read from every recorded retrieve', () => {
    const results = retrieves.map(({ response }) => ({ code: 200, body: response }));
    const { answers, t } = readBatchAnswer({ results }, results.length);
    expect(answers).toHaveLength(retrieves.length);
    for (const answer of answers) {
      expect(answer).toMatchObject({ kind: 'messages', more: false, dropped: 0, messages: [expect.anything()] });
    }
    expect(t).toBe((retrieves[0]!.response as { t: number }).t);
  });

  it('tells messages, failures and nonsense apart', () => {
    const body = {
      results: [
        { code: 200, body: messagesBody([message], true) },
        { code: 401, body: 'retrieve: request signature required' },
        { code: 421, body: { snodes: [], swarm: 'f', t: 7 } },
        { code: 200, body: 'text' },
        { code: '200', body: messagesBody([]) },
        null,
      ],
      t: 1795403867656,
    };
    expect(readBatchAnswer(body, 7)).toEqual({
      answers: [
        { kind: 'messages', messages: [kept], more: true, dropped: 0, t: 5 },
        { kind: 'failed', code: 401 },
        { kind: 'failed', code: 421, t: 7 },
        { kind: 'malformed' },
        { kind: 'malformed' },
        { kind: 'malformed' },
        { kind: 'malformed' },
      ],
      t: 1795403867656,
    });
  });

  it.each<[string, Record<string, unknown>, object]>([
    ['without `more`', { messages: [message] }, { messages: [kept], more: false, dropped: 0 }],
    ['with `more` that is no boolean', { messages: [message], more: 1 }, { more: false }],
    ['without any message', { messages: [], more: false, t: 5 }, { messages: [], more: false, dropped: 0, t: 5 }],
    ['without a clock', { messages: [message], more: true }, { more: true }],
    [
      'of a later hard fork',
      { ...messagesBody([message]), hf: [23, 0], later: { x: [1] } },
      { messages: [kept], t: 5 },
    ],
    ['without a hard fork', { messages: [message], t: 5 }, { messages: [kept], t: 5 }],
    ['without content', { messages: [{ ...message, data: undefined }] }, { messages: [kept] }],
    ['of messages that have expired', { messages: [{ ...message, expiration: 1 }] }, { dropped: 0 }],
  ])('may be one %s', (_shape, body, expected) => {
    expect(answerOf({ code: 200, body })).toEqual([expect.objectContaining({ kind: 'messages', ...expected })]);
  });

  it.each([null, undefined, 'text', {}, 5, { length: 1 }])('has no messages when they are %j', (messages) => {
    expect(answerOf({ code: 200, body: { messages, more: false, t: 5 } })).toEqual([{ kind: 'malformed' }]);
  });

  it.each([400, 401, 406, 421, 429, 500, 502, 503])(
    'passes a refusal with %i on, whatever stands beside it',
    (code) => {
      const bodies: unknown[] = [
        undefined,
        null,
        '',
        'words',
        [],
        { snodes: [], swarm: 'f' },
        { snodes: null },
        messagesBody([]),
      ];
      for (const body of bodies)
        expect(answerOf({ code, body })).toEqual([expect.objectContaining({ kind: 'failed', code })]);
      expect(answerOf({ code, body: { t: 7 } })).toEqual([{ kind: 'failed', code, t: 7 }]);
    },
  );

  it.each([99, 600, 0, -1, 200.5, null, '401', [200]])('knows no code %j', (code) => {
    expect(answerOf({ code, body: messagesBody([message]) })).toEqual([{ kind: 'malformed' }]);
  });

  it('takes the clock from the first body when it does not stand on top', () => {
    const bodies = [
      { code: 401, body: 'no' },
      { code: 200, body: messagesBody([]) },
      { code: 500, body: { t: 9 } },
    ];
    expect(readBatchAnswer({ results: bodies }, 3).t).toBe(5);
    expect(readBatchAnswer({ results: bodies, t: Number.NaN }, 3).t).toBe(5);
    expect(readBatchAnswer({ results: [] }, 0)).toEqual({ answers: [] });
  });

  it.each([0, -1, 1.5, 1e300, 2 ** 53 * 1024, '5', null, Number.NaN, Number.POSITIVE_INFINITY])(
    'believes no clock of %p',
    (t) => {
      expect(readBatchAnswer({ results: [], t }, 0)).toEqual({ answers: [] });
    },
  );

  it.each<[string, unknown]>([
    ['no hash', { ...message, hash: undefined }],
    ['a short hash', { ...message, hash: HASH.slice(1) }],
    ['a long hash', { ...message, hash: `${HASH}a` }],
    ['a hash and a line feed', { ...message, hash: `${HASH}\n` }],
    ['a hash of another alphabet', { ...message, hash: HASH.replace('x', '-') }],
    ['a hash that is no text', { ...message, hash: [HASH] }],
    ['no time', { ...message, timestamp: undefined }],
    ['a time in text', { ...message, timestamp: '1795403867558' }],
    ['a time beyond what is exact', { ...message, expiration: 2 ** 63 }],
    ['an infinite time', { ...message, expiration: Number.POSITIVE_INFINITY }],
    ['NaN', { ...message, timestamp: Number.NaN }],
    ['nothing', null],
    ['a text', HASH],
    ['a list', [HASH]],
  ])('drops and counts a message with %s', (_fault, bad) => {
    expect(answerOf({ code: 200, body: messagesBody([bad, message, bad]) })).toEqual([
      { kind: 'messages', messages: [kept], more: false, dropped: 2, t: 5 },
    ]);
  });

  it('keeps nothing of a message but its hash and its times', () => {
    const [answer] = answerOf({ code: 200, body: messagesBody([{ ...message, sender: 'x', size: 3 }]) });
    expect(JSON.stringify(answer)).not.toMatch(/data|aGVsbG8|sender|size/);
  });

  it('keeps 256 messages at most and then asks again', () => {
    const [full] = answerOf({ code: 200, body: messagesBody(new Array(256).fill(message)) });
    expect(full).toMatchObject({ more: false });
    const [over] = answerOf({ code: 200, body: messagesBody(new Array(100_000).fill(message)) });
    expect(over).toMatchObject({ more: true });
    expect(over?.kind === 'messages' && over.messages).toHaveLength(256);
  });

  it('holds as many answers as were expected, whatever came', () => {
    expect(readBatchAnswer({ results: new Array(100_000).fill({ code: 401 }) }, 2).answers).toHaveLength(2);
  });

  it.each([undefined, null, [], 'x', {}, { results: {} }, { results: null }, { result: [] }])('is not %j', (body) => {
    expect(() => readBatchAnswer(body, 1)).toThrow(ProtocolError);
  });

  it('fails in no other way and lets in only what it promises', () => {
    const good = {
      results: [
        { code: 200, body: messagesBody([message, message]) },
        { code: 401, body: 'x' },
      ],
      t: 1,
    };
    const variants = fc.oneof(hostileValue(), hostileVariant(good));
    fc.assert(
      fc.property(variants, fc.nat({ max: 3 }), (body, expected) => {
        // Through JSON, as it comes: NaN and undefined cannot arrive, `__proto__` as an own key can.
        const arrived = valueOrRefusal(() => parseJson(Buffer.from(JSON.stringify(body) ?? 'null')));
        for (const value of [body, arrived]) {
          const answer = valueOrRefusal(() => readBatchAnswer(value, expected));
          if (answer === undefined) continue;
          expect(answer.answers).toHaveLength(expected);
          for (const one of answer.answers) {
            if (one.kind !== 'messages') continue;
            for (const { hash, storedAt, expiresAt } of one.messages) {
              expect(hash).toMatch(MESSAGE_HASH);
              expect(new Date(storedAt).getTime() + new Date(expiresAt).getTime()).not.toBeNaN();
            }
          }
        }
      }),
      { numRuns: 1000 },
    );
  });
});

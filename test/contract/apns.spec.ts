/** What holds for Apple alone: connections, the provider token, headers. */
import { ApnsCourier } from '../../src/push/services/apns/apns.courier';
import { apnsPushService } from '../../src/push/services/apns/apns.push-service';
import { readProviderKey } from '../../src/push/services/apns/provider-token';
import { newAppleTeam } from '../fakes/apple/apple-team';
import { FakeApple } from '../fakes/apple/fake-apple';
import { until } from '../support/until';

const MINUTE = 60_000;
const TOKEN = '0123456789abcdef'.repeat(4);
const accepted = { kind: 'accepted' };
const never = () => new AbortController().signal;

let apple: FakeApple;
let sandbox: FakeApple;
const opened: ApnsCourier[] = [];

beforeEach(async () => {
  apple = await FakeApple.start();
  sandbox = await FakeApple.start({ team: apple.team, topic: apple.topic });
});

afterEach(async () => {
  apple.orders.release();
  await Promise.all(opened.splice(0).map((courier) => courier.close()));
  await Promise.all([apple.stop(), sandbox.stop()]);
});

function courier({
  team = apple.team,
  topic = apple.topic,
  answerWithinMs = 45_000,
  now = Date.now,
} = {}): ApnsCourier {
  const endpoints = new Map([
    ['apns', new URL(apple.url)],
    ['apns-sandbox', new URL(sandbox.url)],
  ]);
  const settings = { ...team, topic, key: readProviderKey(team.keyPem), endpoints, caPem: apple.caPem };
  const one = new ApnsCourier(settings, { inFlight: 500, answerWithinMs, closeWithinMs: 1_000 }, now);
  opened.push(one);
  return one;
}

const deliver = (by: ApnsCourier, service = 'apns') => by.deliver({ service, token: TOKEN }, never());

it('sends the headers that the wake-up needs, and none that tells more', async () => {
  const now = Date.now();
  expect(await deliver(courier({ now: () => now }))).toEqual(accepted);
  const { headers } = apple.pushes.all[0]!;
  expect(Object.fromEntries(Object.entries(headers))).toEqual({
    ':method': 'POST',
    ':scheme': 'https',
    ':authority': '127.0.0.1',
    ':path': `/3/device/${TOKEN}`,
    authorization: `bearer ${apple.providerTokens[0]}`,
    'apns-topic': apple.topic,
    'apns-push-type': 'alert',
    'apns-priority': '10',
    'apns-collapse-id': 'wake',
    'apns-expiration': String(Math.floor(now / 1000) + 3 * 24 * 3600),
  });
});

describe('the connection', () => {
  it('is one, however many wake-ups', async () => {
    const one = courier();
    const all = await Promise.all(Array.from({ length: 700 }, () => deliver(one)));
    expect(all.every(({ kind }) => kind === 'accepted')).toBe(true);
    expect(apple.connections).toBe(1);
  });

  it('survives an answer of 500, which concerns one wake-up', async () => {
    const one = courier();
    await deliver(one);
    apple.orders.answerNext({ status: 500, reason: 'InternalServerError' }, 20);
    const all = await Promise.all(Array.from({ length: 40 }, () => deliver(one)));
    expect(all.filter(({ kind }) => kind === 'accepted')).toHaveLength(20);
    expect(apple.connections).toBe(1);
  });

  it('is made anew after GOAWAY; what was under way is later', async () => {
    const one = courier();
    await deliver(one);
    apple.orders.stall();
    const lost = Array.from({ length: 5 }, () => deliver(one));
    while (apple.requests < 6) await new Promise((resolve) => setImmediate(resolve));
    apple.goAway();
    for (const answer of await Promise.all(lost)) expect(answer.kind).toBe('later');
    apple.orders.release();
    expect(await deliver(one)).toEqual(accepted);
    expect(apple.connections).toBe(2);
  });

  it('is made anew when it has fallen silent', async () => {
    const one = courier({ answerWithinMs: 1_000 });
    // On a busy machine the connection alone may take longer than this courier waits.
    const isAccepted = async () => (await deliver(one)).kind === 'accepted';
    await until(isAccepted);
    const before = apple.connections;
    apple.orders.stall();
    expect(await deliver(one)).toEqual({ kind: 'later', reason: 'no answer in time' });
    apple.orders.release();
    await until(isAccepted);
    expect(apple.connections).toBeGreaterThan(before);
  });

  it('stays when a caller gives up early', async () => {
    const one = courier();
    await deliver(one);
    apple.orders.stall();
    const patient = deliver(one);
    const stop = new AbortController();
    const given = one.deliver({ service: 'apns', token: TOKEN }, stop.signal);
    while (apple.requests < 3) await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    expect((await given).kind).toBe('later');
    apple.orders.release();
    expect(await patient).toEqual(accepted);
    expect(apple.connections).toBe(1);
  });
});

describe('the provider token', () => {
  it('is one for the team, on both environments', async () => {
    const one = courier();
    expect(await deliver(one)).toEqual(accepted);
    expect(await deliver(one, 'apns-sandbox')).toEqual(accepted);
    expect(sandbox.providerTokens).toEqual(apple.providerTokens);
    expect(apple.providerTokens).toHaveLength(1);
  });

  it('is renewed before Apple calls it expired', async () => {
    let now = Date.now() - 45 * MINUTE;
    const one = courier({ now: () => now });
    expect(await deliver(one)).toEqual(accepted);
    now += 15 * MINUTE;
    expect(await deliver(one)).toEqual(accepted);
    expect(apple.providerTokens).toHaveLength(1);
    now += 30 * MINUTE;
    expect(await deliver(one)).toEqual(accepted);
    expect(apple.providerTokens).toHaveLength(2);
  });

  it('is renewed once when Apple calls it expired, and the wake-ups go again', async () => {
    const one = courier();
    await deliver(one);
    apple.expireProviderTokens();
    const all = await Promise.all(Array.from({ length: 50 }, () => deliver(one)));
    expect(all.every(({ kind }) => kind === 'accepted')).toBe(true);
    expect(apple.providerTokens).toHaveLength(2);
    expect(apple.pushes.count).toBe(51);
  });

  it('is not renewed again and again when Apple goes on calling it expired', async () => {
    const one = courier();
    apple.orders.answerNext({ status: 403, reason: 'ExpiredProviderToken' }, 10);
    const refused = { kind: 'refused', reason: 'Apple answered 403 ExpiredProviderToken' };
    expect(await deliver(one)).toEqual(refused);
    expect(apple.requests).toBe(2);
    for (let again = 0; again < 3; again += 1) expect(await deliver(one)).toEqual(refused);
    expect(apple.requests).toBe(5);
    expect(apple.providerTokens.length).toBeLessThanOrEqual(2);
  });

  it('of a clock that is wrong is refused, with the reason', async () => {
    const refused = (reason: string) => ({ kind: 'refused', reason: `Apple answered 403 ${reason}` });
    const fast = courier({ now: () => Date.now() + 90 * MINUTE });
    expect(await deliver(fast)).toEqual(refused('InvalidProviderToken'));
    const slow = courier({ now: () => Date.now() - 90 * MINUTE });
    expect(await deliver(slow)).toEqual(refused('ExpiredProviderToken'));
  });

  it.each([
    ['another key', () => courier({ team: { ...newAppleTeam() } }), 'InvalidProviderToken'],
    ['another key id', () => courier({ team: { ...apple.team, keyId: 'OTHERKEY12' } }), 'InvalidProviderToken'],
    ['another team', () => courier({ team: { ...apple.team, teamId: 'OTHERTEAM1' } }), 'InvalidProviderToken'],
  ])('of %s is refused', async (_name, wrong, reason) => {
    expect(await deliver(wrong())).toEqual({ kind: 'refused', reason: `Apple answered 403 ${reason}` });
  });
});

it('refuses a wrong topic', async () => {
  const reason = 'Apple answered 400 TopicDisallowed';
  expect(await deliver(courier({ topic: 'com.example.other' }))).toEqual({ kind: 'refused', reason });
});

it('brings each environment to its own host; one that stalls does not hold up the other', async () => {
  const one = courier();
  expect(await deliver(one, 'apns-sandbox')).toEqual(accepted);
  apple.orders.stall();
  const held = Array.from({ length: 600 }, () => deliver(one));
  expect(await deliver(one, 'apns-sandbox')).toEqual(accepted);
  expect([apple.pushes.count, sandbox.pushes.count]).toEqual([0, 2]);
  apple.orders.release();
  expect((await Promise.all(held)).every(({ kind }) => kind === 'accepted')).toBe(true);
});

it('reads nothing but the key itself as a key: a path is not opened', () => {
  const settings = { ...apple.team, topic: apple.topic };
  expect(() => apnsPushService.courier({ ...settings, keyPem: __filename })).toThrow(/keyPem: it is not a private key/);
  expect(() => apnsPushService.courier({ ...settings, caPem: __filename })).toThrow(/caPem: holds no PEM certificate/);
});

it("goes to Apple's own hosts when none is named", () => {
  const one = apnsPushService.courier({ ...apple.team, topic: apple.topic });
  opened.push(one as ApnsCourier);
});

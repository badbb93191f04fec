/** The thread that checks claims agrees with the protocol's own functions, on honest and on hostile keys. */
import { randomBytes } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { x25519OfEd25519 } from '../../src/protocol/account-id';
import { verifyEd25519 } from '../../src/protocol/signed-messages';
import { ClaimChecks } from '../../src/subscriptions/client-api/claim-checks.service';
import type { Claim } from '../../src/subscriptions/client-api/claims';
import { Fault } from '../../src/subscriptions/client-api/fault';
import { signingKey, signWith } from '../fakes/phone/account-signer';

const hex = (text: string) => Buffer.from(text, 'hex');

/** Points of small order, encodings that are not canonical, and no points at all. */
const HOSTILE_KEYS = [
  '00'.repeat(32),
  `01${'00'.repeat(31)}`,
  `ec${'ff'.repeat(30)}7f`,
  `ed${'ff'.repeat(30)}7f`,
  `ee${'ff'.repeat(30)}ff`,
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'ff'.repeat(32),
].map(hex);

function claims(): Claim[] {
  const made: Claim[] = [];
  const fault = () => new Fault(4, String(made.length));
  for (let round = 0; round < 20; round += 1) {
    const key = signingKey();
    // One is longer than what any honest phone signs: others' claims lie beside it.
    const message = randomBytes(round === 7 ? 70_000 : round * 37);
    const signature = signWith(key, message);
    const x25519 = x25519OfEd25519(key.publicKey) as Buffer;
    const spoilt = (bytes: Buffer) => {
      const copy = Buffer.from(bytes);
      const place = Math.floor(Math.random() * copy.length);
      copy.writeUInt8(copy.readUInt8(place) ^ (1 << Math.floor(Math.random() * 8)), place);
      return copy;
    };
    for (const [with_, over] of [
      [signature, message],
      [spoilt(signature), message],
      [signature, Buffer.concat([message, Buffer.of(0)])],
    ] as const) {
      made.push({ kind: 'signed', key: key.publicKey, message: over, signature: with_, otherwise: fault() });
    }
    made.push({ kind: 'converts', key: key.publicKey, x25519, otherwise: fault() });
    made.push({ kind: 'converts', key: key.publicKey, x25519: spoilt(x25519), otherwise: fault() });
    made.push({ kind: 'converts', key: spoilt(key.publicKey), x25519, otherwise: fault() });
  }
  for (const key of HOSTILE_KEYS) {
    made.push({ kind: 'converts', key, x25519: Buffer.alloc(32), otherwise: fault() });
    made.push({ kind: 'converts', key, x25519: hex(`01${'00'.repeat(31)}`), otherwise: fault() });
    // With the neutral element for R and nothing for S this holds under a key of small order, unless it is refused.
    const signature = Buffer.concat([hex(`01${'00'.repeat(31)}`), Buffer.alloc(32)]);
    made.push({ kind: 'signed', key, message: randomBytes(9), signature, otherwise: fault() });
  }
  return made;
}

function holds(claim: Claim): boolean {
  if (claim.kind === 'signed') return verifyEd25519(claim.key, claim.message, claim.signature);
  return x25519OfEd25519(claim.key)?.equals(claim.x25519) ?? false;
}

describe('the thread that checks claims', () => {
  let checks: ClaimChecks;
  beforeAll(() => {
    checks = new ClaimChecks();
  });
  afterAll(() => checks.onApplicationShutdown());

  it('agrees on every claim, one by one and many at once', async () => {
    const all = claims();
    const faults = await Promise.all(all.map((claim) => checks.firstFault([claim])));
    expect(faults).toEqual(all.map((claim) => (holds(claim) ? undefined : claim.otherwise)));
    expect(faults.filter((fault) => fault === undefined).length).toBeGreaterThan(30);
    for (const [index, claim] of all.slice(0, 10).entries())
      expect(await checks.firstFault([claim])).toBe(faults[index]);
  });

  it('names the first of several that does not hold', async () => {
    const all = claims();
    const first = all.find((claim) => !holds(claim));
    expect(await checks.firstFault(all)).toBe(first?.otherwise);
    expect(await checks.firstFault(all.filter(holds))).toBeUndefined();
    expect(await checks.firstFault([])).toBeUndefined();
  });

  it('is started again when it ended', async () => {
    const other = new ClaimChecks();
    const [claim] = claims().filter(holds) as [Claim];
    expect(await other.firstFault([claim])).toBeUndefined();
    await other.onApplicationShutdown();
    expect(await other.firstFault([claim])).toBeUndefined();
    // Long enough that the thread is still at it when it is ended.
    const cut = other.firstFault(Array.from({ length: 20_000 }, () => claim));
    const lost = expect(cut).rejects.toThrow('the thread that checks signatures ended');
    await nextTurn();
    await nextTurn();
    await other.onApplicationShutdown();
    await lost;
  });
});

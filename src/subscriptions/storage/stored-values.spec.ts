/** What is sealed comes back as it went in, and foreign bytes are refused. */
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { type MonitorMaterial, readMonitorMaterial, writeMonitorMaterial } from './monitor-material';
import { readDelegation, type StoredDelegation, sameDelegation, writeDelegation } from './stored-delegation';

const bytes = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((array) => Buffer.from(array));
const maybe = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: undefined });

it('a delegation', () => {
  const delegations: fc.Arbitrary<StoredDelegation> = fc.record({
    masterKeyId: fc.stringMatching(/^[A-Za-z0-9_-]{1,32}$/),
    ownerEd25519: maybe(bytes(32)),
    token: bytes(36),
    signature: bytes(64),
  });
  fc.assert(
    fc.property(delegations, (delegation) => {
      const read = readDelegation(writeDelegation(delegation));
      expect(read).toEqual(delegation);
      expect(sameDelegation(read, delegation)).toBe(true);
      expect(sameDelegation(read, { ...delegation, signature: randomBytes(64) })).toBe(false);
      expect(sameDelegation(read, { ...delegation, masterKeyId: '' })).toBe(false);
    }),
  );
});

it('monitor material', () => {
  const materials: fc.Arbitrary<MonitorMaterial> = fc.record({
    withData: fc.boolean(),
    signature: bytes(64),
    sessionEd25519: maybe(bytes(32)),
    subaccount: maybe(fc.record({ token: bytes(36), ownerSignature: bytes(64) })),
  });
  fc.assert(
    fc.property(materials, (material) => {
      expect(readMonitorMaterial(writeMonitorMaterial(material))).toEqual(material);
    }),
  );
});

it.each([Buffer.alloc(0), Buffer.of(1), Buffer.of(2, 0), Buffer.alloc(102, 1), Buffer.alloc(65)])(
  'bytes that nobody of us wrote',
  (foreign) => {
    expect(() => readDelegation(foreign)).toThrow('not a stored delegation');
    expect(() => readMonitorMaterial(foreign)).toThrow('not stored monitor material');
  },
);

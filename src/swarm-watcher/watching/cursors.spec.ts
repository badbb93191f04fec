/** Cursors against a plain map: what was put is found again, per namespace and member, and strangers are forgotten. */
import { randomBytes } from 'node:crypto';
import { Chance } from '../../../test/swarm-watcher/chance';
import { messageHash } from '../../../test/swarm-watcher/makers';
import {
  anchorOf,
  bytesOfCursors,
  cursorsOfBytes,
  heardAtOf,
  memberName,
  NO_CURSORS,
  withAnchor,
  withHeard,
} from './cursors';

const member = () => memberName(randomBytes(32).toString('hex'));

describe('cursors', () => {
  it('are empty at first', () => {
    expect(anchorOf(NO_CURSORS, 0, member())).toBeUndefined();
    expect(cursorsOfBytes(bytesOfCursors(NO_CURSORS))).toBe(NO_CURSORS);
  });

  it('keep namespaces and members apart', () => {
    const [one, other] = [member(), member()];
    const first = { hash: messageHash(), expiresAt: 1_795_000_000_123 };
    const second = { hash: messageHash(), expiresAt: 1_795_000_000_456 };
    let cursors = withAnchor(NO_CURSORS, { namespace: 0, member: one }, first, [one, other]);
    cursors = withAnchor(cursors, { namespace: -11, member: other }, second, [one, other]);
    expect(anchorOf(cursors, 0, one)).toEqual(first);
    expect(anchorOf(cursors, -11, other)).toEqual(second);
    expect(anchorOf(cursors, 0, other)).toBeUndefined();
    expect(anchorOf(cursors, -11, one)).toBeUndefined();
    expect(anchorOf(cursors, 11, other)).toBeUndefined();
  });

  it('take 52 bytes per anchor, 16 per member and two', () => {
    const names = Array.from({ length: 7 }, member);
    let cursors = NO_CURSORS;
    for (const name of names) {
      for (const namespace of [0, 11]) {
        cursors = withAnchor(cursors, { namespace, member: name }, { hash: messageHash(), expiresAt: 1 }, names);
      }
    }
    expect(bytesOfCursors(cursors)).toHaveLength(2 + 7 * 16 + 14 * 52);
  });

  it('forget members that left, and stay bounded', () => {
    let cursors = withHeard(NO_CURSORS, 1_795_000_000_000);
    let present: string[] = [];
    for (let count = 0; count < 36; count += 1) {
      present = [...present.slice(-33), member()];
      for (const namespace of Array.from({ length: 16 }, (_, index) => index)) {
        const place = { namespace, member: present.at(-1)! };
        cursors = withAnchor(cursors, place, { hash: messageHash(), expiresAt: 1 }, present);
      }
    }
    expect(cursors.length).toBe(2 + 32 * 16 + 31 * 16 * 52);
    expect(cursorsOfBytes(bytesOfCursors(cursors))).toBe(cursors);
    const last = present.at(-1)!;
    cursors = withAnchor(cursors, { namespace: 0, member: last }, { hash: messageHash(), expiresAt: 1 }, [last]);
    expect(cursors.length).toBe(2 + 2 * 16 + 16 * 52);
  });

  it('do what a plain map does', () => {
    const chance = new Chance(11);
    const names = Array.from({ length: 6 }, member);
    const plain = new Map<string, { hash: string; expiresAt: number }>();
    let cursors = NO_CURSORS;
    for (let step = 0; step < 800; step += 1) {
      const place = { namespace: chance.oneOf([-32768, -11, 0, 11, 32767]), member: chance.oneOf(names) };
      const anchor = { hash: messageHash(), expiresAt: chance.below(2 ** 48) };
      cursors = withAnchor(cursors, place, anchor, names);
      if (chance.happens(0.2)) cursors = cursorsOfBytes(bytesOfCursors(cursors));
      plain.set(`${place.namespace}/${place.member}`, anchor);
      const asked = { namespace: chance.oneOf([-32768, -11, 0, 11, 32767]), member: chance.oneOf(names) };
      expect(anchorOf(cursors, asked.namespace, asked.member)).toEqual(plain.get(`${asked.namespace}/${asked.member}`));
    }
  });

  it('are none when the bytes are something else', () => {
    const good = bytesOfCursors(
      withAnchor(NO_CURSORS, { namespace: 0, member: member() }, { hash: messageHash(), expiresAt: 5 }, []),
    );
    const bad = [
      Buffer.alloc(0),
      Buffer.of(1),
      Buffer.of(2, 0),
      good.subarray(0, 40),
      Buffer.concat([good, Buffer.of(0)]),
    ];
    for (const bytes of bad) expect(cursorsOfBytes(bytes)).toBe(NO_CURSORS);
    const wild = Buffer.from(good);
    wild[2 + 16 + 2] = 200;
    expect(cursorsOfBytes(wild)).toBe(NO_CURSORS);
    const unfit = Buffer.from(good);
    unfit[unfit.length - 1] = 0x2d;
    expect(cursorsOfBytes(unfit)).toBe(NO_CURSORS);
  });

  it('keep when the newest message was stored, to the second, whatever else changes', () => {
    const [one, other] = [member(), member()];
    const put = (cursors: string, name: string) =>
      withAnchor(cursors, { namespace: 0, member: name }, { hash: messageHash(), expiresAt: 5 }, [one, other]);
    expect(heardAtOf(NO_CURSORS)).toBe(0);
    const alone = put(NO_CURSORS, one);
    const heard = withHeard(alone, 1_795_000_000_999);
    expect(heard).toHaveLength(alone.length + 16);
    expect(anchorOf(heard, 0, one)).toEqual(anchorOf(alone, 0, one));
    const both = put(heard, other);
    expect(anchorOf(both, 0, one)).toEqual(anchorOf(alone, 0, one));
    expect(heardAtOf(cursorsOfBytes(bytesOfCursors(both)))).toBe(1_795_000_000_000);
    const later = withHeard(both, 1_795_000_001_000);
    expect(later).toHaveLength(both.length);
    expect(heardAtOf(later)).toBe(1_795_000_001_000);
    expect(withHeard(later, 1_794_000_000_000)).toBe(later);
    expect(heardAtOf(withHeard(later, 8.64e15))).toBe(1_000 * (2 ** 32 - 1));
  });

  it('look the same to a relay that knows nothing of that, and are read as it writes them', () => {
    const one = member();
    const anchor = { hash: messageHash(), expiresAt: 1_795_000_000_123 };
    const older = withAnchor(NO_CURSORS, { namespace: 11, member: one }, anchor, []);
    expect(heardAtOf(cursorsOfBytes(bytesOfCursors(older)))).toBe(0);
    const bytes = bytesOfCursors(withHeard(older, 1_795_000_000_000));
    // Version, number of names, names; entries that name members by their place among them.
    const nobody = Buffer.alloc(16);
    nobody.writeUInt32BE(1_795_000_000, 12);
    expect(bytes).toEqual(
      Buffer.concat([Buffer.of(1, 2), Buffer.from(one, 'latin1'), nobody, bytesOfCursors(older).subarray(18)]),
    );
  });

  it('keep absurd expiries within what is stored', () => {
    const one = member();
    for (const [told, kept] of [
      [-5, 0],
      [8.64e15, 2 ** 48 - 1],
    ] as const) {
      const cursors = withAnchor(
        NO_CURSORS,
        { namespace: 0, member: one },
        { hash: messageHash(), expiresAt: told },
        [],
      );
      expect(anchorOf(cursors, 0, one)?.expiresAt).toBe(kept);
    }
  });
});

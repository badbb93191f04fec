/** Once a day as a whole, and again and again while something does not hold. */
import { afterCheck, alarmOf, type ChainState, dueExtent } from './chain-state';

const DAY = 24 * 3_600_000;
const whole = { fault: undefined, head: { seq: 3, hash: 'c' } };
const broken = { fault: { seq: 2, reason: 'is missing' }, head: { seq: 1, hash: 'a' } };

it('checks the whole chain first and once a day, what is new between', () => {
  expect(dueExtent({}, 0)).toBe('whole');
  const checked = afterCheck({}, 'whole', whole, 1_000);
  expect(dueExtent(checked, 1_000 + DAY - 1)).toBe('new');
  const later = afterCheck(checked, 'new', { fault: undefined, head: { seq: 5, hash: 'e' } }, 2_000);
  expect(later).toEqual({ head: { seq: 5, hash: 'e' }, checkedAt: 2_000, wholeAt: 1_000 });
  expect(dueExtent(later, 1_000 + DAY)).toBe('whole');
});

it('keeps a fault until the whole chain was found whole', () => {
  const checked = afterCheck({}, 'whole', whole, 1_000);
  const alarmed = afterCheck(checked, 'new', broken, 2_000);
  expect(alarmed).toMatchObject<ChainState>({
    fault: broken.fault,
    head: whole.head,
    checkedAt: 2_000,
    wholeAt: 1_000,
  });
  expect(dueExtent(alarmed, 2_001)).toBe('whole');
  expect(afterCheck(alarmed, 'whole', whole, 3_000)).toEqual({ head: whole.head, checkedAt: 3_000, wholeAt: 3_000 });
});

it('remembers where it was when nothing is new', () => {
  const checked = afterCheck({}, 'whole', whole, 1_000);
  expect(afterCheck(checked, 'new', { fault: undefined, head: undefined }, 2_000).head).toEqual(whole.head);
});

it('says what is broken, and nothing while all holds', () => {
  expect(alarmOf('staff_act', { fault: broken.fault })).toContain('acts of staff is broken at act 2: is missing');
  expect(alarmOf('case_event', {})).toBeUndefined();
});

/** Intervals between the floor and a minute, jitter, lanes, and what may come along. */
import { Chance } from '../../../test/swarm-watcher/chance';
import { LONGEST_INTERVAL_MS, PollSchedule } from './poll-schedule';

const FLOOR = 3_000;
const QUIET_FOR_A_DAY = 86_400_000;

function scheduleOf(dice: () => number = () => 0.5): PollSchedule {
  return new PollSchedule(FLOOR, dice, 0);
}

function takeAll(schedule: PollSchedule, now: number): string[] {
  const taken: string[] = [];
  for (let due = schedule.take(now); due !== undefined; due = schedule.take(now)) taken.push(`${due.seat}/${due.lane}`);
  return taken;
}

/** A new account whose swarm is ours. */
function begin(schedule: PollSchedule, seat: number, now: number, quietMs: number): void {
  schedule.know(seat, now, quietMs);
  schedule.enter(seat, now, quietMs);
}

describe('poll schedule', () => {
  it('polls a new account at once, and at its other member half an interval later', () => {
    const schedule = scheduleOf();
    begin(schedule, 4, 10_000, 0);
    expect(takeAll(schedule, 10_000)).toEqual(['4/0']);
    expect(takeAll(schedule, 11_400)).toEqual([]);
    expect(takeAll(schedule, 11_500)).toEqual(['4/1']);
  });

  it('polls ever less while it is quiet, up to a minute', () => {
    const schedule = scheduleOf();
    begin(schedule, 0, 0, 0);
    const intervals = [0, 30, 120, 600, 1_200, 86_400].map((quietS) => schedule.intervalMs(0, quietS * 1_000));
    expect(intervals).toEqual([FLOOR, FLOOR, 6_000, 30_000, 60_000, LONGEST_INTERVAL_MS]);
  });

  it('polls at the floor again after a message, but not for one that is old', () => {
    const schedule = scheduleOf();
    begin(schedule, 0, QUIET_FOR_A_DAY, QUIET_FOR_A_DAY);
    schedule.heard(0, QUIET_FOR_A_DAY - 400_000);
    expect(schedule.intervalMs(0, QUIET_FOR_A_DAY)).toBe(20_000);
    schedule.heard(0, QUIET_FOR_A_DAY - 10);
    schedule.heard(0, QUIET_FOR_A_DAY - 800_000);
    expect(schedule.intervalMs(0, QUIET_FOR_A_DAY)).toBe(FLOOR);
  });

  it('lets no lane wait longer than a message demands of which it learns only now', () => {
    const schedule = scheduleOf();
    begin(schedule, 0, 100_000, 300_000);
    expect(takeAll(schedule, 100_000)).toEqual(['0/0']);
    schedule.wake(0, -600_000, 100_000);
    expect(takeAll(schedule, 102_000)).toEqual([]);
    schedule.wake(0, 90_000, 102_000);
    expect(schedule.intervalMs(0, 102_000)).toBe(FLOOR);
    expect(takeAll(schedule, 103_400)).toEqual([]);
    expect(takeAll(schedule, 103_500)).toEqual(['0/1']);
  });

  it('counts the interval from when the lane was taken, with a tenth of jitter', () => {
    const chance = new Chance(3);
    for (let turn = 0; turn < 300; turn += 1) {
      const schedule = scheduleOf(chance.dice);
      begin(schedule, 0, 100_000, QUIET_FOR_A_DAY);
      schedule.take(100_000);
      schedule.polled(0, 0, schedule.newTurn(100_000), 104_000);
      expect(takeAll(schedule, 100_000 + 0.9 * LONGEST_INTERVAL_MS - 40)).not.toContain('0/0');
      expect(takeAll(schedule, 100_000 + 1.1 * LONGEST_INTERVAL_MS)).toContain('0/0');
    }
  });

  it('is not late twice: a poll that took longer than its interval is due at once', () => {
    const schedule = scheduleOf();
    begin(schedule, 0, 0, 0);
    schedule.take(0);
    schedule.polled(0, 0, schedule.newTurn(0), 20_000);
    expect(takeAll(schedule, 20_000)).toContain('0/0');
  });

  it('makes a changed account due at once, but no lane that is being polled', () => {
    const schedule = scheduleOf();
    begin(schedule, 0, 0, QUIET_FOR_A_DAY);
    schedule.take(0);
    schedule.hasten(0, 100);
    expect(takeAll(schedule, 100)).toEqual(['0/1']);
  });

  it('lets a lane come along that would be due within a part of its interval', () => {
    const schedule = scheduleOf();
    begin(schedule, 0, 0, QUIET_FOR_A_DAY);
    schedule.again(0, 1, 8_900);
    expect(schedule.takeSoon(0, 1, 0)).toBe(true);
    expect(schedule.takeSoon(0, 1, 0)).toBe(false);
    schedule.again(0, 1, 9_200);
    expect(schedule.takeSoon(0, 1, 0)).toBe(false);
  });

  it('forgets an account that leaves', () => {
    const schedule = scheduleOf();
    begin(schedule, 0, 0, 0);
    schedule.leave(0);
    expect(takeAll(schedule, 100_000)).toEqual([]);
  });

  it('holds many accounts', () => {
    const schedule = scheduleOf(Math.random);
    for (let seat = 0; seat < 50_000; seat += 1) begin(schedule, seat, 0, QUIET_FOR_A_DAY);
    expect(takeAll(schedule, LONGEST_INTERVAL_MS)).toHaveLength(100_000);
  });
});

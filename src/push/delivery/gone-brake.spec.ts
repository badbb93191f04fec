/** The brake on deletions: dead tokens among living ones are believed, an unbroken run of them is not. */
import { GoneBrake } from './gone-brake';

const believed = (brake: GoneBrake, service: string, times: number) =>
  Array.from({ length: times }, () => brake.believes(service)).filter(Boolean).length;

describe('GoneBrake', () => {
  it('believes fifty in a row and no more', () => {
    expect(believed(new GoneBrake(), 'apns', 200)).toBe(50);
  });

  it('believes again as soon as a wake-up is accepted', () => {
    const brake = new GoneBrake();
    believed(brake, 'apns', 200);
    brake.accepted('apns');
    expect(believed(brake, 'apns', 10)).toBe(10);
  });

  it('does not hold one service for another', () => {
    const brake = new GoneBrake();
    believed(brake, 'apns', 200);
    expect(believed(brake, 'firebase', 10)).toBe(10);
  });
});

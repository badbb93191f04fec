/** What is remembered of a push service's answers. */
import { VendorHealth } from './vendor-health';

it('remembers when a service last took a wake-up, and its last fault', () => {
  const health = new VendorHealth();
  expect(health.of('apns')).toEqual({ faultsInRow: 0 });
  health.answered('apns', { kind: 'later', reason: 'Apple answered 503' }, 1);
  health.answered('apns', { kind: 'refused', reason: 'Apple answered 400 BadTopic' }, 2);
  const fault = { at: 2, kind: 'refused', reason: 'Apple answered 400 BadTopic' };
  expect(health.of('apns')).toEqual({ faultsInRow: 2, fault });
  health.answered('apns', { kind: 'accepted' }, 3);
  expect(health.of('apns')).toEqual({ faultsInRow: 0, fault, acceptedAt: 3 });
  expect(health.of('firebase')).toEqual({ faultsInRow: 0 });
});

it('blames no service for a dead token, but for a suspicious run of them', () => {
  const health = new VendorHealth();
  health.answered('apns', { kind: 'gone' }, 1);
  expect(health.of('apns')).toEqual({ faultsInRow: 0 });
  health.doubted('apns', 2);
  expect(health.of('apns')).toMatchObject({ faultsInRow: 1, fault: { kind: 'doubted', at: 2 } });
});

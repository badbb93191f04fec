/** Where the next reading begins: behind what lives long, not behind what soon is gone. */
import { messageHash } from '../../../test/swarm-watcher/makers';
import { anchorAfter } from './anchor';

const NOW = 1_795_000_000_000;
const DAY = 86_400_000;

function message(livesMs: number, hash = messageHash()) {
  return { hash, storedAt: NOW, expiresAt: NOW + livesMs };
}

describe('anchor', () => {
  it('is the last message when it lives long', () => {
    const messages = [message(DAY), message(2 * DAY), message(DAY)];
    expect(anchorAfter(undefined, messages, false, NOW)).toEqual({ hash: messages[2]?.hash, expiresAt: NOW + DAY });
  });

  it('is the last that lives long when typing indicators follow', () => {
    const messages = [message(DAY), message(DAY), message(20_000), message(20_000)];
    expect(anchorAfter(undefined, messages, false, NOW)?.hash).toBe(messages[1]?.hash);
  });

  it('stays when only short-lived ones came', () => {
    const old = { hash: messageHash(), expiresAt: NOW + DAY };
    expect(anchorAfter(old, [message(20_000), message(300_000)], false, NOW)).toBe(old);
    expect(anchorAfter(old, [], false, NOW)).toBe(old);
  });

  it('is the longest-lived of the short-lived when there is no other, or the old one is about to go', () => {
    const messages = [message(60_000), message(300_000), message(300_000), message(20_000)];
    expect(anchorAfter(undefined, messages, false, NOW)?.hash).toBe(messages[2]?.hash);
    const dying = { hash: messageHash(), expiresAt: NOW + 30_000 };
    expect(anchorAfter(dying, messages, false, NOW)?.hash).toBe(messages[2]?.hash);
    expect(anchorAfter(dying, [message(20_000)], false, NOW)).toBe(dying);
  });

  it('goes behind a page of short-lived messages when more follow it', () => {
    const old = { hash: messageHash(), expiresAt: NOW + DAY };
    const page = [message(120_000), message(120_000), message(20_000)];
    expect(anchorAfter(old, page, true, NOW)?.hash).toBe(page[1]?.hash);
  });

  it('is never a text that is no proper hash', () => {
    const odd = message(DAY, `${messageHash().slice(0, 42)}/`);
    expect(anchorAfter(undefined, [odd], false, NOW)).toBeUndefined();
    expect(anchorAfter(undefined, [message(DAY, 'short')], false, NOW)).toBeUndefined();
  });
});

/** Which addresses are private, and which networks may have them. */
import { isPrivateIpv4, isPrivateNetwork } from './private-address';

describe('private addresses', () => {
  it.each([
    '10.1.2.3',
    '127.0.0.1',
    '169.254.169.254',
    '192.168.0.1',
    '172.16.0.1',
    '172.31.9.9',
    '100.64.0.1',
    '100.127.0.1',
  ])('%s is private', (ip) => expect(isPrivateIpv4(ip)).toBe(true));

  it.each([
    '11.1.2.3',
    '126.0.0.1',
    '169.253.1.1',
    '192.167.0.1',
    '172.15.0.1',
    '172.32.0.1',
    '100.63.0.1',
    '100.128.0.1',
    '1.10.1.1',
  ])('%s is public', (ip) => expect(isPrivateIpv4(ip)).toBe(false));

  it('belong to a network whose seeds have one, or a name of this machine or house', () => {
    expect(isPrivateNetwork(['https://127.0.0.1:24100'])).toBe(true);
    expect(isPrivateNetwork(['https://seed1.example.org', 'https://devnet:22021'])).toBe(true);
    expect(isPrivateNetwork(['https://[::1]:22021'])).toBe(true);
    expect(isPrivateNetwork(['https://seed1.example.org', 'https://144.76.1.1:22021'])).toBe(false);
  });
});

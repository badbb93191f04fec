/** Which addresses are private, and which networks may have them. */
import type { ServiceNode } from '../../protocol/service-node';
import { isPrivateIpv4, isPrivateNetwork, whyNobody, withoutPrivate } from './private-address';

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

  it('are named as the reason when they were all there was', () => {
    const why = (...lists: ServiceNode[][]) => whyNobody(lists, lists.map(withoutPrivate));
    expect(why([], [])).toMatch(/no node/);
    expect(why([node('10.1.2.3')], [node('127.0.0.1')])).toMatch(/private addresses/);
    expect(why([node('1.2.3.4')], [node('10.1.2.3')])).toMatch(/do not agree/);
  });
});

function node(ip: string): ServiceNode {
  return { ed25519: '1'.repeat(64), x25519: '2'.repeat(64), ip, port: 1, omqPort: 2, swarm: '1' };
}

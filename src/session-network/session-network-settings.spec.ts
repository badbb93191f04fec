/** SEED_NODES: required, a list of https URLs, and a fault says so without repeating the value. */
import { Settings, SettingsError } from '../platform/config/settings';
import { sessionNetworkSettings } from './session-network-settings';

const read = (seeds?: string) =>
  Settings.read({ SEED_NODES: seeds }, [sessionNetworkSettings], [], () => '').get(sessionNetworkSettings).SEED_NODES;

describe('sessionNetworkSettings', () => {
  it('reads a list of https URLs', () => {
    expect(read('https://127.0.0.1:24100, https://seed.example.org')).toEqual([
      'https://127.0.0.1:24100',
      'https://seed.example.org',
    ]);
  });

  it.each([undefined, '', ' , ', 'http://127.0.0.1', '127.0.0.1:24100', 'https://a.example, ftp://b'])(
    'refuses %p',
    (seeds) => expect(() => read(seeds)).toThrow(SettingsError),
  );
});

/** Settings: what is missing, wrong or unknown is told at once, and no value is ever repeated. */
import { z } from 'zod';
import { key32, listOf, onOff, port, urlOf } from './setting-types';
import { allOrNone, Settings, SettingsError, section } from './settings';

const files: Record<string, string> = { '/keys/onion': `${'ab'.repeat(32)}\n`, '/keys/short': 'abcd' };
const readFile = (path: string) => {
  const text = files[path];
  if (text === undefined) throw Object.assign(new Error(`no such file ${path}`), { code: 'ENOENT' });
  return text;
};

const example = section(
  'Example',
  {
    OPS_PORT: port().default(3002),
    SEED_NODES: listOf(urlOf('https:'), 'node'),
    WATCH_MONITOR: onOff().default(false),
    ONION_KEY_FILE: key32(),
  },
  { OPS_PORT: '', SEED_NODES: '', WATCH_MONITOR: '', ONION_KEY_FILE: '' },
);
const pair = section(
  'Pair',
  { APNS_KEY_ID: z.string().max(10, 'is too long').optional(), APNS_TEAM_ID: z.string().optional() },
  { APNS_KEY_ID: '', APNS_TEAM_ID: '' },
  allOrNone('Apple', 'APNS_KEY_ID', 'APNS_TEAM_ID'),
);

function faultsOf(environment: Record<string, string>, sections = [example]): readonly string[] {
  try {
    Settings.read(environment, sections, [], readFile);
  } catch (error) {
    if (error instanceof SettingsError) return error.faults;
    throw error;
  }
  return [];
}

const GOOD = { SEED_NODES: 'https://a.example, https://b.example:22021', ONION_KEY_FILE: '/keys/onion' };

describe('Settings', () => {
  it('reads what is given, fills in what is not, and replaces a file by its text', () => {
    const values = Settings.read(GOOD, [example], [], readFile).get(example);
    expect(values).toEqual({
      OPS_PORT: 3002,
      SEED_NODES: ['https://a.example', 'https://b.example:22021'],
      WATCH_MONITOR: false,
      ONION_KEY_FILE: Buffer.alloc(32, 0xab),
    });
  });

  it('tells every fault at once', () => {
    const faults = faultsOf({
      OPS_PORT: '70000',
      SEED_NODES: 'http://a',
      WATCH_MONITOR: 'yes',
      ONION_KEY_FILE: '/none',
    });
    expect(faults.map((fault) => fault.split(' ')[0]).sort()).toEqual([
      'ONION_KEY_FILE',
      'OPS_PORT',
      'SEED_NODES',
      'WATCH_MONITOR',
    ]);
  });

  it('says which are missing', () => {
    expect(faultsOf({})).toEqual(['SEED_NODES is required', 'ONION_KEY_FILE is required']);
  });

  it('refuses a variable that looks like ours and is not', () => {
    expect(faultsOf({ ...GOOD, APNS_TOPPIC: 'x', HOME: '/root' })).toEqual([
      'APNS_TOPPIC is not a setting of this service; look for a typing error or remove it',
    ]);
  });

  it('knows the variables of other roles without needing them', () => {
    expect(() => Settings.read({ ...GOOD, APNS_KEY_ID: 'x' }, [example], [pair], readFile)).not.toThrow();
  });

  it('never repeats a value', () => {
    const secret = 'hunter2';
    const faults = faultsOf({
      OPS_PORT: secret,
      SEED_NODES: secret,
      WATCH_MONITOR: secret,
      ONION_KEY_FILE: '/keys/short',
    });
    expect(faults.join()).not.toMatch(/hunter2|abcd/);
    expect(faults).toHaveLength(4);
  });

  it('takes an empty variable for one that is not set', () => {
    expect(faultsOf({ ...GOOD, OPS_PORT: '' })).toEqual([]);
  });

  it('does not hide what is missing behind what is wrong', () => {
    expect(faultsOf({ APNS_KEY_ID: 'longer than ten' }, [pair as never])).toEqual([
      'APNS_KEY_ID is too long',
      'APNS_TEAM_ID is required for Apple (or set none of APNS_KEY_ID, APNS_TEAM_ID)',
    ]);
  });

  it('names what is missing of variables that belong together', () => {
    expect(faultsOf({ APNS_KEY_ID: 'x' }, [pair as never])).toEqual([
      'APNS_TEAM_ID is required for Apple (or set none of APNS_KEY_ID, APNS_TEAM_ID)',
    ]);
  });
});

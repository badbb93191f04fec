/** Monitor connections as recorded, and everything else refused: by a ProtocolError, in no other way. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { type BencodeValue, decodeBencode, encodeBencode } from './bencode';
import { hostileBytes, valueOrRefusal } from './hostile-input.fixture';
import {
  GREETING,
  type MonitorItem,
  monitorRequest,
  readItemAnswers,
  readNodeMessage,
  readNotice,
  writeMonitorItems,
} from './monitor-wire';
import { ProtocolError } from './protocol-error';

interface Step {
  readonly dir?: string;
  readonly frames_hex: string[];
}

const vectors = JSON.parse(readFileSync(join('test', 'vectors', 'monitor.json'), 'utf8')) as {
  owner: { account: { session_id: string; ed25519_pk: string }; steps: Step[] };
  plain_zeromq: { frames: Step[] };
};
const recordings = [vectors.owner.steps.slice(1), vectors.plain_zeromq.frames];
const said = (dir: string) =>
  recordings.flatMap((steps) =>
    steps.filter((step) => step.dir === dir).map((step) => step.frames_hex.map((hex) => Buffer.from(hex, 'hex'))),
  );
const requests = said('C->S').filter((frames) => frames.length === 3);
const notices = said('S->C')
  .filter(([command]) => command?.toString() === 'notify.message')
  .map((frames) => frames[1] as Buffer);

/** An item out of the body of a recorded request. */
function itemOf(body: Buffer, account: Buffer): MonitorItem {
  const fields = decodeBencode(body) as ReadonlyMap<string, BencodeValue>;
  const token = fields.get('T') as Buffer | undefined;
  return {
    account,
    ed25519: fields.get('P') as Buffer,
    ...(token === undefined ? {} : { subaccount: { token, ownerSignature: fields.get('S') as Buffer } }),
    withData: fields.get('d') === 1,
    namespaces: fields.get('n') as number[],
    signature: fields.get('s') as Buffer,
    signedAt: fields.get('t') as number,
  };
}

const account = Buffer.from(vectors.owner.account.session_id, 'hex');

describe('recorded', () => {
  it('requests are written byte for byte', () => {
    expect(said('C->S').filter((frames) => frames.length === 1)).toEqual([GREETING, GREETING]);
    expect(requests).toHaveLength(2);
    for (const frames of requests) {
      const [, tag, body] = frames as [Buffer, Buffer, Buffer];
      const written = writeMonitorItems([itemOf(body, account)]);
      expect(written.equals(body)).toBe(true);
      expect(monitorRequest(tag.toString('latin1'), written)[0]?.equals(frames[0] as Buffer)).toBe(true);
    }
  });

  it('messages of nodes are understood', () => {
    const kinds = said('S->C').map((frames) => readNodeMessage(frames));
    expect(kinds.map(({ kind }) => kind)).toEqual(['hello', 'reply', 'notice', 'notice', 'hello', 'reply', 'notice']);
    for (const message of kinds) {
      if (message.kind === 'reply') expect(readItemAnswers(message.body, 1)).toEqual(['taken']);
    }
  });

  it('notices give account, hash, namespace and times, whether or not they carry content', () => {
    const [first] = notices.map(readNotice);
    expect(first).toEqual({
      account,
      hash: 'B5hEdDooKCpnISGBw0G8eTAim+La7O2f/3sfRci7c7U',
      namespace: 0,
      storedAt: 1_795_405_719_490,
      expiresAt: 1_795_409_319_490,
    });
    const withContent = notices.at(-1) as Buffer;
    expect(withContent.includes('from node')).toBe(true);
    expect(JSON.stringify(readNotice(withContent))).not.toContain('from node');
  });
});

describe('a request', () => {
  const [body] = requests.map((frames) => frames[2] as Buffer);
  const item = itemOf(body as Buffer, account);

  it('of several items is a list of the same dictionaries', () => {
    expect(writeMonitorItems([item, item]).toString('latin1')).toBe(`l${body?.toString('latin1').repeat(2)}e`);
  });

  it('names a group by its 33 bytes', () => {
    const group = Buffer.concat([Buffer.of(3), account.subarray(1)]);
    const fields = decodeBencode(writeMonitorItems([{ ...item, account: group }])) as ReadonlyMap<string, unknown>;
    expect(fields.get('p')).toEqual(group);
    expect(fields.has('P')).toBe(false);
  });
});

describe('answers', () => {
  const list = (...values: BencodeValue[]) => encodeBencode(values);
  const yes = new Map([['success', 1]]);
  const no = (code: number) =>
    new Map<string, BencodeValue>([
      ['errcode', code],
      ['error', Buffer.from('no')],
    ]);

  it('are read one by one', () => {
    expect(readItemAnswers(list(yes, no(1), no(2), no(3), no(4), no(5)), 6)).toEqual([
      'taken',
      'bad-request',
      'bad-key',
      'bad-namespaces',
      'bad-time',
      'bad-signature',
    ]);
  });

  it('may be one fault for all', () => {
    expect(readItemAnswers(encodeBencode(no(1)), 3)).toEqual(['bad-request', 'bad-request', 'bad-request']);
  });

  it.each([
    ['fewer than asked', list(yes), 2],
    ['more than asked', list(yes, yes), 1],
    ['one success for several', encodeBencode(yes), 2],
    ['an unknown error', list(no(6)), 1],
    ['an error of another kind', list(new Map([['errcode', Buffer.from('1')]])), 1],
    ['success that is none', list(new Map([['success', 0]])), 1],
    ['no dictionary', list(1), 1],
    ['nothing', Buffer.alloc(0), 1],
  ])('are refused: %s', (_what, bytes, count) => {
    expect(() => readItemAnswers(bytes, count)).toThrow(ProtocolError);
  });
});

/** A good notice with some fields replaced; undefined leaves one out. */
function noticeWith(changes: Record<string, BencodeValue | undefined>): Buffer {
  const fields = new Map(decodeBencode(notices[0] as Buffer) as ReadonlyMap<string, BencodeValue>);
  for (const [key, value] of Object.entries(changes)) {
    if (value === undefined) fields.delete(key);
    else fields.set(key, value);
  }
  return encodeBencode(fields);
}

const text = (length: number) => Buffer.alloc(length, 'x');

describe('a notice', () => {
  it.each([
    ['the shortest hash', { h: text(32) }],
    ['the longest hash', { h: text(99) }],
    ['the lowest namespace', { n: -32_768 }],
    ['the highest namespace', { n: 32_767 }],
    ['a key of a later version', { q: [1, [2]] }],
    ['a long key of a later version', { ['later'.repeat(20)]: 1 }],
    ['several long keys', { ['a'.repeat(40)]: 1, ['b'.repeat(40)]: 1, ['q'.repeat(4_000)]: 1 }],
    ['an empty key', { '': 1 }],
    ['a later key that begins like one of ours', { hh: 1, z0: [] }],
    ['content', { '~': text(76_800) }],
  ])('may have %s', (_what, changes) => {
    expect(readNotice(noticeWith(changes))).toMatchObject({ account });
  });

  it.each([
    ['no account', { '@': undefined }],
    ['an account that is too short', { '@': text(32) }],
    ['an account that is too long', { '@': text(34) }],
    ['a number for an account', { '@': 33 }],
    ['no hash', { h: undefined }],
    ['an empty hash', { h: text(0) }],
    ['a hash that is too short', { h: text(31) }],
    ['a hash that is too long', { h: text(100) }],
    ['a hash of invisible characters', { h: Buffer.alloc(43, 7) }],
    ['a hash of letters beyond ASCII', { h: Buffer.alloc(43, 0xe4) }],
    ['a list for a hash', { h: [text(43)] }],
    ['no namespace', { n: undefined }],
    ['a namespace that is too low', { n: -32_769 }],
    ['a namespace that is too high', { n: 32_768 }],
    ['a namespace of 64 bits', { n: 2n ** 64n - 1n }],
    ['text for a namespace', { n: text(1) }],
    ['no time', { t: undefined }],
    ['a time before time began', { t: -1 }],
    ['a time that no calendar knows', { z: 8.64e15 + 2 }],
    ['no expiry', { z: undefined }],
    ['deep nesting in a key of a later version', { q: [[[[[[1]]]]]] }],
  ])('is refused with %s', (_what, changes) => {
    expect(() => readNotice(noticeWith(changes))).toThrow(ProtocolError);
  });

  /** The entries of a recorded one, in their order. */
  const [, at = '', h = '', n = '', t = '', z = ''] =
    /^d(1:@33:.{33})(1:h43:.{43})(1:ni0e)(1:ti\d+e)(1:zi\d+e)e$/s.exec((notices[0] as Buffer).toString('latin1')) ?? [];
  const whole = at + h + n + t + z;
  const read = (text: string) => readNotice(Buffer.from(text, 'latin1'));

  it('is one dictionary, whose keys ascend', () => {
    expect(read(`d${whole}e`)).toMatchObject({ account });
    expect(read(`d0:0:${at}1:bde${h}${n}${t}${z}e`)).toMatchObject({ account });
  });

  it.each([
    ['nothing', ''],
    ['a list', 'le'],
    ['a list of one', `ld${whole}ee`],
    ['a number', 'i1e'],
    ['a text', '2:de'],
    ['a dictionary without end', `d${whole}`],
    ['a length beyond its end', `d${whole}1:~999999999:`],
    ['a length of many digits', `d${'9'.repeat(100_000)}:`],
    ['a length with a leading zero', `d${whole.replace('1:@33:', '1:@033:')}e`],
    ['a negative length', `d${at}${h}${n}${t}${z}1:~-1:e`],
    ['a number with a leading zero', `d${at}${h}1:ni00e${t}${z}e`],
    ['a number that is minus nothing', `d${at}${h}1:ni-0e${t}${z}e`],
    ['a key twice', `d${at}${h}${h}${n}${t}${z}e`],
    ['keys in disorder', `d${h}${at}${n}${t}${z}e`],
    ['later keys in disorder', `d${at}1:c0:1:b0:${h}${n}${t}${z}e`],
    ['long keys in disorder', `d${at}40:${'b'.repeat(40)}1:x40:${'a'.repeat(40)}1:x${h}${n}${t}${z}e`],
    ['an integer for a key', `d${at}i1e1:a${h}${n}${t}${z}e`],
    ['a key without a value', `d${whole}1:~e`],
    ['bytes after its end', `d${whole}ee`],
    ['another one after its end', `d${whole}ed${whole}e`],
    ['a line feed after its end', `d${whole}e\n`],
    ['a tower of lists', `d${at}1:b${'l'.repeat(1_000_000)}`],
    ['a street of lists', `d${at}1:bl${'le'.repeat(1_000_000)}e${h}${n}${t}${z}e`],
  ])('is not %s', (_what, text) => {
    expect(() => read(text)).toThrow(ProtocolError);
  });
});

describe('a message', () => {
  const frames = (...words: string[]) => words.map((word) => Buffer.from(word));

  it.each([
    ['an error', frames('REPLY', 'tag', '400', 'words'), { kind: 'refusal', tag: 'tag', status: 400 }],
    ['a bare error', frames('REPLY', 'tag', '500'), { kind: 'refusal', tag: 'tag', status: 500 }],
    ['an empty reply', frames('REPLY', 'tag'), { kind: 'reply', tag: 'tag', body: Buffer.alloc(0) }],
    ['a reply of two parts', frames('REPLY', 'tag', 'de', 'x'), { kind: 'reply', tag: 'tag', body: Buffer.from('de') }],
    [
      'a reply of digits that are no status',
      frames('REPLY', 'tag', '040'),
      { kind: 'reply', tag: 'tag', body: Buffer.from('040') },
    ],
    ['a denial', frames('FORBIDDEN', 'REPLY', 'tag'), { kind: 'forbidden', tag: 'tag' }],
    ['an unknown probe', frames('UNKNOWNCOMMAND', 'storage.info'), { kind: 'unknown-command', isProbe: true }],
    ['an unknown request', frames('UNKNOWNCOMMAND', 'monitor.messages'), { kind: 'unknown-command', isProbe: false }],
    ['an unknown something', frames('UNKNOWNCOMMAND'), { kind: 'unknown-command', isProbe: false }],
  ])('may be %s', (_what, message, meaning) => {
    expect(readNodeMessage(message)).toEqual(meaning);
  });

  it.each([
    ['without frames', []],
    ['with too many', frames('REPLY', ...'abcdefgh')],
    ['that says nothing we know', frames('monitor.messages', 'tag', 'de')],
    ['with an endless word', [Buffer.alloc(1_000_000, 'x')]],
    ['with a reply without a tag', frames('REPLY')],
    ['with an empty tag', frames('REPLY', '')],
    ['with an endless tag', [Buffer.from('REPLY'), Buffer.alloc(33)]],
    ['with a notice of no part', frames('notify.message')],
    ['with a notice of two parts', [Buffer.from('notify.message'), notices[0] as Buffer, Buffer.alloc(1)]],
    ['with a greeting that goes on', frames('HELLO', 'there')],
    ['with a denial of nothing', frames('FORBIDDEN')],
  ])('is refused %s', (_what, message) => {
    expect(() => readNodeMessage(message)).toThrow(ProtocolError);
  });
});

it('damaged bytes are read or refused, never anything else', () => {
  const [reply] = said('S->C').filter(([command]) => command?.toString() === 'REPLY');
  fc.assert(
    fc.property(hostileBytes(...notices), (bytes) => {
      valueOrRefusal(() => readNotice(bytes));
    }),
    { numRuns: 3_000 },
  );
  const frame = fc.oneof(
    fc.constantFrom('REPLY', 'FORBIDDEN', 'notify.message', '400').map(Buffer.from),
    hostileBytes(),
  );
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 6 }), (frames) => {
      valueOrRefusal(() => readNodeMessage(frames));
    }),
    { numRuns: 2_000 },
  );
  fc.assert(
    fc.property(hostileBytes(reply?.[2] as Buffer), fc.nat({ max: 1_000 }), (bytes, count) => {
      valueOrRefusal(() => readItemAnswers(bytes, count));
    }),
    { numRuns: 2_000 },
  );
});

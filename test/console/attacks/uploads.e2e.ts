/** Files from strangers: whatever their bytes and names, they are refused or kept as bytes, and handed out as nothing else. */

import { connect } from 'node:net';
import { deflateRawSync } from 'node:zlib';
import { sha256 } from '../../../src/platform/canonical-json';
import { until } from '../../support/until';
import { AGENT, type Answered, type Person } from '../house';
import { type FoundForm, readPage } from './html';
import { Site } from './site';
import { filledIn, formsOn, walk } from './walk';
import { lines } from './wire';

let site: Site;
let forms: { form: FoundForm; from: string }[];
beforeAll(async () => {
  site = await Site.open();
  forms = formsOn(await walk(site.everybody, site.routes), site.routes).filter(({ form }) => form.hasFiles);
});
afterAll(() => site.close());

interface Sent {
  readonly name: string;
  readonly bytes: Buffer;
  readonly type?: string;
}

/** One file of zeros that is a thousand times as large as its archive. */
function zipBomb(): Buffer {
  const size = 32 * 2 ** 20;
  const packed = deflateRawSync(Buffer.alloc(size), { level: 9 });
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(8, 8);
  header.writeUInt32LE(packed.length, 18);
  header.writeUInt32LE(size, 22);
  header.writeUInt16LE(1, 26);
  return Buffer.concat([header, Buffer.from('a'), packed]);
}

const ACTIVE_PDF = Buffer.from(`%PDF-1.7
1 0 obj << /Type /Catalog /OpenAction << /S /JavaScript /JS (app.alert(1)) >> /AcroForm << /XFA 2 0 R >> >> endobj
trailer << /Root 1 0 R >>
%%EOF`);

const KEPT: Readonly<Record<string, Sent>> = {
  'a PDF that runs': { name: 'order.pdf', bytes: ACTIVE_PDF },
  'a page that calls itself a text': {
    name: 'order.txt',
    bytes: Buffer.from('<script>xssRan=1</script>'),
    type: 'text/html',
  },
  'a picture that runs': {
    name: 'order.svg',
    bytes: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="xssRan=1"/>'),
    type: 'image/svg+xml',
  },
  'a zip bomb': { name: 'order.zip', bytes: zipBomb(), type: 'application/zip' },
  'a file with two faces': { name: 'order.pdf.html', bytes: Buffer.from('%PDF-1.7<script>xssRan=1</script>') },
};

const REFUSED: Readonly<Record<string, Sent>> = {
  'a program': {
    name: 'order.pdf',
    bytes: Buffer.from('4d5a90000300000004000000ffff0000', 'hex'),
    type: 'application/pdf',
  },
  'a program for Linux': { name: 'order.txt', bytes: Buffer.from('7f454c4602010100', 'hex') },
  'an empty file': { name: 'order.pdf', bytes: Buffer.alloc(0) },
  'a file that is too large': { name: 'order.pdf', bytes: Buffer.concat([ACTIVE_PDF, Buffer.alloc(25 * 2 ** 20)]) },
  'bytes that are no text': { name: 'order.txt', bytes: Buffer.from([0xff, 0xfe, 0x00, 0x41]) },
};

/** As multer reads them from the wire: what a browser would never write, too. */
const NAMES = [
  '../../../etc/passwd.pdf',
  '..\\..\\boot.pdf',
  '/etc/passwd',
  'C:\\windows\\order.pdf',
  'a\u202efdp.exe',
  'a"; filename="b.html',
  'ä'.repeat(400),
  '.htaccess',
  '...',
  '%00.pdf',
  '<img src=x onerror=xssRan=1>.pdf',
  '💥\u0301\u200b.pdf',
  'CON.pdf',
];

function multipart(fields: Readonly<Record<string, unknown>>, files: readonly Sent[]): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, String(value));
  for (const { name, bytes, type } of files) form.append('files', new Blob([new Uint8Array(bytes)], { type }), name);
  return form;
}

/** Sends files with a form as it stands now. */
async function upload(
  person: Person,
  { form, from }: { form: FoundForm; from: string },
  files: readonly Sent[],
): Promise<Answered> {
  const fresh = readPage((await person.get(from)).body).forms.find(({ action }) => action === form.action) ?? form;
  const headers = { origin: person.url, referer: `${person.url}${from}` };
  return person.send(form.action, { method: 'POST', body: multipart(filledIn(fresh, 'plain words'), files), headers });
}

const onCase = () => {
  const found = forms.find(({ form }) => form.action.endsWith('/papers'));
  if (found === undefined) throw new Error('no page takes papers of a case');
  return found;
};

/** The papers that the page of the case leads to, by their hash. */
async function papersOn(person: Person): Promise<Map<string, string>> {
  const { links } = readPage((await person.get(onCase().from)).body);
  const papers = links.filter((link) => link.includes('/papers/'));
  return new Map(papers.map((path) => [path.split('/').at(-1) ?? '', path]));
}

it('are taken by forms that say so', () => {
  expect(forms.map(({ form }) => form.action.replace(/[0-9a-f-]{36}/, ':id')).sort()).toEqual([
    '/cases/:id/papers',
    '/contacts',
  ]);
});

it.each(Object.entries(KEPT))('are kept and handed out as bytes: %s', async (_what, sent) => {
  const { everybody } = site;
  expect((await upload(everybody, onCase(), [sent])).status).toBe(303);
  const path = (await papersOn(everybody)).get(sha256(sent.bytes)) as string;
  const { status, headers } = await everybody.get(path);
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('application/octet-stream');
  expect(headers.get('content-disposition')).toMatch(/^attachment; filename=/);
  expect(headers.get('content-security-policy')).toMatch(/sandbox/);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(Number(headers.get('content-length') ?? sent.bytes.length)).toBe(sent.bytes.length);
});

it.each(Object.entries(REFUSED))('are refused, in every form, with a word about why: %s', async (_what, sent) => {
  for (const one of forms) {
    const { status, body } = await upload(site.everybody, one, [sent]);
    expect([one.form.action, status]).toEqual([one.form.action, 422]);
    expect(readPage(body).text).toMatch(/file|form/i);
  }
  expect((await papersOn(site.everybody)).has(sha256(sent.bytes))).toBe(false);
});

it('carry no name that leads anywhere or says what is not so', async () => {
  const { everybody } = site;
  for (const [index, name] of NAMES.entries()) {
    const bytes = Buffer.from(`%PDF-1.7 ${index}`);
    expect([name, (await upload(everybody, onCase(), [{ name, bytes }])).status]).toEqual([name, 303]);
    const path = (await papersOn(everybody)).get(sha256(bytes)) as string;
    const told = (await everybody.get(path)).headers.get('content-disposition') ?? '';
    // In quotes, or encoded: no part of a name is taken for a parameter, a folder, or another direction of reading.
    expect(told).toMatch(/^attachment; filename=(?:[\w.%-]+|"[^"\\/]*")(?:; filename\*=UTF-8''[\w.%!#$&+^`|~-]+)?$/);
    expect(decodeURIComponent(told.split("''")[1] ?? '')).not.toMatch(/[\\/\r\n\0"<>]|\u202e|^\./);
  }
  expect(readPage((await everybody.get(onCase().from)).body).dangers).toEqual([]);
});

it('are bounded in number, and in the fields beside them', async () => {
  const { everybody } = site;
  const many = Array.from({ length: 21 }, (_, index) => ({
    name: `${index}.txt`,
    bytes: Buffer.from(`text ${index}`),
  }));
  const before = (await papersOn(everybody)).size;
  expect((await upload(everybody, onCase(), many)).status).toBe(422);
  const fields = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`f${index}`, 'x']));
  const body = multipart(fields, many.slice(0, 1));
  expect(
    (await everybody.send(onCase().form.action, { method: 'POST', body, headers: { origin: everybody.url } })).status,
  ).toBe(422);
  expect((await papersOn(everybody)).size).toBe(before);
});

it('are never more in memory than there is room for, and keep nobody out for long', async () => {
  const { everybody } = site;
  const { action } = onCase().form;
  const { host, hostname, port } = new URL(everybody.url);
  const token = everybody.cookies.get('session');
  /** A form that says how large it is, and does not go on. */
  const begun = (megabytes: number) => {
    const socket = connect({ host: hostname, port: Number(port) });
    const heard = { socket, text: '' };
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      heard.text += chunk;
    });
    socket.write(
      lines(
        `POST ${action} HTTP/1.1`,
        `Host: ${host}`,
        `Origin: ${everybody.url}`,
        `User-Agent: ${AGENT}`,
        `Cookie: session=${token}`,
        'Content-Type: multipart/form-data; boundary=x',
        `Content-Length: ${megabytes * 2 ** 20}`,
      ),
    );
    return heard;
  };
  const tooLarge = begun(51);
  await until(() => tooLarge.text.includes('at most 50 MB together'));
  expect(tooLarge.text).toMatch(/^HTTP\/1.1 422 /);
  tooLarge.socket.destroy();
  const slow = [begun(50), begun(49)];
  const form = () => upload(everybody, onCase(), [{ name: 'large.txt', bytes: Buffer.alloc(2 * 2 ** 20, 65) }]);
  await until(async () => (await form()).status === 503);
  expect((await form()).body).toContain('send the form again');
  for (const { socket } of slow) socket.destroy();
  await until(async () => (await form()).status === 303);
});

it.each([
  ['without an end', '--x\r\ncontent-disposition: form-data; name="files"; filename="a.pdf"\r\n\r\n%PDF-1.7'],
  ['without names', '--x\r\ncontent-disposition: form-data\r\n\r\na\r\n--x--\r\n'],
  [
    'with a name of all objects',
    '--x\r\ncontent-disposition: form-data; name="__proto__"; filename="__proto__"\r\n\r\na\r\n--x--\r\n',
  ],
  [
    'with a field of a field',
    '--x\r\ncontent-disposition: form-data; name="a[__proto__][polluted]"\r\n\r\nyes\r\n--x--\r\n',
  ],
  [
    'with endless headers',
    `--x\r\ncontent-disposition: form-data; name="a"; x=${'y'.repeat(100_000)}\r\n\r\na\r\n--x--\r\n`,
  ],
  ['of nothing', ''],
])('are not read from a form %s', async (_what, body) => {
  const { everybody } = site;
  const headers = { origin: everybody.url, 'content-type': 'multipart/form-data; boundary=x' };
  for (const { form } of forms) {
    const { status } = await everybody.send(form.action, { method: 'POST', body, headers });
    expect([403, 422]).toContain(status);
  }
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

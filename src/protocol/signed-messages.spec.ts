/** Signed texts: every recorded subscription that was accepted verifies, every recorded bad signature does not. */
import clientApi from '../../test/vectors/client-api.json';
import { AccountId } from './account-id';
import { bytesFromText } from './bytes';
import { valueOrRefusal } from './hostile-input.fixture';
import { isRecord, parseJson } from './json';
import { readNamespaces } from './namespaces';
import { ProtocolError } from './protocol-error';
import { monitorText, retrieveText, signEd25519, unsubscribeText, verifyEd25519 } from './signed-messages';
import { READ, SubaccountToken } from './subaccount';

interface Exchange {
  readonly name: string;
  readonly command: string;
  readonly request: Record<string, unknown>;
  readonly response: Record<string, unknown>;
}

/** Single requests and the elements of arrays alike, each with its own answer. */
const exchanges: Exchange[] = clientApi.vectors.flatMap((vector) => {
  const { name, command } = vector;
  const request: unknown =
    'request' in vector ? vector.request : 'request_text' in vector ? tolerantJson(vector.request_text) : undefined;
  const requests = Array.isArray(request) ? request : [request];
  const responses: unknown[] =
    'response' in vector && Array.isArray(vector.response) ? vector.response : [vector.response];
  return requests.flatMap((one, index) => {
    const response = responses[index];
    return isRecord(one) && isRecord(response) ? [{ name: `${name}[${index}]`, command, request: one, response }] : [];
  });
});

function tolerantJson(text: string | null | undefined): unknown {
  return valueOrRefusal(() => parseJson(Buffer.from(text ?? '')));
}

/** Verification as the protocol page tells it. */
function isAuthorised({ command, request }: Exchange): boolean {
  const account = AccountId.parse(request.pubkey);
  const owner = account.prefix === 5 ? bytesFromText(request.session_ed25519, 32) : account.key;
  if (!account.isOwnedBy(owner)) return false;
  let signer = owner;
  if (request.subaccount !== undefined) {
    const token = SubaccountToken.parse(bytesFromText(request.subaccount, 36));
    const lent = verifyEd25519(owner, token.bytes, bytesFromText(request.subaccount_sig, 64));
    if (!lent || !token.grants(account, READ)) return false;
    signer = token.key;
  }
  const signedAt = request.sig_ts as number;
  const text =
    command === 'push.subscribe'
      ? monitorText(account, signedAt, request.data as boolean, readNamespaces(request.namespaces))
      : unsubscribeText(account, signedAt);
  return verifyEd25519(signer, text, bytesFromText(request.signature, 64));
}

/** Accepted there and refused here on purpose: a namespace or a time that is no integer of its range, a first byte. */
const REFUSED_HERE = /added_(namespace_out_of_range_wraps|sig_ts_float_truncates|prefix_15)/;
const accepted = exchanges.filter(({ name, response }) => response.success === true && !REFUSED_HERE.test(name));
const bad = exchanges.filter(({ response }) =>
  /verification failed|mismatched network prefix|does not convert|Failed to convert/.test(String(response.message)),
);

describe('a signed request', () => {
  it('is at hand in number', () => {
    expect(accepted.length).toBeGreaterThan(20);
    expect(bad.length).toBeGreaterThanOrEqual(8);
  });

  it.each(accepted.map((exchange) => [exchange.name, exchange] as const))('verifies: %s', (_name, exchange) => {
    expect(isAuthorised(exchange)).toBe(true);
  });

  it.each(bad.map((exchange) => [exchange.name, exchange] as const))('does not verify: %s', (_name, exchange) => {
    expect(isAuthorised(exchange)).toBe(false);
  });

  it.each(accepted.map((exchange) => [exchange.name, exchange] as const))(
    'holds for nothing else: %s',
    (_name, one) => {
      const { request } = one;
      const changed: Record<string, unknown>[] = [
        { ...request, sig_ts: (request.sig_ts as number) + 1 },
        { ...request, pubkey: accepted.find((other) => other.request.pubkey !== request.pubkey)?.request.pubkey },
      ];
      if (one.command === 'push.subscribe') {
        changed.push({ ...request, data: !request.data });
        changed.push({ ...request, namespaces: [...(request.namespaces as number[]), 32767] });
      }
      for (const other of changed) {
        expect(valueOrRefusal(() => isAuthorised({ ...one, request: other })) ?? false).toBe(false);
      }
      const command = one.command === 'push.subscribe' ? 'push.unsubscribe' : 'push.subscribe';
      const crossed = { ...one, command, request: { data: true, namespaces: [0], ...request } };
      expect(isAuthorised(crossed)).toBe(false);
    },
  );

  it('with a namespace out of range or an unknown first byte does not get as far', () => {
    const [wraps, prefix] = ['added_namespace_out_of_range_wraps', 'added_prefix_15'].map(
      (name) => exchanges.find((exchange) => exchange.name.startsWith(name))!,
    );
    expect(() => isAuthorised(wraps!)).toThrow(ProtocolError);
    expect(() => isAuthorised(prefix!)).toThrow(ProtocolError);
  });
});

describe('signed texts', () => {
  const account = AccountId.parse(`05${'AB'.repeat(32)}`);

  it('spell the account in lower case and the numbers in decimal', () => {
    const hex = `05${'ab'.repeat(32)}`;
    expect(monitorText(account, 1795403999, true, [-400, 0, 2]).toString()).toBe(`MONITOR${hex}17954039991-400,0,2`);
    expect(monitorText(account, 1795403999, false, [0]).toString()).toBe(`MONITOR${hex}179540399900`);
    expect(unsubscribeText(account, 1795403999).toString()).toBe(`UNSUBSCRIBE${hex}1795403999`);
    expect(retrieveText(0, 1795403867649).toString()).toBe('retrieve1795403867649');
    expect(retrieveText(-11, 1795403867649).toString()).toBe('retrieve-111795403867649');
  });
});

describe('Ed25519', () => {
  const secretKey = Buffer.from(
    '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    'hex',
  );
  const publicKey = secretKey.subarray(32);
  const empty = Buffer.alloc(0);

  it('signs as RFC 8032, section 7.1, test 1', () => {
    const signature = signEd25519(secretKey, empty);
    expect(signature.toString('hex')).toBe(
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    );
    expect(verifyEd25519(publicKey, empty, signature)).toBe(true);
    expect(verifyEd25519(publicKey, Buffer.from('x'), signature)).toBe(false);
  });

  it('refuses wrong lengths, small-order keys and a signature whose S was raised by the group order', () => {
    const signature = signEd25519(secretKey, empty);
    for (const length of [0, 31, 33]) expect(verifyEd25519(Buffer.alloc(length), empty, signature)).toBe(false);
    for (const length of [0, 63, 65]) expect(verifyEd25519(publicKey, empty, Buffer.alloc(length))).toBe(false);
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    const s = BigInt(`0x${Buffer.from(signature.subarray(32)).reverse().toString('hex')}`) + order;
    const raised = Buffer.concat([
      signature.subarray(0, 32),
      Buffer.from(s.toString(16).padStart(64, '0'), 'hex').reverse(),
    ]);
    expect(verifyEd25519(publicKey, empty, raised)).toBe(false);
    // With the neutral point as key and R, S = 0 would hold for every message.
    const neutral = Buffer.from(`01${'00'.repeat(31)}`, 'hex');
    expect(verifyEd25519(neutral, empty, Buffer.concat([neutral, Buffer.alloc(32)]))).toBe(false);
  });
});

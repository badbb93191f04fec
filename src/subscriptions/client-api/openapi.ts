/** The client API as an OpenAPI 3.1 document; docs/protocol/client-api.md tells the whole story. */
import { MOST_NAMESPACES } from '../../protocol/namespaces';

const bytes = (length: number, what: string) => ({
  type: 'string',
  description: `${what}: ${length} bytes as ${2 * length} hexadecimal characters, or base64 with or without padding`,
});

/** Null means the same as absent. */
const orNull = <T extends { readonly type: string }>(schema: T) => ({ ...schema, type: [schema.type, 'null'] });

const pubkey = bytes(33, 'Account, first byte 05 (Session ID) or 03 (group)');

const signer = {
  pubkey,
  session_ed25519: orNull(bytes(32, 'Ed25519 key of a Session ID; required for 05, absent for 03')),
  subaccount: orNull(bytes(36, "A group member's token")),
  subaccount_sig: orNull(bytes(64, "The group owner's signature of that token")),
  sig_ts: { type: 'integer', description: 'When it was signed, in seconds since 1970' },
  signature: bytes(64, 'Ed25519 signature of the text described for the operation'),
  service: { type: 'string', enum: ['apns', 'apns-sandbox', 'firebase'] },
  service_info: {
    type: 'object',
    required: ['token'],
    properties: { token: { type: 'string', description: 'Push token; for Apple exactly 64 hexadecimal characters' } },
  },
};

const subscribeRequest = {
  type: 'object',
  required: ['pubkey', 'namespaces', 'data', 'sig_ts', 'signature', 'service', 'service_info'],
  properties: {
    ...signer,
    namespaces: {
      type: 'array',
      minItems: 1,
      maxItems: MOST_NAMESPACES,
      uniqueItems: true,
      items: { type: 'integer', minimum: -32768, maximum: 32767 },
      description: 'Ascending',
    },
    data: { type: 'boolean', description: 'Part of the signed text, and nothing more' },
    enc_key: orNull(bytes(32, 'Checked, not kept')),
    delegation: {
      type: ['object', 'null'],
      required: ['token', 'signature'],
      properties: {
        token: bytes(36, 'The token that /delegation-key named'),
        signature: bytes(64, "Signature of that token with the account's Ed25519 key"),
      },
    },
  },
};

const unsubscribeRequest = {
  type: 'object',
  required: ['pubkey', 'sig_ts', 'signature', 'service', 'service_info'],
  properties: signer,
};

const failure = {
  type: 'object',
  required: ['error', 'message'],
  properties: {
    error: {
      type: 'integer',
      enum: [1, 2, 3, 4, 5],
      description:
        '1 shape or value; 2 service not available, or no delegation; 3 no answer in time; 4 not authorised; 5 our fault',
    },
    message: { type: 'string' },
  },
};

function success(flags: readonly string[]) {
  const properties = Object.fromEntries(flags.map((flag) => [flag, { type: 'boolean' }]));
  return {
    type: 'object',
    required: ['success', 'message'],
    properties: { success: { const: true }, message: { type: 'string' }, ...properties },
  };
}

/** One, or an array answered by an array of the same length and order. */
const oneOrMany = (schema: object) => ({ oneOf: [schema, { type: 'array', items: schema }] });
const json = (schema: object) => ({ 'application/json': { schema } });

function operation(summary: string, description: string, request: object, reply: object) {
  const body = oneOrMany({ oneOf: [reply, failure] });
  return {
    post: {
      summary,
      description,
      requestBody: { required: true, content: json(oneOrMany(request)) },
      responses: {
        200: { description: 'Answered; an error is answered here too', content: json(body) },
        503: { description: 'The same body; at least one element is worth a retry', content: json(body) },
      },
    },
  };
}

const delegationKeyReply = {
  type: 'object',
  required: ['delegate', 'token'],
  properties: {
    delegate: { type: 'string', pattern: '^[0-9a-f]{64}$' },
    token: { type: 'string', pattern: '^[0-9a-f]{72}$' },
  },
};

export const openApiDocument = {
  openapi: '3.1.0',
  info: {
    title: 'Fast Mode relay: client API',
    version: '1',
    description: 'What phones say to the relay. A body may have 256 KiB.',
    license: { name: 'AGPL-3.0-only', identifier: 'AGPL-3.0-only' },
  },
  paths: {
    '/subscribe': operation(
      'Be woken for an account',
      'Signed text: MONITOR, account in hex, sig_ts, 1 or 0 for data, namespaces joined by commas. Ends 14 days after sig_ts.',
      subscribeRequest,
      success(['added', 'updated']),
    ),
    '/unsubscribe': operation(
      'Be woken no longer',
      'Signed text: UNSUBSCRIBE, account in hex, sig_ts.',
      unsubscribeRequest,
      success(['removed']),
    ),
    '/delegation-key': operation(
      'Learn which key may read for an account',
      'Answers the Ed25519 key derived for this account and the exact bytes to sign. Nothing is stored.',
      { type: 'object', required: ['pubkey'], properties: { pubkey } },
      delegationKeyReply,
    ),
    '/oxen/v4/lsrpc': {
      post: {
        summary: 'The same three operations inside an onion request',
        requestBody: {
          required: true,
          content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
        },
        responses: {
          200: {
            description: 'The sealed answer; its own code is inside',
            content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
          },
          400: { description: 'The layer does not open' },
        },
      },
    },
  },
};

/** What Apple finds wrong with a request, apart from the token of the provider. */
import type { IncomingHttpHeaders } from 'node:http2';

/** An answer on the wire; `reason` and `timestamp` make its JSON body unless `rawBody` is given. */
export interface AppleReply {
  readonly status: number;
  readonly reason?: string;
  /** With 410: milliseconds since 1970. */
  readonly timestamp?: number;
  /** The Retry-After header, as written. */
  readonly retryAfter?: string;
  /** Sent as it is, even when it is not what Apple would say. */
  readonly rawBody?: string;
}

const PUSH_TYPES = new Set([
  'alert',
  'background',
  'complication',
  'controls',
  'fileprovider',
  'liveactivity',
  'location',
  'mdm',
  'pushtotalk',
  'voip',
  'widgets',
]);
const LARGEST_PAYLOAD = 4096;

/** The device token of a path, or nothing when the path is not Apple's. */
export function deviceTokenOf(path: string | undefined): string | undefined {
  return /^\/3\/device\/([^/?]*)$/.exec(path ?? '')?.[1];
}

export function faultOf(headers: IncomingHttpHeaders, body: Buffer, topic: string): AppleReply | undefined {
  if (headers[':method'] !== 'POST') return { status: 405, reason: 'MethodNotAllowed' };
  const token = deviceTokenOf(headers[':path']);
  if (token === undefined) return { status: 404, reason: 'BadPath' };
  if (body.length > LARGEST_PAYLOAD) return { status: 413, reason: 'PayloadTooLarge' };
  const reason = badRequest(headers, token, body, topic);
  return reason === undefined ? undefined : { status: 400, reason };
}

function badRequest(headers: IncomingHttpHeaders, token: string, body: Buffer, topic: string): string | undefined {
  if (token === '') return 'MissingDeviceToken';
  if (!/^([0-9a-f]{2}){32,100}$/.test(token)) return 'BadDeviceToken';
  if (body.length === 0 || !isJsonObject(body)) return 'PayloadEmpty';
  if (headers['apns-topic'] === undefined) return 'MissingTopic';
  if (headers['apns-topic'] !== topic) return 'TopicDisallowed';
  if (!PUSH_TYPES.has(String(headers['apns-push-type']))) return 'InvalidPushType';
  if (!/^(10|5|1)?$/.test(String(headers['apns-priority'] ?? ''))) return 'BadPriority';
  if (!/^\d*$/.test(String(headers['apns-expiration'] ?? ''))) return 'BadExpirationDate';
  return Buffer.byteLength(String(headers['apns-collapse-id'] ?? '')) > 64 ? 'BadCollapseId' : undefined;
}

function isJsonObject(body: Buffer): boolean {
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

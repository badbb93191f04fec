/** Google's errors in their true JSON shape (google.rpc.Status with details), by the name under which a test orders them. */

/** An answer on the wire; a string body is sent as it is. */
export interface GoogleReply {
  readonly status: number;
  readonly body: object | string;
  /** The Retry-After header, as written. */
  readonly retryAfter?: string;
}

const TYPE = 'type.googleapis.com';
const fcm = (errorCode: string) => ({ '@type': `${TYPE}/google.firebase.fcm.v1.FcmError`, errorCode });
const badField = (field: string, description: string) => ({
  '@type': `${TYPE}/google.rpc.BadRequest`,
  fieldViolations: [{ field, description }],
});
const info = (reason: string) => ({
  '@type': `${TYPE}/google.rpc.ErrorInfo`,
  reason,
  domain: 'googleapis.com',
  metadata: { service: 'fcm.googleapis.com' },
});

function error(code: number, status: string, message: string, ...details: object[]): GoogleReply {
  return { status: code, body: { error: { code, message, status, ...(details.length > 0 && { details }) } } };
}

const AUTHENTICATION =
  'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.';

export const GOOGLE_ERRORS = {
  UNREGISTERED: error(404, 'NOT_FOUND', 'Requested entity was not found.', fcm('UNREGISTERED')),
  SENDER_ID_MISMATCH: error(403, 'PERMISSION_DENIED', 'SenderId mismatch', fcm('SENDER_ID_MISMATCH')),
  /** A malformed token, with the field named … */
  BAD_TOKEN: error(
    400,
    'INVALID_ARGUMENT',
    'Request contains an invalid argument.',
    fcm('INVALID_ARGUMENT'),
    badField('message.token', 'Invalid registration token'),
  ),
  /** … and without, as Google's own documentation shows it. */
  BAD_TOKEN_IN_PROSE: error(
    400,
    'INVALID_ARGUMENT',
    'The registration token is not a valid FCM registration token',
    fcm('INVALID_ARGUMENT'),
  ),
  BAD_TTL: error(
    400,
    'INVALID_ARGUMENT',
    "Invalid value at 'message.android.ttl' (type.googleapis.com/google.protobuf.Duration), Illegal duration format",
    badField('message.android.ttl', 'Illegal duration format'),
  ),
  NO_RECIPIENT: error(
    400,
    'INVALID_ARGUMENT',
    'Recipient of the message is not set.',
    badField('message', 'Recipient of the message is not set.'),
    fcm('INVALID_ARGUMENT'),
  ),
  TOO_BIG: error(400, 'INVALID_ARGUMENT', 'Request contains an invalid argument.'),
  UNAUTHENTICATED: error(401, 'UNAUTHENTICATED', AUTHENTICATION, info('ACCESS_TOKEN_EXPIRED')),
  THIRD_PARTY_AUTH_ERROR: error(
    401,
    'UNAUTHENTICATED',
    'Auth error from APNS or Web Push Service',
    fcm('THIRD_PARTY_AUTH_ERROR'),
  ),
  PERMISSION_DENIED: error(
    403,
    'PERMISSION_DENIED',
    "Permission 'cloudmessaging.messages.create' denied on resource",
    info('IAM_PERMISSION_DENIED'),
  ),
  NO_SUCH_PROJECT: error(404, 'NOT_FOUND', 'Requested entity was not found.'),
  QUOTA_EXCEEDED: error(
    429,
    'RESOURCE_EXHAUSTED',
    "Quota exceeded for quota metric 'Messages sent' of service 'fcm.googleapis.com'.",
    fcm('QUOTA_EXCEEDED'),
    info('RATE_LIMIT_EXCEEDED'),
  ),
  INTERNAL: error(500, 'INTERNAL', 'Internal error encountered.', fcm('INTERNAL')),
  BAD_GATEWAY: { status: 502, body: '<!DOCTYPE html>\n<title>Error 502 (Server Error)!!1</title>' },
  UNAVAILABLE: error(503, 'UNAVAILABLE', 'The service is currently unavailable.', fcm('UNAVAILABLE')),
} satisfies Record<string, GoogleReply>;

/** The same error with a Retry-After header. */
export function afterAWhile(reply: GoogleReply, retryAfter: string): GoogleReply {
  return { ...reply, retryAfter };
}

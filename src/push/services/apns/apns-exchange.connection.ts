/** One stream to Apple: lends node-apn the session for one request and sees what node-apn keeps to itself. */
import { type ClientHttp2Session, type ClientHttp2Stream, constants, type OutgoingHttpHeaders } from 'node:http2';
import type { AppleAnswer } from './apns-dialect';
import type { NodeApnFailure } from './node-apn.client';

const STREAM_CLOSED = Object.assign(new Error('the stream was closed'), { code: 'STREAM_CLOSED' });

export class ApnsExchange {
  private stream?: ClientHttp2Stream;
  private status?: number;
  private retryAfter?: string;
  private ended = false;
  private fault?: unknown;

  constructor(private readonly session: ClientHttp2Session) {}

  /** Called by node-apn in place of the session's own method. */
  request(headers: OutgoingHttpHeaders): ClientHttp2Stream {
    const stream = this.session.request(headers);
    this.stream = stream;
    stream.once('response', (answered) => {
      this.status = answered[':status'];
      this.retryAfter = answered['retry-after'];
    });
    stream.once('end', () => {
      this.ended = true;
    });
    stream.once('error', (error) => {
      this.fault ??= isOfSession(error) ? error.cause : error;
    });
    return stream;
  }

  cancel(reason: unknown): void {
    this.fault ??= reason;
    this.stream?.close(constants.NGHTTP2_CANCEL);
    // A stream whose session is still connecting would otherwise close only after that.
    if (this.stream?.pending) this.stream.destroy();
  }

  /** `sent`: the promise node-apn gave for this request. Rejects with the error of the link or the cancel's reason. */
  async answer(sent: Promise<unknown>): Promise<AppleAnswer> {
    const settled = sent.then(
      () => ({}),
      (failure: NodeApnFailure) => {
        // Thrown before there was a stream: the session was closing.
        if (this.stream === undefined) this.fault ??= failure;
        return failure;
      },
    );
    const failure: NodeApnFailure = await (this.stream ? Promise.race([settled, closed(this.stream)]) : settled);
    // Apple has taken it, whatever became of the connection after that: sending again would wake the phone twice.
    if (this.status === 200) return { status: 200 };
    const whole = this.ended && this.stream?.rstCode === constants.NGHTTP2_NO_ERROR;
    if (this.status === undefined || this.fault !== undefined || !whole) throw this.fault ?? STREAM_CLOSED;
    const { reason, timestamp } = failure.response ?? swallowed(failure.status);
    return {
      status: this.status,
      ...(typeof reason === 'string' ? { reason } : {}),
      ...(typeof timestamp === 'number' ? { timestamp } : {}),
      ...(this.retryAfter === undefined ? {} : { retryAfter: this.retryAfter }),
    };
  }
}

/** Streams that waited for a session which then failed to connect only say that they were cancelled. */
function isOfSession(error: Error & { code?: unknown }): boolean {
  return error.code === 'ERR_HTTP2_STREAM_CANCEL' && error.cause !== undefined;
}

/** For two answers node-apn keeps the reason to itself. */
function swallowed(status: number | undefined): { reason?: string; timestamp?: number } {
  if (status === 403) return { reason: 'ExpiredProviderToken' };
  return status === 500 ? { reason: 'InternalServerError' } : {};
}

/** Resolves after the stream is closed and every promise that its last events settled has been heard. */
function closed(stream: ClientHttp2Stream): Promise<NodeApnFailure> {
  return new Promise((resolve) => stream.once('close', () => setImmediate(() => resolve({}))));
}

/** The onion door: opens what a node passes on to us, answers from an explicit table, and seals the answer. */
import { All, Controller, Inject, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { type OpenedLayer, openLayer } from '../../protocol/onion/unwrap';
import { readV4Request, type V4Request, writeV4Response } from '../../protocol/onion/v4-envelope';
import { ProtocolError } from '../../protocol/protocol-error';
import type { X25519KeyPair } from '../../protocol/x25519';
import { ClientApi, type Endpoint } from './client-api.service';
import { type Answer, transportAnswer } from './replies';
import { readBody } from './request-body';
import { MAX_BODY } from './requests';

/** The key pair that phones wrap the last layer for. */
export const ONION_KEY_PAIR = Symbol('onion key pair');

/** Nothing else can be reached from inside an onion. */
const ENDPOINTS: ReadonlySet<string> = new Set<Endpoint>(['/subscribe', '/unsubscribe', '/delegation-key']);

/** Room for the layer around a body that is itself too long, so that its phone is told so under seal. */
const MAX_LAYER = 2 * MAX_BODY;

@Controller('oxen/v4/lsrpc')
export class OnionController {
  constructor(
    private readonly clientApi: ClientApi,
    @Inject(ONION_KEY_PAIR) private readonly keyPair: X25519KeyPair,
  ) {}

  @Post()
  async serve(@Req() request: Request, @Res() response: Response): Promise<void> {
    const body = await readBody(request, MAX_LAYER);
    if (body.kind === 'broken') return void response.destroy();
    const layer = body.kind === 'whole' ? this.open(body.bytes) : undefined;
    if (layer === undefined) {
      if (body.kind === 'too-long') response.setHeader('connection', 'close');
      return sendPlain(response, transportAnswer(400, 'This is no onion request for this server'));
    }
    const { status, body: inner } = await this.answer(layer.plaintext);
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    if (status === 405) headers.allow = 'POST';
    const sealed = layer.seal(writeV4Response({ code: status, headers, body: inner }));
    response.statusCode = 200;
    response.setHeader('content-type', 'application/octet-stream');
    response.setHeader('content-length', sealed.length);
    response.end(sealed);
  }

  @All()
  otherMethod(@Res() response: Response): void {
    response.setHeader('allow', 'POST');
    sendPlain(response, transportAnswer(405, 'Use POST'));
  }

  private open(body: Buffer): OpenedLayer | undefined {
    try {
      return openLayer(body, this.keyPair);
    } catch (error) {
      if (error instanceof ProtocolError) return undefined;
      throw error;
    }
  }

  private async answer(plaintext: Buffer): Promise<Answer> {
    const request = readInner(plaintext);
    if (request === undefined) return transportAnswer(400, 'The request inside the onion is not in the v4 form');
    const [path] = request.endpoint.split('?', 1);
    if (!isEndpoint(path)) return transportAnswer(404, 'There is nothing at this address');
    if (request.method !== 'POST') return transportAnswer(405, 'Use POST');
    return this.clientApi.handle(path, request.body ?? Buffer.alloc(0));
  }
}

function readInner(plaintext: Buffer): V4Request | undefined {
  try {
    return readV4Request(plaintext);
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

function isEndpoint(path: string | undefined): path is Endpoint {
  return path !== undefined && ENDPOINTS.has(path);
}

function sendPlain(response: Response, answer: Answer): void {
  response.statusCode = answer.status;
  response.setHeader('content-type', 'application/json');
  response.end(answer.body);
}

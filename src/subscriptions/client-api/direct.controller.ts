/** The direct door: the same bodies that come through onions, as plain JSON over HTTP. */
import { All, Controller, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ClientApi, type Endpoint } from './client-api.service';
import { type Answer, answerOf, faultReply, transportAnswer } from './replies';
import { readBody } from './request-body';
import { MAX_BODY, TOO_LONG } from './requests';

@Controller()
export class DirectController {
  constructor(private readonly clientApi: ClientApi) {}

  @Post('subscribe')
  subscribe(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.serve('/subscribe', request, response);
  }

  @Post('unsubscribe')
  unsubscribe(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.serve('/unsubscribe', request, response);
  }

  @Post('delegation-key')
  delegationKey(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.serve('/delegation-key', request, response);
  }

  @All(['subscribe', 'unsubscribe', 'delegation-key'])
  otherMethod(@Res() response: Response): void {
    response.setHeader('allow', 'POST');
    send(response, transportAnswer(405, 'Use POST'));
  }

  private async serve(endpoint: Endpoint, request: Request, response: Response): Promise<void> {
    const body = await readBody(request, MAX_BODY);
    if (body.kind === 'whole') return send(response, await this.clientApi.handle(endpoint, body.bytes));
    if (body.kind === 'broken') return void response.destroy();
    // Whatever is still on its way is not waited for.
    response.setHeader('connection', 'close');
    send(response, answerOf(faultReply(TOO_LONG)));
  }
}

function send(response: Response, answer: Answer): void {
  response.statusCode = answer.status;
  response.setHeader('content-type', 'application/json');
  response.setHeader('content-length', answer.body.length);
  response.end(answer.body);
}

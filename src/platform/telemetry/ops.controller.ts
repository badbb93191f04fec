/** What the operator's tools ask: is the process alive, is it ready, what does it count. */
import { Controller, Get, Header, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Health } from './health.service';
import { Metrics } from './metrics.service';

@Controller()
export class OpsController {
  constructor(
    private readonly health: Health,
    private readonly metrics: Metrics,
  ) {}

  @Get('health/live')
  @Header('cache-control', 'no-store')
  live(): { alive: true } {
    return { alive: true };
  }

  @Get('health/ready')
  @Header('cache-control', 'no-store')
  async ready(@Res() response: Response): Promise<void> {
    const state = await this.health.state();
    response.status(state.ready ? 200 : 503).json(state);
  }

  @Get('metrics')
  async read(@Res() response: Response): Promise<void> {
    const { contentType, body } = await this.metrics.text();
    response.setHeader('content-type', contentType);
    response.end(body);
  }
}

/** The operator's own listener, apart from everything public. */
import { type DynamicModule, Module } from '@nestjs/common';
import { Health } from './health.service';
import { Metrics } from './metrics.service';
import { OpsController } from './ops.controller';

@Module({})
export class OpsModule {
  /** Shows the health and the metrics of a process that stands already. */
  static of(health: Health, metrics: Metrics): DynamicModule {
    return {
      module: OpsModule,
      controllers: [OpsController],
      providers: [
        { provide: Health, useValue: health },
        { provide: Metrics, useValue: metrics },
      ],
    };
  }
}

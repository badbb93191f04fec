/** The consumer of the queue: only the pusher role has it, and with it the vendors' secrets. */
import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { COURIERS, Couriers, type CouriersByName } from './delivery/couriers.service';
import { Ledger } from './delivery/ledger.service';
import { PusherReports } from './delivery/pusher-report.service';
import { RepairQueue } from './delivery/repair-queue.task';
import { VendorHealth } from './delivery/vendor-health';
import { Pace, WakeUpProcessor } from './delivery/wake-up.processor';
import { PushModule } from './push.module';
import { OverdueRepository } from './storage/overdue.repository';

export interface PusherOptions {
  /** Modules that provide TokenFeedback. */
  readonly imports: NonNullable<ModuleMetadata['imports']>;
  readonly couriers: CouriersByName;
  readonly pace: Pace;
}

@Module({})
export class PusherModule {
  static forRoot(options: PusherOptions): DynamicModule {
    return {
      module: PusherModule,
      imports: [PushModule, ...options.imports],
      providers: [
        Ledger,
        OverdueRepository,
        Couriers,
        WakeUpProcessor,
        RepairQueue,
        VendorHealth,
        PusherReports,
        { provide: COURIERS, useValue: options.couriers },
        { provide: Pace, useValue: options.pace },
      ],
    };
  }
}

/** What subscriptions and the watcher need of push: devices, and a way to owe them wake-ups. */
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Device } from './device.entity';
import { Devices } from './devices.service';
import { RefusedWakeUps } from './refused-wake-ups.service';
import { PausesRepository } from './storage/pauses.repository';
import { RefusedRepository } from './storage/refused.repository';
import { WakeUpRepository } from './storage/wake-up.repository';
import { VendorPauses } from './vendor-pauses.service';
import { WakeUpMetrics } from './wake-up-metrics.service';
import { WakeUps } from './wake-ups.service';

@Module({
  imports: [TypeOrmModule.forFeature([Device])],
  providers: [
    Devices,
    WakeUpRepository,
    RefusedRepository,
    PausesRepository,
    WakeUps,
    WakeUpMetrics,
    RefusedWakeUps,
    VendorPauses,
  ],
  exports: [Devices, WakeUpRepository, WakeUps, RefusedWakeUps, VendorPauses],
})
export class PushModule {}

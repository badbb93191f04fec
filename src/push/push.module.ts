/** What subscriptions and the watcher need of push: devices, and a way to owe them wake-ups. */
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Device } from './device.entity';
import { Devices } from './devices.service';
import { WakeUpRepository } from './storage/wake-up.repository';
import { WakeUpMetrics } from './wake-up-metrics.service';
import { WakeUps } from './wake-ups.service';

@Module({
  imports: [TypeOrmModule.forFeature([Device])],
  providers: [Devices, WakeUpRepository, WakeUps, WakeUpMetrics],
  exports: [Devices, WakeUpRepository, WakeUps],
})
export class PushModule {}

/** What subscriptions and the watcher need of push: devices, and a way to owe them wake-ups. */
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Device } from './device.entity';
import { Devices } from './devices.service';
import { FigureTally } from './figures/figure-tally';
import { FiguresKeeper } from './figures/figures-keeper.task';
import { RefusedWakeUps } from './refused-wake-ups.service';
import { BoardRepository } from './storage/board.repository';
import { FiguresRepository } from './storage/figures.repository';
import { PausesRepository } from './storage/pauses.repository';
import { RefusedRepository } from './storage/refused.repository';
import { WakeUpRepository } from './storage/wake-up.repository';
import { VendorPauses } from './vendor-pauses.service';
import { WakeUpBoard } from './wake-up-board.service';
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
    FigureTally,
    FiguresRepository,
    FiguresKeeper,
    BoardRepository,
    WakeUpBoard,
  ],
  exports: [Devices, WakeUpRepository, WakeUps, FigureTally],
})
export class PushModule {}

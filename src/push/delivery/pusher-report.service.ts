/** Tells whoever looks at all processes how the push services answer this one, and what it proves itself with. */
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { ProcessReports } from '../../platform/telemetry/process-reports.repository';
import type { Credential } from '../push-service';
import { type CredentialReport, PUSHER_PART, type PusherReport } from '../pusher-report';
import { COURIERS, type CouriersByName } from './couriers.service';
import { VendorHealth } from './vendor-health';

@Injectable()
export class PusherReports implements OnModuleInit {
  constructor(
    @Inject(COURIERS) private readonly couriers: CouriersByName,
    private readonly health: VendorHealth,
    private readonly reports: ProcessReports,
  ) {}

  onModuleInit(): void {
    this.reports.register(PUSHER_PART, () => this.report());
  }

  private report(): PusherReport {
    return Object.fromEntries(
      [...this.couriers].map(([service, courier]) => [
        service,
        { ...this.health.of(service), credentials: courier.credentials().map(inNumbers) },
      ]),
    );
  }
}

function inNumbers({ name, since, until, renewsItself }: Credential): CredentialReport {
  return { name, since: since?.getTime(), until: until?.getTime(), renewsItself };
}

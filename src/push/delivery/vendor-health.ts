/** How the push services answered this process lately. */
import type { Delivery } from '../push-service';
import type { ServiceReport } from '../pusher-report';

type Health = Omit<ServiceReport, 'credentials'>;

const NOTHING_YET: Health = { faultsInRow: 0 };

export class VendorHealth {
  private readonly byService = new Map<string, Health>();

  /** A token that is dead says nothing about the service. `at`: ms. */
  answered(service: string, delivery: Delivery, at: number): void {
    if (delivery.kind === 'gone') return;
    if (delivery.kind === 'accepted')
      this.byService.set(service, { ...this.of(service), acceptedAt: at, faultsInRow: 0 });
    else this.fault(service, { at, kind: delivery.kind, reason: delivery.reason });
  }

  /** It calls one token after the other dead. */
  doubted(service: string, at: number): void {
    this.fault(service, { at, kind: 'doubted', reason: 'one token after the other is called dead' });
  }

  of(service: string): Health {
    return this.byService.get(service) ?? NOTHING_YET;
  }

  private fault(service: string, fault: NonNullable<Health['fault']>): void {
    const before = this.of(service);
    this.byService.set(service, { ...before, fault, faultsInRow: before.faultsInRow + 1 });
  }
}

/** The list of push services: one import and one line for each. Says which of them this relay is set up for. */
import { Injectable } from '@nestjs/common';
import type { PushService } from './push-service';
import { apnsPushService } from './services/apns/apns.push-service';
import { firebasePushService } from './services/firebase/firebase.push-service';

/** A push service, and the setting without which it is not offered. */
export interface ListedService {
  // Each service's courier has settings of its own; nobody who works with the list opens one.
  readonly service: Pick<PushService, 'names' | 'readAddress'>;
  readonly marker: string;
}

export const PUSH_SERVICES: readonly ListedService[] = [
  { service: apnsPushService, marker: 'APNS_KEY_FILE' },
  { service: firebasePushService, marker: 'FCM_SERVICE_ACCOUNT_FILE' },
];

@Injectable()
export class PushRegistry {
  private readonly byName: ReadonlyMap<string, ListedService>;

  /** `isSet` answers whether a setting is present; what it holds is the pusher's alone. */
  constructor(
    private readonly isSet: (setting: string) => boolean,
    services: readonly ListedService[] = PUSH_SERVICES,
  ) {
    this.byName = new Map(services.flatMap((one) => one.service.names.map((name) => [name, one] as const)));
  }

  /** The service of that wire name, set up or not: a phone may always leave. */
  find(name: string): ListedService['service'] | undefined {
    return this.byName.get(name)?.service;
  }

  /** Whether phones may subscribe with the service of that wire name. */
  isOffered(name: string): boolean {
    const listed = this.byName.get(name);
    return listed !== undefined && this.isSet(listed.marker);
  }

  /** The wire names phones may subscribe with. */
  offered(): string[] {
    return [...this.byName.keys()].filter((name) => this.isOffered(name));
  }
}

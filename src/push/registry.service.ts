/** The list of push services: one import and one line for each. Says which of them this relay is set up for. */
import { Injectable } from '@nestjs/common';
import { type Section, type Settings, SettingsError, type SettingsOf } from '../platform/config/settings';
import { BadPushSettings, type Courier, type PushService } from './push-service';
import { apnsPushService } from './services/apns/apns.push-service';
import { apnsSection, apnsSettingsOf } from './services/apns/apns-settings';
import { firebasePushService } from './services/firebase/firebase.push-service';
import { firebaseSection, firebaseSettingsOf } from './services/firebase/firebase-settings';

/** A push service, its section of the settings, and the one setting without which it is not offered. */
export interface ListedService {
  readonly service: Pick<PushService, 'names' | 'readAddress'>;
  readonly marker: string;
  readonly section: Section;
  /** Opens the courier; throws BadPushSettings. Called in the pusher role only. */
  readonly open: (settings: Settings) => Courier;
}

function listed<S extends Section, T>(
  service: PushService<T>,
  marker: keyof S['shape'] & string,
  section: S,
  settingsOf: (values: SettingsOf<S>) => T,
): ListedService {
  return { service, marker, section, open: (settings) => service.courier(settingsOf(settings.get(section))) };
}

export const PUSH_SERVICES: readonly ListedService[] = [
  listed(apnsPushService, 'APNS_KEY_FILE', apnsSection, apnsSettingsOf),
  listed(firebasePushService, 'FCM_SERVICE_ACCOUNT_FILE', firebaseSection, firebaseSettingsOf),
];

/** Every wire name there is, whether this relay is set up for it or not. */
export const WIRE_NAMES: readonly string[] = PUSH_SERVICES.flatMap((one) => one.service.names);

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

  /** Couriers of the services that are set up, by every wire name they serve; throws SettingsError with every fault. */
  openCouriers(settings: Settings): Map<string, Courier> {
    const couriers = new Map<string, Courier>();
    const faults: string[] = [];
    for (const one of new Set(this.byName.values())) {
      if (!this.isSet(one.marker)) continue;
      try {
        const courier = one.open(settings);
        for (const name of one.service.names) couriers.set(name, courier);
      } catch (error) {
        if (!(error instanceof BadPushSettings)) throw error;
        faults.push(`${one.marker} and the settings beside it: ${error.message}`);
      }
    }
    if (faults.length > 0) throw new SettingsError(faults);
    return couriers;
  }
}

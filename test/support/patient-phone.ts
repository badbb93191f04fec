/** A phone for machines that are busy with much else, on which a living node may be silent for longer than phones wait. */
import type { ServiceNode } from '../../src/protocol/service-node';
import type { SwarmMap } from '../../src/protocol/swarm-map';
import { NetworkView } from '../fakes/phone/network-view';
import { OnionCourier } from '../fakes/phone/onion-courier';
import { Phone, type PhoneOptions } from '../fakes/phone/phone';
import { SwarmClient } from '../fakes/phone/swarm-client';

const ATTEMPTS = 4;
const NODES_ON_A_PATH = 3;
/** For one direct request. */
const PATIENCE_MS = 45_000;

/** The same phone with a view of the network that asks again before it takes too many nodes for dead. */
export function patientPhone(given: PhoneOptions): Phone {
  const options = { timeoutMs: PATIENCE_MS, ...given };
  const phone = new Phone(options);
  const { seedUrls, clock = Date.now, timeoutMs, localAddress, onion } = options;
  const from = localAddress === undefined ? {} : { localAddress };
  const view = new PatientView({ seedUrls, ...from });
  const courier = new OnionCourier(view, { ...onion, ...from });
  const swarm = new SwarmClient({ signer: phone.signer, view, courier, clock, timeoutMs, ...from });
  return Object.assign(phone, { view, courier, swarm });
}

class PatientView extends NetworkView {
  override async refresh(): Promise<SwarmMap> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await super.refresh();
      } catch (error) {
        if (attempt === ATTEMPTS) throw error;
      }
    }
  }

  override async living(among?: readonly ServiceNode[]): Promise<ServiceNode[]> {
    const enough = among === undefined ? NODES_ON_A_PATH : 1;
    for (let attempt = 1; ; attempt += 1) {
      const found = await super.living(among);
      if (found.length >= enough || attempt === ATTEMPTS) return found;
      await this.refresh();
    }
  }
}

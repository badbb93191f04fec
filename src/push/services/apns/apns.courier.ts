/** Carries wake-ups to Apple: one connection for each environment, one provider token for both, renewed once at need. */
import { trustedCertificates } from '../../courier/certificates';
import { DeliveryDesk, type Pace, USUAL_PACE } from '../../courier/delivery-desk.service';
import type { Courier, Credential, Delivery, PushAddress } from '../../push-service';
import { ApnsConnection } from './apns.connection';
import { isExpiredProviderToken, readAnswer } from './apns-dialect';
import { type ProviderKey, ProviderToken } from './provider-token';

export interface ApnsCourierSettings extends ProviderKey {
  readonly keyPem: string;
  readonly topic: string;
  /** Wire name → Apple's host for it. */
  readonly endpoints: ReadonlyMap<string, URL>;
  readonly caPem?: string;
}

/** Each environment has its own desk, so that one which stalls does not use up the slots of the other. */
interface Lane {
  readonly connection: ApnsConnection;
  readonly desk: DeliveryDesk;
}

export class ApnsCourier implements Courier {
  private readonly token: ProviderToken;
  private readonly lanes: ReadonlyMap<string, Lane>;
  private readonly trusted: readonly Credential[];
  private closed?: Promise<unknown>;

  /** `now`: milliseconds since 1970. */
  constructor(
    settings: ApnsCourierSettings,
    pace: Pace = USUAL_PACE,
    private readonly now: () => number = Date.now,
  ) {
    const { keyPem, keyId, teamId, topic, caPem } = settings;
    const providerToken = new ProviderToken(settings, now);
    const host = { topic, key: { keyPem, keyId, teamId }, caPem, providerToken, now };
    const lane = (endpoint: URL): Lane => ({
      connection: new ApnsConnection({ ...host, endpoint, silenceMs: pace.answerWithinMs / 2 }),
      desk: new DeliveryDesk(pace),
    });
    this.token = providerToken;
    this.trusted = trustedCertificates(caPem);
    this.lanes = new Map([...settings.endpoints].map(([name, endpoint]) => [name, lane(endpoint)]));
  }

  deliver({ service, token }: PushAddress, signal: AbortSignal): Promise<Delivery> {
    const lane = this.lanes.get(service);
    if (lane === undefined) return Promise.resolve({ kind: 'refused', reason: 'not a service of Apple' });
    return lane.desk.handle(signal, (within) => this.send(lane.connection, token, within));
  }

  credentials(): readonly Credential[] {
    return [{ name: 'provider token', ...this.token.validity, renewsItself: true }, ...this.trusted];
  }

  async close(): Promise<void> {
    this.closed ??= Promise.all(
      [...this.lanes.values()].map(async ({ connection, desk }) => {
        await desk.close();
        connection.close();
      }),
    );
    await this.closed;
  }

  /** Apple calls our token expired: it has been renewed by then, so the wake-up goes once more, and only once. */
  private async send(connection: ApnsConnection, token: string, signal: AbortSignal): Promise<Delivery> {
    const { generation } = this.token;
    const first = await connection.exchange(token, signal);
    const renewed = isExpiredProviderToken(first) && this.token.generation !== generation;
    return readAnswer(renewed ? await connection.exchange(token, signal) : first, this.now());
  }
}

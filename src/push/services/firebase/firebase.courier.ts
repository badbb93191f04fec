/** Carries wake-ups to Google through firebase-admin: one app, one pool of sockets, one renewal of our access token. */
import { randomUUID } from 'node:crypto';
import { type App, deleteApp, initializeApp } from 'firebase-admin/app';
import { getMessaging, type Messaging } from 'firebase-admin/messaging';
import { trustedCertificates } from '../../courier/certificates';
import { DeliveryDesk, type Pace, USUAL_PACE } from '../../courier/delivery-desk.service';
import type { Courier, Credential, Delivery, PushAddress } from '../../push-service';
import { Exchange, FirebaseAgent } from './firebase.connection';
import { type GoogleAnswer, readAnswer, wakeUpMessage } from './firebase-dialect';
import { GoogleAccess, NoAccessToken } from './google-access.client';
import { GOOGLE_TOKEN_URI, type ServiceAccount } from './service-account';

export interface FirebaseCourierSettings {
  readonly account: ServiceAccount;
  readonly endpoint: URL;
  readonly caPem?: string;
}

/** As many sockets, since each carries one request at a time. */
const FIREBASE_PACE: Pace = { ...USUAL_PACE, inFlight: 200 };

export class FirebaseCourier implements Courier {
  private readonly access: GoogleAccess;
  private readonly agent: FirebaseAgent;
  private readonly app: App;
  private readonly messaging: Messaging;
  private readonly desk: DeliveryDesk;
  private readonly trusted: readonly Credential[];
  private closed?: Promise<void>;

  /** `now`: milliseconds since 1970. */
  constructor(
    { account, endpoint, caPem }: FirebaseCourierSettings,
    pace: Pace = FIREBASE_PACE,
    private readonly now: () => number = Date.now,
  ) {
    // A proxy for sending alone leaves tokens to Google itself, whose certificate no other CA has signed.
    const tokenCa = account.tokenUri.href === GOOGLE_TOKEN_URI ? undefined : caPem;
    this.access = new GoogleAccess(account, tokenCa, now);
    this.agent = new FirebaseAgent(endpoint, pace.inFlight, caPem);
    this.desk = new DeliveryDesk(pace);
    this.trusted = trustedCertificates(caPem);
    const { projectId } = account;
    // With credential and project given, firebase-admin asks neither the environment nor a metadata server for them.
    this.app = initializeApp({ credential: this.access, projectId, httpAgent: this.agent }, `wake-ups-${randomUUID()}`);
    this.messaging = getMessaging(this.app);
  }

  deliver({ service, token }: PushAddress, signal: AbortSignal): Promise<Delivery> {
    if (service !== 'firebase') return Promise.resolve({ kind: 'refused', reason: 'not a service of Google' });
    return this.desk.handle(signal, (within) => this.send(token, within));
  }

  credentials(): readonly Credential[] {
    const { validity } = this.access;
    const token = validity === undefined ? [] : [{ name: 'access token' as const, ...validity, renewsItself: true }];
    return [...token, ...this.trusted];
  }

  async close(): Promise<void> {
    this.closed ??= this.end();
    await this.closed;
  }

  private async end(): Promise<void> {
    await this.desk.close();
    this.agent.destroy();
    await deleteApp(this.app);
  }

  /** A 401 may only mean that Google dropped the token early: the wake-up goes once more with a new one. */
  private async send(token: string, signal: AbortSignal): Promise<Delivery> {
    const { generation } = this.access;
    const first = await this.attempt(token, signal);
    const answer = first.status === 401 && this.access.drop(generation) ? await this.attempt(token, signal) : first;
    return answer.delivery;
  }

  /** Throws the error of the link. */
  private async attempt(token: string, signal: AbortSignal): Promise<{ delivery: Delivery; status?: number }> {
    const exchange = new Exchange();
    let cancel = () => {};
    const stopped = new Promise<never>((_, reject) => {
      cancel = () => {
        exchange.cancel();
        reject(signal.reason);
      };
    });
    signal.addEventListener('abort', cancel);
    try {
      signal.throwIfAborted();
      const sent = this.agent.carry(exchange, async () => this.messaging.send(wakeUpMessage(token)));
      await Promise.race([sent, stopped]);
      return { delivery: { kind: 'accepted' } };
    } catch (error) {
      return { delivery: this.readFailure(exchange, error), status: exchange.status };
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  private readFailure(exchange: Exchange, error: unknown): Delivery {
    const { cause, httpResponse } = asFirebaseError(error);
    if (cause instanceof NoAccessToken) return cause.delivery;
    const { status, retryAfter, fault } = exchange;
    if (status === undefined) throw fault ?? cause ?? error;
    const answer: GoogleAnswer = { status, retryAfter, body: httpResponse?.data };
    return readAnswer(answer, this.now());
  }
}

/** The members of a FirebaseError that tell what happened; its message may quote the whole answer. */
function asFirebaseError(error: unknown): { readonly cause?: unknown; readonly httpResponse?: { data?: unknown } } {
  return typeof error === 'object' && error !== null ? error : {};
}

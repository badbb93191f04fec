/** The one path behind both doors: read, verify, store, reply; for one request or an array of them. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { BatcherFull } from '../../platform/batcher';
import { Clock } from '../../platform/clock.service';
import { DatabaseAway } from '../../platform/database/database.service';
import { factsOf, Log } from '../../platform/telemetry/log.service';
import { Devices, type NamedDevice } from '../../push/devices.service';
import { BadServiceInfo } from '../../push/push-service';
import { PushRegistry } from '../../push/registry.service';
import { DelegateKeys } from '../delegate-keys.service';
import { WrongLookupKey } from '../storage/subscription.repository';
import { type Outcome, Subscriptions } from '../subscriptions.service';
import { ownerKey, SIGNATURE_LIFETIME_MS, subscribeFault, unsubscribeFault } from './authority';
import { Fault } from './fault';
import {
  ADDED,
  type Answer,
  answerOf,
  delegateReply,
  faultReply,
  NOT_REMOVED,
  REMOVED,
  type Reply,
  UPDATED,
} from './replies';
import {
  readDelegationKey,
  readElements,
  readSubscribe,
  readUnsubscribe,
  type SignedRequest,
  type SubscribeRequest,
} from './requests';

/** What phones may ask for, by the path behind both doors. */
export type Endpoint = '/subscribe' | '/unsubscribe' | '/delegation-key';

/** Phones and nodes give up after 30 s; by then they shall have an answer that tells them to come again. */
const ANSWER_WITHIN_MS = 10_000;
/** Signatures cost about a tenth of a millisecond each: after this many, others get their turn. */
const ELEMENTS_PER_TURN = 16;

const NOT_NOW = new Fault(3, 'Nothing was changed for lack of an answer in time; send it again in a minute');
const OUR_FAULT = new Fault(5, 'The service failed; send it again in a few minutes');
const BAD_DELEGATION = new Fault(4, 'The delegation is not one we asked for; get it from /delegation-key and sign it');
const NEEDS_DELEGATION = new Fault(
  2,
  'A read-only delegation is needed; get it from /delegation-key, sign it and send it along, newer than the last',
);
const NO_SUCH_SERVICE = new Fault(2, 'This push service is not available here');

const OUTCOMES: Readonly<Record<Outcome, Reply>> = {
  added: ADDED,
  updated: UPDATED,
  unwatchable: faultReply(NEEDS_DELEGATION),
};

@Injectable()
export class ClientApi {
  private readonly handlers: Readonly<Record<Endpoint, (element: unknown) => Fault | Promise<Reply | Fault> | Reply>> =
    {
      '/subscribe': (element) => this.subscribe(element),
      '/unsubscribe': (element) => this.unsubscribe(element),
      '/delegation-key': (element) => this.delegationKey(element),
    };

  constructor(
    private readonly subscriptions: Subscriptions,
    private readonly services: PushRegistry,
    private readonly devices: Devices,
    private readonly delegateKeys: DelegateKeys,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Never throws: whatever goes wrong is told in the answer. */
  async handle(endpoint: Endpoint, body: Buffer): Promise<Answer> {
    const read = readElements(body);
    if (read instanceof Fault) return answerOf(faultReply(read));
    const deadline = new Deadline(ANSWER_WITHIN_MS);
    try {
      const replies: Promise<Reply>[] = [];
      for (const element of read.elements) {
        replies.push(deadline.orElse(this.reply(endpoint, element), faultReply(NOT_NOW)));
        if (replies.length % ELEMENTS_PER_TURN === 0) await nextTurn();
      }
      const all = await Promise.all(replies);
      return answerOf(read.single ? (all[0] as Reply) : all);
    } finally {
      deadline.end();
    }
  }

  private async reply(endpoint: Endpoint, element: unknown): Promise<Reply> {
    try {
      const outcome = await this.handlers[endpoint](element);
      return outcome instanceof Fault ? faultReply(outcome) : outcome;
    } catch (error) {
      if (error instanceof DatabaseAway || error instanceof BatcherFull) return faultReply(NOT_NOW);
      if (error instanceof WrongLookupKey) {
        this.log.error('DATA_KEYS_FILE does not match the database; restart with the rotated file', factsOf(error));
        return faultReply(NOT_NOW);
      }
      this.log.error('a request of a phone failed by our own fault', { endpoint, ...factsOf(error) });
      return faultReply(OUR_FAULT);
    }
  }

  private async subscribe(element: unknown): Promise<Reply | Fault> {
    const request = readSubscribe(element);
    if (request instanceof Fault) return request;
    const fault = subscribeFault(request, this.clock.now());
    if (fault !== undefined) return fault;
    if (!this.services.isOffered(request.service)) return NO_SUCH_SERVICE;
    const device = this.deviceOf(request);
    if (device instanceof Fault) return device;
    const delegation = this.delegationOf(request);
    if (delegation instanceof Fault) return delegation;
    const { account, namespaces, withData, signature, sessionEd25519, subaccount } = request;
    const signedAt = request.signedAt * 1000;
    const outcome = await this.subscriptions.add({
      account,
      device,
      signedAt,
      expiresAt: signedAt + SIGNATURE_LIFETIME_MS,
      namespaces,
      delegation,
      monitor: {
        withData,
        signature,
        sessionEd25519,
        subaccount: subaccount && { token: subaccount.token.bytes, ownerSignature: subaccount.ownerSignature },
      },
    });
    return OUTCOMES[outcome];
  }

  private async unsubscribe(element: unknown): Promise<Reply | Fault> {
    const request = readUnsubscribe(element);
    if (request instanceof Fault) return request;
    const fault = unsubscribeFault(request, this.clock.now());
    if (fault !== undefined) return fault;
    const device = this.deviceOf(request);
    if (device instanceof Fault) return device;
    const removed = await this.subscriptions.remove({ account: request.account, device });
    return removed ? REMOVED : NOT_REMOVED;
  }

  private delegationKey(element: unknown): Reply | Fault {
    const account = readDelegationKey(element);
    if (account instanceof Fault) return account;
    const { key } = this.delegateKeys.keyFor(account);
    return delegateReply(key, this.delegateKeys.tokenFor(account, key));
  }

  private deviceOf({ service, serviceInfo }: SignedRequest): NamedDevice | Fault {
    const found = this.services.find(service);
    if (found === undefined) return NO_SUCH_SERVICE;
    try {
      return this.devices.name(found.readAddress(service, serviceInfo));
    } catch (error) {
      if (error instanceof BadServiceInfo) return new Fault(1, error.message);
      throw error;
    }
  }

  private delegationOf(request: SubscribeRequest) {
    const { account, delegation, sessionEd25519 } = request;
    if (delegation === undefined) return undefined;
    const { token, signature } = delegation;
    const masterKeyId = this.delegateKeys.verify(account, ownerKey(request), token, signature);
    if (masterKeyId === undefined) return BAD_DELEGATION;
    return { masterKeyId, ownerEd25519: sessionEd25519, token, signature };
  }
}

/** One timer for all elements of a request. */
class Deadline {
  private readonly timer: NodeJS.Timeout;
  private readonly passed: Promise<void>;

  constructor(ms: number) {
    let pass = () => {};
    this.passed = new Promise((resolve) => {
      pass = resolve;
    });
    this.timer = setTimeout(pass, ms);
  }

  orElse<T>(work: Promise<T>, otherwise: T): Promise<T> {
    return Promise.race([work, this.passed.then(() => otherwise)]);
  }

  end(): void {
    clearTimeout(this.timer);
  }
}

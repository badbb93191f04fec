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
import type { StoredDelegation } from '../storage/stored-delegation';
import { WrongLookupKey } from '../storage/subscription.repository';
import { type NewSubscription, type Outcome, Subscriptions } from '../subscriptions.service';
import { ownerKey, SIGNATURE_LIFETIME_MS, subscribeProof, unsubscribeProof } from './authority';
import { ChecksLost, ClaimChecks } from './claim-checks.service';
import type { Claim } from './claims';
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
/** Reading costs up to a tenth of a millisecond for each: after this many, others get their turn. */
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
    private readonly checks: ClaimChecks,
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
      if (error instanceof DatabaseAway || error instanceof BatcherFull || error instanceof ChecksLost)
        return faultReply(NOT_NOW);
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
    const { claims, fault } = subscribeProof(request, this.clock.now());
    // Who signs badly is told so before anything else; the rest costs next to nothing and can be found out meanwhile.
    const device = fault ?? this.deviceOf(request, true);
    const lent = device instanceof Fault ? undefined : this.delegationOf(request);
    const signatures = lent && 'claim' in lent ? [...claims, lent.claim] : claims;
    const unproved = await this.checks.firstFault(signatures);
    if (unproved !== undefined) return unproved;
    if (device instanceof Fault) return device;
    if (lent instanceof Fault) return lent;
    const outcome = await this.subscriptions.add(newSubscription(request, device, lent?.delegation));
    return OUTCOMES[outcome];
  }

  private async unsubscribe(element: unknown): Promise<Reply | Fault> {
    const request = readUnsubscribe(element);
    if (request instanceof Fault) return request;
    const { claims, fault } = unsubscribeProof(request, this.clock.now());
    const unproved = (await this.checks.firstFault(claims)) ?? fault;
    if (unproved !== undefined) return unproved;
    const device = this.deviceOf(request, false);
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

  /** `isComing`: a service that is not set up is good enough for leaving. */
  private deviceOf({ service, serviceInfo }: SignedRequest, isComing: boolean): NamedDevice | Fault {
    const found = this.services.find(service);
    if (found === undefined || (isComing && !this.services.isOffered(service))) return NO_SUCH_SERVICE;
    try {
      return this.devices.name(found.readAddress(service, serviceInfo));
    } catch (error) {
      if (error instanceof BadServiceInfo) return new Fault(1, error.message);
      throw error;
    }
  }

  /** The delegation as it is stored, and what must hold for it; undefined when there is none. */
  private delegationOf(request: SubscribeRequest): { delegation: StoredDelegation; claim: Claim } | Fault | undefined {
    const { account, delegation, sessionEd25519 } = request;
    if (delegation === undefined) return undefined;
    const { token, signature } = delegation;
    const masterKeyId = this.delegateKeys.masterKeyOf(account, token);
    if (masterKeyId === undefined) return BAD_DELEGATION;
    return {
      delegation: { masterKeyId, ownerEd25519: sessionEd25519, token, signature },
      claim: { kind: 'signed', key: ownerKey(request), message: token, signature, otherwise: BAD_DELEGATION },
    };
  }
}

function newSubscription(
  request: SubscribeRequest,
  device: NamedDevice,
  delegation: StoredDelegation | undefined,
): NewSubscription {
  const { account, namespaces, withData, signature, sessionEd25519, subaccount } = request;
  const signedAt = request.signedAt * 1000;
  return {
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
  };
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

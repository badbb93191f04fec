/** One request to one member: up to twenty retrieves of one swarm's accounts, signed and written as JSON. */
import { type AccountId, GROUP_PREFIX } from '../../protocol/account-id';
import { type DelegateKey, delegationToken } from '../../protocol/delegation';
import type { ServiceNode } from '../../protocol/service-node';
import { retrieveText, signEd25519 } from '../../protocol/signed-messages';
import { anchorOf, memberName, NO_CURSORS } from './cursors';
import type { PlacedSwarm } from './placed-swarm';
import type { Lane, PollTurn } from './poll-schedule';
import { SecretKeys } from './secret-keys';
import type { WatchedAccount } from './watched-account';

/** A node takes no more in one batch. */
export const MOST_RETRIEVES = 20;
/** Twenty answers must fit into what two nodes send each other at most, so each may take a twentieth. */
const MAX_SIZE = -MOST_RETRIEVES;
/**
 * A node takes signatures made for 60 seconds before or after its own time. Ours are made for a time somewhat ahead and
 * used until it is somewhat past, which leaves every node's clock half a minute of error.
 */
const AHEAD_MS = 32_000;
const USABLE_MS = 64_000;

/** Bytes of a key as sodium keeps it: seed and public key. */
const SECRET_KEY = 64;
const PUBLIC_KEY = 32;

export interface Ask {
  readonly account: WatchedAccount;
  /** Which of the account's namespaces. */
  readonly position: number;
  readonly namespace: number;
}

export interface PollBatch {
  readonly swarm: PlacedSwarm;
  readonly member: ServiceNode;
  readonly lane: Lane;
  /** In the order of the answers; the asks of one account stand together. */
  readonly asks: readonly Ask[];
  readonly turn: PollTurn;
  /** JSON to be wrapped for the member. */
  readonly payload: Buffer;
}

/** The key that the account's owner lent the right to read; undefined when its master key is not at hand. */
export type KeyFor = (account: AccountId, masterKeyId: string) => DelegateKey | undefined;

export class BatchWriter {
  private readonly secrets = new SecretKeys();

  constructor(private readonly keyFor: KeyFor) {}

  /**
   * Sees to it that the account can be asked for at `networkNow` (ms by the network's clock). Its signatures serve both
   * members and several polls. Answers false when its delegation is to a key that we no longer have.
   */
  sign(account: WatchedAccount, networkNow: number): boolean {
    const age = networkNow + AHEAD_MS - account.signedFor;
    if (age >= 0 && age <= USABLE_MS) return true;
    const secret = this.secretOf(account);
    if (secret === undefined) return false;
    const signedFor = Math.floor(networkNow) + AHEAD_MS;
    const sign = (namespace: number) => signEd25519(secret, retrieveText(namespace, signedFor)).toString('base64');
    account.keepSignatures(account.namespaces.map(sign), signedFor);
    return true;
  }

  /** The JSON of a batch; every account in it is signed for. */
  write(asks: readonly Ask[], member: ServiceNode): Buffer {
    const name = memberName(member.ed25519);
    let text = '{"method":"batch","params":{"requests":[';
    let opening = '';
    for (let index = 0; index < asks.length; index += 1) {
      const { account, position, namespace } = asks[index] as Ask;
      if (asks[index - 1]?.account !== account) opening = this.openingOf(account);
      const anchor = anchorOf(account.cursors ?? NO_CURSORS, namespace, name);
      const lastHash = anchor === undefined ? '' : `"last_hash":"${anchor.hash}",`;
      text +=
        `${index === 0 ? '' : ','}${opening}"namespace":${namespace},${lastHash}"max_size":${MAX_SIZE},` +
        `"timestamp":${account.signedFor},"signature":"${account.signatureFor(position)}"}}`;
    }
    return Buffer.from(`${text}]}}`, 'latin1');
  }

  /** Whoever has the seat is watched no more, or under another delegation, or is quiet. */
  forgetKey(seat: number): void {
    this.secrets.forget(seat);
  }

  /** The JSON of every retrieve for this account, up to what differs from one to the next. */
  private openingOf(account: WatchedAccount): string {
    const { account: id, ownerHex } = account;
    const owner = id.prefix === GROUP_PREFIX || ownerHex === undefined ? '' : `"pubkey_ed25519":"${ownerHex}",`;
    // The account is signed for, so its key is at hand.
    const publicKey = this.secretOf(account)?.subarray(SECRET_KEY - PUBLIC_KEY) ?? Buffer.alloc(PUBLIC_KEY);
    const token = delegationToken(id, publicKey).toString('hex');
    return (
      `{"method":"retrieve","params":{"pubkey":"${id.hex}",${owner}"subaccount":"${token}",` +
      `"subaccount_sig":"${account.delegation.toString('base64')}",`
    );
  }

  private secretOf(account: WatchedAccount): Buffer | undefined {
    const known = this.secrets.get(account.seat);
    if (known !== undefined) return known;
    const key = this.keyFor(account.account, account.masterKeyId);
    return key && this.secrets.keep(account.seat, key.secretKey);
  }
}

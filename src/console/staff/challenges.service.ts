/**
 * What authenticators have to sign: sealed texts that say until when, and where alone, the answer counts. Nothing is kept
 * of those that nobody answers, however many a stranger asks for; an answered one is kept until it would have ended.
 */
import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataKeys, SealError } from '../../platform/at-rest/data-keys';
import { Clock } from '../../platform/clock.service';
import { Database } from '../../platform/database/database.service';
import { PasskeyRepository } from './passkey.repository';
import { hashOf } from './secrets';

const PLACE = 'webauthn.challenge';
/** Time to find a security key and to type its PIN. */
export const ANSWER_WITHIN_MS = 5 * 60_000;
const NONCE_BYTES = 16;

@Injectable()
export class Challenges {
  constructor(
    private readonly database: Database,
    private readonly repository: PasskeyRepository,
    private readonly keys: DataKeys,
    private readonly clock: Clock,
  ) {}

  /** `askedFor` says for what, and in which browser or session, an answer counts. */
  give(askedFor: string): Buffer {
    const until = Buffer.alloc(8);
    until.writeBigUInt64BE(BigInt(this.clock.now() + ANSWER_WITHIN_MS));
    return this.keys.seal(PLACE, Buffer.concat([randomBytes(NONCE_BYTES), until, hashOf(askedFor)]));
  }

  /** `challenge` in base64url. Once; false when it is not one of ours, was given for something else, is over, or was answered. */
  async use(challenge: string, askedFor: string): Promise<boolean> {
    const opened = this.open(challenge);
    const now = this.clock.now();
    if (opened === undefined || !opened.askedFor.equals(hashOf(askedFor)) || opened.untilMs <= now) return false;
    return this.repository.noteAnswered(this.database, hashOf(challenge), {
      now: new Date(now),
      until: new Date(opened.untilMs),
    });
  }

  private open(challenge: string): { untilMs: number; askedFor: Buffer } | undefined {
    try {
      const opened = this.keys.open(PLACE, Buffer.from(challenge, 'base64url'));
      return { untilMs: Number(opened.readBigUInt64BE(NONCE_BYTES)), askedFor: opened.subarray(NONCE_BYTES + 8) };
    } catch (error) {
      if (error instanceof SealError) return undefined;
      throw error;
    }
  }
}

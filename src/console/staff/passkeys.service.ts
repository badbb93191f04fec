/** Asks authenticators and judges their answers (WebAuthn level 3); every challenge counts once, where it was given. */
import { Injectable } from '@nestjs/common';
import type * as WebAuthn from '@simplewebauthn/server';
import { Clock } from '../../platform/clock.service';
import { Database, DatabaseAway, type Sql } from '../../platform/database/database.service';
import { ANSWER_WITHIN_MS, Challenges } from './challenges.service';
import type { NewPasskey, OwnedPasskey, Passkey } from './passkey';
import { PasskeyRepository } from './passkey.repository';
import { authenticationAnswer, registrationAnswer } from './passkey-answers';
import { RELYING_PARTY_NAME, type RelyingParty } from './relying-party';

/** Loaded for the first passkey: 290 modules, mostly of certificates, that most processes never need. */
function webAuthn(): typeof WebAuthn {
  return require('@simplewebauthn/server');
}

/** A passkey that was used, and its counter now. */
export interface UsedPasskey {
  readonly passkey: OwnedPasskey;
  readonly counter: number;
}

/** What an authenticator is asked for: by whom, and where alone its answer counts. */
export interface Ceremony {
  readonly party: RelyingParty;
  readonly askedFor: string;
}

/** Of a passkey; the id is what authenticators know somebody by. */
export interface Owner {
  readonly id: string;
  readonly name: string;
}

/** EdDSA, ES256, RS256 (COSE): what authenticators have. Without a list the library tries what Node calls experimental. */
const ALGORITHMS = [-8, -7, -257];

@Injectable()
export class Passkeys {
  constructor(
    private readonly database: Database,
    private readonly repository: PasskeyRepository,
    private readonly challenges: Challenges,
    private readonly clock: Clock,
  ) {}

  /** What a browser needs to make a passkey, as JSON: `PublicKeyCredentialCreationOptionsJSON`. */
  async creationOptions({ id, name }: Owner, { party, askedFor }: Ceremony): Promise<object> {
    const known = await this.repository.of(this.database, id);
    return webAuthn().generateRegistrationOptions({
      rpName: RELYING_PARTY_NAME,
      rpID: party.id,
      userName: name,
      userDisplayName: name,
      userID: new Uint8Array(Buffer.from(id.replaceAll('-', ''), 'hex')),
      challenge: new Uint8Array(this.challenges.give(askedFor)),
      timeout: ANSWER_WITHIN_MS,
      excludeCredentials: known.map(descriptor),
      supportedAlgorithmIDs: ALGORITHMS,
      // Found without a name, and opened by a PIN or a finger: so one passkey is both factors.
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
  }

  /** Undefined when the answer does not hold. `text` is what `PublicKeyCredential.toJSON()` gave. */
  async created(text: string, ceremony: Ceremony, staffId: string, label: string): Promise<NewPasskey | undefined> {
    const response = registrationAnswer(text);
    if (response === undefined) return undefined;
    const verified = await orNothing(() =>
      webAuthn().verifyRegistrationResponse({
        response,
        ...this.expected(ceremony),
        requireUserVerification: true,
        supportedAlgorithmIDs: ALGORITHMS,
      }),
    );
    if (!verified?.verified) return undefined;
    const { id, publicKey, counter } = verified.registrationInfo.credential;
    return {
      credentialId: Buffer.from(id, 'base64url'),
      staffId,
      publicKey: Buffer.from(publicKey),
      counter,
      transports: response.response.transports ?? [],
      label,
      createdAt: new Date(this.clock.now()),
    };
  }

  /** What a browser needs to use a passkey, as JSON: of one person, or, to sign in, of whoever is there. */
  async requestOptions({ party, askedFor }: Ceremony, staffId?: string): Promise<object> {
    const known = staffId === undefined ? [] : await this.repository.of(this.database, staffId);
    return webAuthn().generateAuthenticationOptions({
      rpID: party.id,
      challenge: new Uint8Array(this.challenges.give(askedFor)),
      timeout: ANSWER_WITHIN_MS,
      allowCredentials: known.map(descriptor),
      userVerification: 'required',
    });
  }

  /** Undefined when the answer does not hold, for whatever reason; nothing is noted yet. */
  async used(text: string, ceremony: Ceremony): Promise<UsedPasskey | undefined> {
    const response = authenticationAnswer(text);
    if (response === undefined) return undefined;
    const passkey = await this.repository.ofActive(this.database, Buffer.from(response.id, 'base64url'));
    if (passkey === undefined) return undefined;
    const verified = await orNothing(() =>
      webAuthn().verifyAuthenticationResponse({
        response,
        ...this.expected(ceremony),
        requireUserVerification: true,
        credential: {
          id: response.id,
          publicKey: new Uint8Array(passkey.publicKey),
          counter: passkey.counter,
        },
      }),
    );
    return verified?.verified ? { passkey, counter: verified.authenticationInfo.newCounter } : undefined;
  }

  /** False when this authenticator is known already. */
  add(sql: Sql, passkey: NewPasskey): Promise<boolean> {
    return this.repository.add(sql, passkey);
  }

  of(staffId: string): Promise<Passkey[]> {
    return this.repository.of(this.database, staffId);
  }

  async hasAny(staffId: string, sql: Sql = this.database): Promise<boolean> {
    return (await this.repository.of(sql, staffId)).length > 0;
  }

  /** `credentialId` in base64url. False when it is not this person's. */
  remove(sql: Sql, staffId: string, credentialId: string): Promise<boolean> {
    return this.repository.remove(sql, staffId, Buffer.from(credentialId, 'base64url'));
  }

  removeAll(sql: Sql, staffId: string): Promise<void> {
    return this.repository.removeAll(sql, staffId);
  }

  /** False when another answer came between. */
  noteUse(sql: Sql, { passkey, counter }: UsedPasskey): Promise<boolean> {
    return this.repository.noteUse(sql, passkey, counter, new Date(this.clock.now()));
  }

  private expected({ party, askedFor }: Ceremony) {
    return {
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      expectedChallenge: (challenge: string) => this.challenges.use(challenge, askedFor),
    };
  }
}

function descriptor({ credentialId, transports }: Passkey) {
  return { id: credentialId.toString('base64url'), transports: [...transports] };
}

/** The library throws for an answer that does not hold; what is wrong with us goes through. */
async function orNothing<T>(judge: () => Promise<T>): Promise<T | undefined> {
  try {
    return await judge();
  } catch (error) {
    if (error instanceof DatabaseAway) throw error;
    return undefined;
  }
}

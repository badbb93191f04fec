/** A passkey as we keep it: a public key, and what says how often it was used. */

export interface Passkey {
  readonly credentialId: Buffer;
  readonly staffId: string;
  readonly publicKey: Buffer;
  readonly counter: number;
  readonly transports: readonly string[];
  readonly label: string;
  readonly createdAt: Date;
  readonly usedAt: Date | null;
}

export interface OwnedPasskey extends Passkey {
  /** Name of the person. */
  readonly owner: string;
}

export type NewPasskey = Omit<Passkey, 'usedAt'>;

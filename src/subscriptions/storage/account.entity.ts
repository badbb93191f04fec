/** An account somebody wants to be woken for, and the delegation by which we may read it. */
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('accounts')
export class Account {
  /** Opaque; the only name of an account outside the database. */
  @PrimaryColumn('bigint', { generated: 'identity' })
  id!: string;

  /** Keyed hash of the 33 bytes. */
  @Column('bytea')
  lookup!: Buffer;

  @Column('bytea', { name: 'account_sealed' })
  accountSealed!: Buffer;

  /** The newest valid delegation; it serves all devices of the account. */
  @Column('bytea', { name: 'delegation_sealed', nullable: true })
  delegationSealed!: Buffer | null;

  /** `sig_ts` of the request that brought it. */
  @Column('timestamptz', { name: 'delegation_signed_at', nullable: true })
  delegationSignedAt!: Date | null;

  /** When two members of the swarm refused it; a newer delegation clears this. */
  @Column('timestamptz', { name: 'delegation_revoked_at', nullable: true })
  delegationRevokedAt!: Date | null;
}

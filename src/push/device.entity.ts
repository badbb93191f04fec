/** A phone as the push services know it: one row per service and token, with what it is still owed. */
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('devices')
export class Device {
  /** Opaque and random; the only name of a device outside the database. */
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  service!: string;

  /** Keyed hash of service and token. */
  @Column('bytea', { name: 'token_lookup' })
  tokenLookup!: Buffer;

  @Column('bytea', { name: 'token_sealed' })
  tokenSealed!: Buffer;

  /** When a phone last named this token; a vendor's complaint that is older does not count. */
  @Column('timestamptz', { name: 'renewed_at' })
  renewedAt!: Date;

  /** Whether it is owed a wake-up that is still to begin. */
  @Column('boolean')
  waits!: boolean;

  /** Whether a wake-up has been begun whose end is not known. */
  @Column('boolean', { name: 'under_way' })
  underWay!: boolean;

  /** Since when it is owed either; null when it is owed nothing. */
  @Column('timestamptz', { name: 'owed_since', nullable: true })
  owedSince!: Date | null;

  /** When the last wake-up was begun, written before it is sent: the next may begin a window later, crash or not. */
  @Column('timestamptz', { name: 'last_begun_at', nullable: true })
  lastBegunAt!: Date | null;

  /** Attempts in a row that a vendor put off. */
  @Column('integer')
  attempts!: number;

  /** Not to be tried before this, as the vendor asked. */
  @Column('timestamptz', { name: 'not_before', nullable: true })
  notBefore!: Date | null;

  /** When the vendor refused the last wake-up, which is kept to be tried again; null when none is kept. */
  @Column('timestamptz', { name: 'refused_at', nullable: true })
  refusedAt!: Date | null;

  /** Why, as the vendor's dialect words it. */
  @Column('text', { name: 'refused_reason', nullable: true })
  refusedReason!: string | null;
}

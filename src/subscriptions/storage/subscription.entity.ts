/** One device that wants to be woken for one account. */
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('subscriptions')
export class Subscription {
  @PrimaryColumn('bigint', { name: 'account_id' })
  accountId!: string;

  @PrimaryColumn('uuid', { name: 'device_id' })
  deviceId!: string;

  /** Ascending. */
  @Column('smallint', { array: true })
  namespaces!: number[];

  /** For each namespace in turn: messages stored before this wake nobody. */
  @Column('timestamptz', { name: 'namespaces_since', array: true })
  namespacesSince!: Date[];

  /** `sig_ts`; a request that was signed earlier changes nothing. */
  @Column('timestamptz', { name: 'signed_at' })
  signedAt!: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;

  /** What a monitor request needs beside the columns above. */
  @Column('bytea', { name: 'monitor_sealed' })
  monitorSealed!: Buffer;
}

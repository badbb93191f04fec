/** What invented authorities ask for, as staff write it down. */
import { createHash } from 'node:crypto';
import type { NewContact } from '../../src/transparency/new-contact';

export type Contact = Omit<NewContact, 'receivedAt'>;

/** An Account ID that belongs to nobody. */
export function account(name: string): { identifier: string; type: string } {
  return { identifier: `05${createHash('sha256').update(`demonstration ${name}`).digest('hex')}`, type: 'account_id' };
}

export function prosecutorOrder(reference: string, more: Partial<Contact> = {}): Contact {
  return {
    kind: 'information_demand',
    channel: 'post',
    country: 'CH',
    process: 'ch_prosecutor_order',
    contact: 'Invented prosecutor’s office, first desk, prosecutor@authority.example',
    reference,
    details: 'Asks when an account was registered for push notifications, and with which service.',
    targets: [account(reference)],
    categories: ['push_registration', 'push_token'],
    ...more,
  };
}

export function foreignDemand(country: string, reference: string, more: Partial<Contact> = {}): Contact {
  return {
    kind: 'information_demand',
    channel: 'email',
    country,
    process: 'foreign_direct',
    contact: 'Invented police headquarters, cyber desk, desk@authority.example',
    reference,
    details: 'Asks who uses an account, and for its IP addresses. Names no treaty.',
    targets: [account(reference)],
    categories: ['identity', 'ip_address'],
    ...more,
  };
}

export function inquiry(country: string, more: Partial<Contact> = {}): Contact {
  return {
    kind: 'informal_inquiry',
    channel: 'phone',
    country,
    process: 'informal',
    contact: 'Invented ministry, press and liaison desk',
    details: 'Asks which data the service holds at all, and where orders are to be served.',
    ...more,
  };
}

/** Invented authorities for the directory, and which of them asks what. */
import type { NewAuthority } from '../../src/transparency/authority';
import type { Contact } from './contacts';
import type { DemoRoom } from './demo-room';
import { OFFICER } from './invented-people';

interface Invented extends NewAuthority {
  readonly contacts: string | null;
}

const named = (name: string, country: string, more: Partial<Invented> = {}): Invented => ({
  ...{ name, country, level: 'foreign_national', type: 'police', naming: 'type_only' },
  contacts: 'Switchboard of the authority, as the public register has it. Invented for a demonstration.',
  ...more,
});

const DIRECTORY: readonly Invented[] = [
  named('Invented prosecutor’s office', 'CH', { level: 'cantonal', type: 'prosecutor', naming: 'name_ok' }),
  named('Invented court of measures', 'CH', { level: 'cantonal', type: 'court', naming: 'name_ok' }),
  named('Invented federal police headquarters', 'DE'),
  named('Invented judicial police', 'FR'),
  named('Invented district attorney', 'US', { level: 'foreign_regional', type: 'prosecutor', contacts: null }),
];

/** Before the first request, so that requests may name them. */
export async function fillDirectory({ authorityDesk }: DemoRoom): Promise<void> {
  for (const { contacts, ...given } of DIRECTORY) {
    await authorityDesk.add({ given, contacts: contacts === null ? undefined : { to: contacts } }, OFFICER);
  }
}

/** The one that would ask it; null where nobody of the directory would. */
export async function authorityOf(
  { authorities }: DemoRoom,
  { country, process, kind }: Contact,
): Promise<string | null> {
  if (kind === 'informal_inquiry') return null;
  const own = (await authorities.list()).filter((one) => one.country === country);
  const wanted = process === 'ch_court_order' ? 'court' : undefined;
  return (own.find((one) => one.type === wanted) ?? own.find((one) => one.type !== 'court'))?.id ?? null;
}

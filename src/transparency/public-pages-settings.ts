/** What the operator says of itself on the public pages. */
import { z } from 'zod';
import { section } from '../platform/config/settings';

const text = (most: number) => z.string().trim().min(1).max(most);

export const publicPagesSettings = section(
  'Public pages',
  {
    REPORT_CONTACT_FILE: text(2_000).optional(),
    REPORT_PUBLIC_KEY_FILE: text(500)
      .regex(/^untrusted comment: .*\n[A-Za-z0-9+/=]{56}$/, 'must hold a public key as minisign writes it: two lines')
      .optional(),
  },
  {
    REPORT_CONTACT_FILE: 'File with the address at which authorities serve their orders, in lines',
    REPORT_PUBLIC_KEY_FILE: 'File with the public half of the key that signs reports (minisign)',
  },
);

/** The settings of the request log and its reports. */
import { z } from 'zod';
import { section } from '../platform/config/settings';
import { MinisignError, readSecretKey, type SigningKey } from './reports/minisign';

const signingKey = z.string().transform((text, context): SigningKey => {
  try {
    return readSecretKey(text);
  } catch (error) {
    if (!(error instanceof MinisignError)) throw error;
    context.addIssue({ code: 'custom', message: error.message });
    return z.NEVER;
  }
});

export const reportSettings = section(
  'Transparency reports',
  {
    REPORT_PUBLISHER: z.string().min(1).default('Session Technology Foundation'),
    REPORT_SIGNING_KEY_FILE: signingKey.optional(),
    REPORT_CHECKPOINTS_PATH: z.string().min(1).optional(),
  },
  {
    REPORT_PUBLISHER: 'Who publishes, as reports name it',
    REPORT_SIGNING_KEY_FILE: 'File made by `npm run relay -- keys report`; without it nothing is published',
    REPORT_CHECKPOINTS_PATH: 'File to which signed heads of the log are added; keep it on another machine',
  },
);

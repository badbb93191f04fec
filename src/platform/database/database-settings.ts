/** The settings of the database. */

import { urlOf, wholeNumber } from '../config/setting-types';
import { section } from '../config/settings';

const postgresUrl = () => urlOf('postgres:', 'postgresql:');

export const databaseSettings = section(
  'Database',
  {
    DATABASE_URL: postgresUrl(),
    DATABASE_MIGRATE_URL: postgresUrl().optional(),
    DATABASE_POOL_SIZE: wholeNumber(1, 500).default(16),
  },
  {
    DATABASE_URL:
      'Postgres of the service; in production a role that may read and write rows but not change the schema',
    DATABASE_MIGRATE_URL: 'Postgres as the owner of the schema, for migrations; defaults to DATABASE_URL',
    DATABASE_POOL_SIZE: 'Connections each process may hold',
  },
);
